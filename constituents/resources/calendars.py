"""A deputy's own days for a phone's calendar. Of constituents nothing: neither names nor how many came, nor who the households are."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse

from common import clock
from common.icalendar import Event, calendar_file
from constituents.choices import PlanState
from constituents.models import FormerDuty, HomeDayDeputy, ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.rules.households import Standing, standing_of
from deputies.models import Deputy

BEFORE, AFTER = timedelta(days=60), timedelta(days=400)
PARTS = 12  # a year is cut into at most so many


def calendar_for(deputy: Deputy) -> bytes:
    """Receptions, home days and meetings with households that are due: from two months ago to a year ahead."""
    return calendar_file(events_of(deputy), "Deputy", "代表履职日程")


def events_of(deputy: Deputy) -> list[Event]:
    """The same as events, soonest first."""
    today = clock.today()
    events = [*_receptions(deputy, today), *_home_days(deputy, today), *_meetings(standing_of(deputy, today.year), today)]
    return sorted(events, key=lambda event: (event.day, event.uid))


def _receptions(deputy: Deputy, today: date) -> Iterator[Event]:
    window = {"day__date__gte": today - BEFORE, "day__date__lte": today + AFTER}
    expected = ReceptionDuty.objects.filter(deputy=deputy, is_planned=True, **window).select_related("day__station")
    waits = ReceptionPlan.objects.filter(station=OuterRef("day__station"), year=OuterRef("day__date__year")).exclude(state=PlanState.PUBLISHED)
    standing = set()
    for duty in expected.annotate(is_draft=Exists(waits)):
        standing.add(duty.day_id)
        yield _reception(duty.day, "CANCELLED" if duty.day.drop_reason else "TENTATIVE" if duty.is_draft else "CONFIRMED")
    for former in FormerDuty.objects.filter(deputy=deputy, **window).select_related("day__station"):
        if former.day_id not in standing:
            yield _reception(former.day, "CANCELLED")


def _reception(day: ReceptionDay, status: str) -> Event:
    words = {"CANCELLED": "（已取消或换给别人）", "TENTATIVE": "（计划还没有公布）", "CONFIRMED": ""}[status]
    return Event(
        uid=_uid(f"reception-{day.pk}"),
        day=day.date,
        summary=f"到{day.station.name}接待{words}",
        location=day.where,
        description="\n".join(filter(None, [day.topic and f"议题：{day.topic}", f"换班、请假：{_link('constituents:duties')}"])),
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        status=status,
    )


def _home_days(deputy: Deputy, today: date) -> Iterator[Event]:
    window = {"home_day__date__gte": today - BEFORE, "home_day__date__lte": today + AFTER}
    for row in HomeDayDeputy.objects.filter(deputy=deputy, is_expected=True, **window).select_related("home_day"):
        day = row.home_day
        yield Event(
            uid=_uid(f"home-day-{day.pk}"),
            day=day.date,
            summary=f"{day.name}{'（已取消）' if day.drop_reason else ''}",
            location=day.place,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            status="CANCELLED" if day.drop_reason else "CONFIRMED",
        )


def _meetings(row: Standing, today: date) -> Iterator[Event]:
    """The year cut into as many parts as meetings are asked: at the end of each, how many are still missing by then (YH 三(三))."""
    parts = min(row.asked.visits, PARTS)
    for number in range(1, parts + 1):
        month = PARTS * number // parts
        day = date(today.year, month, monthrange(today.year, month)[1])
        wanted = row.asked.visits * number // parts
        if row.asked.per_household:
            missing = sum(max(0, row.asked.visits_since(line.household.starts_on, today.year, wanted) - line.met) for line in row.lines)
        else:
            missing = max(0, row.visits(wanted) - row.met)
        if missing and day >= today and (row.lines or not row.asked.per_household):
            yield Event(
                uid=_uid(f"households-{row.deputy.pk}-{today.year}-{number}"),
                day=day,
                summary=f"联系户见面还差 {missing} 次",
                description=f"制度要求：{row.asked.words}。\n看该见谁：{_link('constituents:households_mine')}",
                all_day=True,
            )


def _uid(name: str) -> str:
    """A phone may hold the calendars of two congresses' sites: the address makes them different."""
    return f"{name}@{urlsplit(settings.SITE_URL).hostname}"


def _link(name: str) -> str:
    return f"{settings.SITE_URL}{reverse(name)}"
