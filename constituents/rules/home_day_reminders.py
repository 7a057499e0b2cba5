"""Who is told of a home day three days and one day before it, and on its morning: the deputies expected and the staff of the home (B2)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from common.clock import SHANGHAI
from constituents.models import HomeDay, HomeDayDeputy
from deputies.models import Mandate
from notices.registry import BEFORE, WHEN, Draft, Kind, Slot
from stations.choices import Role
from stations.rules.holders import holders_at

BOTH = "应到代表、联络员"
HOME_DAY = Kind(
    "home-day",
    "代表之家活动日",
    (
        Slot("T-3", BOTH, BEFORE, 3, time(9), on="活动日"),
        Slot("T-1", BOTH, BEFORE, 1, time(9), on="活动日"),
        Slot("T-0", BOTH, BEFORE, 0, time(7), on="活动日"),
    ),
    "联系选民工作办法 第五条（三）、“双联系”方案 四（三）",
    (f"{WHEN}09:00：第四季度代表工作座谈会", "青禾镇人大代表之家，地点：二楼会议室。"),
)
LONGEST = max(slot.days for slot in HOME_DAY.slots)


def same_day(unit_id: int, day: date) -> str:
    """What a home day and the reception day that a plan put on it have in common."""
    return f"{unit_id}/{day:%Y%m%d}"


def home_day_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """For each home day that stands: expected deputies who act on it and have a login, and the liaison officers of its home or station."""
    first, last = since.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date() + timedelta(days=LONGEST)
    days = list(HomeDay.objects.standing().filter(date__gte=first, date__lte=last).select_related("station").order_by("pk"))
    people = _expected([day.pk for day in days])
    officers = holders_at({day.station_id for day in days}, Role.LIAISON_OFFICER)
    for day in days:
        told = sorted(people.get(day.pk, set()) | officers.get(day.station_id, set()))
        for slot in HOME_DAY.slots:
            yield from (_draft(day, user_id, slot) for user_id in told)


def _expected(days: list[int]) -> dict[int, set[int]]:
    acting = Mandate.objects.filter(deputy=OuterRef("deputy")).active_on(OuterRef("home_day__date"))
    rows = HomeDayDeputy.objects.filter(Exists(acting), home_day_id__in=days, is_expected=True, deputy__user__isnull=False).order_by()
    found: dict[int, set[int]] = {}
    for day_id, user_id in rows.values_list("home_day_id", "deputy__user_id"):
        found.setdefault(day_id, set()).add(user_id)
    return found


def _draft(day: HomeDay, user_id: int, slot: Slot) -> Draft:
    return Draft(
        kind=HOME_DAY.name,
        subject=str(day.pk),
        period=f"{day.date:%Y%m%d}/{slot.name}",
        recipient_id=user_id,
        title=f"{WHEN}{day.starts_at:%H:%M}：{day.name}",
        body=f"{day.station.name}，地点：{day.place}。",
        url=reverse("constituents:home_day", args=[day.pk]),
        due_at=datetime.combine(day.date - timedelta(days=slot.days), slot.at, SHANGHAI),
        valid_until=day.begins,
        unit_id=day.station_id,
        slot=slot.name,
        day=day.date,
        same=same_day(day.station_id, day.date),
    )
