"""A year's summary that has not been sent (TZ art. 2(二): at the end of the year) is told to whoever writes and sends it, by the day that is set."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from common.clock import SHANGHAI
from notices.registry import AFTER, BEFORE, Draft, Kind, Slot
from reports.models import YearSummary
from reports.rules.quarter import senders
from stations.choices import NUMBERED, Role
from stations.models import Unit
from stations.rules.holders import holders_at
from stations.rules.said import nearest_said, said_at
from stations.rules.yearly import due_in

BOTH = "联络员、报送的人"
SUMMARY_UNSENT = Kind(
    "summary-unsent",
    "年度总结待报送",
    (Slot("soon", BOTH, BEFORE, 7, on="制度定的日子"), Slot("late", BOTH, AFTER, 3, least=1, on="制度定的日子")),
    "联系选民工作办法 第二条（二）",
    ("请报送 2026 年工作总结：河湾村联络站", "制度要求 12月31日前报送。数已经填好，请写上问题和打算，保存后报送。"),
)
TOLD_FOR = timedelta(days=30)
AHEAD = timedelta(days=31)  # no slot proposes to tell sooner


def summary_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """Of every home and station whose regulation names a day in the window; four queries more however many they are."""
    first, last = (since - TOLD_FOR).astimezone(SHANGHAI).date(), (until + AHEAD).astimezone(SHANGHAI).date()
    named = said_at("body__yearly__summary")
    for year in range(first.year, last.year + 1):
        days = {pk: (due_in({"summary": said or ""}, "summary", year),) for pk, (said,) in named.items()}
        if any(day and first <= day <= last for (day,) in days.values()):
            yield from _of_year(year, days)


def _of_year(year: int, days: dict[int, tuple[date | None]]) -> Iterator[Draft]:
    sent = YearSummary.objects.filter(year=year).exclude(sent_at=None).values("unit_id")
    units = list(Unit.objects.open().filter(kind__in=NUMBERED).exclude(pk__in=sent).order_by("pk"))
    heads, officers = senders(units), holders_at([unit.pk for unit in units], Role.LIAISON_OFFICER)
    for unit in units:
        (day,) = nearest_said(unit, days) or (None,)
        for user_id in sorted(heads[unit.pk] | officers.get(unit.pk, set())) if day else ():
            yield from (_draft(unit, year, day, user_id, slot) for slot in SUMMARY_UNSENT.slots)


def _draft(unit: Unit, year: int, day: date, user_id: int, slot: Slot) -> Draft:
    days = timedelta(days=slot.days)
    due_at = datetime.combine(day - days if slot.side == BEFORE else day + days, slot.at, SHANGHAI)
    return Draft(
        kind=SUMMARY_UNSENT.name,
        subject=str(unit.pk),
        period=f"{year}/{slot.name}",
        recipient_id=user_id,
        title=f"请报送 {year} 年工作总结：{unit.name}",
        body=f"制度要求 {day.month}月{day.day}日前报送。数已经填好，请写上问题和打算，保存后报送。",
        url=reverse("reports:summary", args=[unit.pk, year]),
        due_at=due_at,
        valid_until=due_at + TOLD_FOR,
        unit_id=unit.pk,
        slot=slot.name,
        day=day,
    )
