"""Who is told of a home day three days and one day before it: the deputies expected and the staff of the home (B2)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from common.clock import SHANGHAI
from constituents.models import HomeDay, HomeDayDeputy
from deputies.models import Mandate
from notices.registry import Draft
from stations.choices import Role
from stations.models import Post

KIND = "home-day"
MORNING = time(9, 0)
LEADS = {"T-3": 3, "T-1": 1}  # days before


def home_day_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """For each home day that stands: expected deputies who act on it and have a login, and the liaison officers of its home or station."""
    first, last = since.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date() + timedelta(days=max(LEADS.values()))
    days = list(HomeDay.objects.standing().filter(date__gte=first, date__lte=last).select_related("station").order_by("pk"))
    people = _expected([day.pk for day in days])
    officers = _officers({day.station_id for day in days})
    for day in days:
        told = sorted(people.get(day.pk, set()) | officers.get(day.station_id, set()))
        for period in LEADS:
            yield from _drafts(day, told, period)


def _expected(days: list[int]) -> dict[int, set[int]]:
    acting = Mandate.objects.filter(deputy=OuterRef("deputy")).active_on(OuterRef("home_day__date"))
    rows = HomeDayDeputy.objects.filter(Exists(acting), home_day_id__in=days, is_expected=True, deputy__user__isnull=False).order_by()
    found: dict[int, set[int]] = {}
    for day_id, user_id in rows.values_list("home_day_id", "deputy__user_id"):
        found.setdefault(day_id, set()).add(user_id)
    return found


def _officers(stations: set[int]) -> dict[int, set[int]]:
    posts = Post.objects.filter(unit_id__in=stations, role=Role.LIAISON_OFFICER).current()
    found: dict[int, set[int]] = {}
    for unit_id, user_id in posts.told("unit_id"):
        found.setdefault(unit_id, set()).add(user_id)
    return found


def _drafts(day: HomeDay, people: list[int], period: str) -> Iterator[Draft]:
    ahead = LEADS[period]
    nearer = [days for days in LEADS.values() if days < ahead]  # it says the same: this one is overtaken as soon as that one is due
    due_at = datetime.combine(day.date - timedelta(days=ahead), MORNING, SHANGHAI)
    end = datetime.combine(day.date - timedelta(days=max(nearer)), MORNING, SHANGHAI) if nearer else day.begins
    when = "明天" if ahead == 1 else f"{day.date.month}月{day.date.day}日"
    for user_id in people:
        yield Draft(
            kind=KIND,
            subject=str(day.pk),
            period=f"{day.date:%Y%m%d}/{period}",
            recipient_id=user_id,
            title=f"{when}{day.starts_at:%H:%M}：{day.name}",
            body=f"{day.station.name}，地点：{day.place}。",
            url=reverse("constituents:home_day", args=[day.pk]),
            due_at=due_at,
            valid_until=end,
        )
