"""Which reception days must be told to whom, and when: before them, and after them where attendance is missing (B5)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from common.clock import SHANGHAI
from constituents.models import ReceptionDay, ReceptionDuty
from deputies.models import Mandate
from notices.registry import Draft
from stations.choices import Role
from stations.models import Post

KIND = "reception"
MISSING = "attendance"
MORNING = time(9, 0)
LEADS = {"T-3": (3, time(9, 0)), "T-1": (1, time(9, 0)), "T-0": (0, time(7, 0))}  # days before, at what time


def reception_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """For each planned reception day: its deputies who may act on it and have a login, and the station's liaison officers."""
    first, last = since.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date() + timedelta(days=3)
    acting = Mandate.objects.filter(deputy=OuterRef("deputy")).active_on(OuterRef("day__date"))
    duties = (
        ReceptionDuty.objects.filter(Exists(acting), day__date__gte=first, day__date__lte=last, is_planned=True, day__is_planned=True)
        .select_related("day__station", "deputy")
        .order_by("day_id", "id")
    )
    days: dict = {}
    for duty in duties:
        days.setdefault(duty.day, []).append(duty.deputy)
    officers = _officers({day.station_id for day in days})
    for day, deputies in days.items():
        people = {deputy.user_id for deputy in deputies if deputy.user_id} | officers.get(day.station_id, set())
        for period in LEADS:
            yield from _drafts(day, deputies, sorted(people), period)


def attendance_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """For each planned day without everybody's attendance: its station's liaison officers, once, on the next morning and for a day."""
    first, last = since.astimezone(SHANGHAI).date() - timedelta(days=1), until.astimezone(SHANGHAI).date() - timedelta(days=1)
    days = list(ReceptionDay.objects.filter(date__gte=first, date__lte=last).unmarked().select_related("station").order_by("pk"))
    officers = _officers({day.station_id for day in days})
    for day in days:
        due_at = datetime.combine(day.date + timedelta(days=1), MORNING, SHANGHAI)
        for user_id in sorted(officers.get(day.station_id, ())):
            yield Draft(
                kind=MISSING,
                subject=str(day.pk),
                period=f"{day.date:%Y%m%d}",
                recipient_id=user_id,
                title=f"{day.date.month}月{day.date.day}日{day.station.name}接待日，缺到站登记",
                body="谁到了、谁没来，请点一下；到站的计入代表履职记录。",
                url=reverse("constituents:reception", args=[day.pk]),
                due_at=due_at,
                valid_until=due_at + timedelta(days=1),
            )


def _officers(station_ids: set[int]) -> dict[int, set[int]]:
    posts = Post.objects.filter(unit_id__in=station_ids, role=Role.LIAISON_OFFICER).current()
    found: dict[int, set[int]] = {}
    for unit_id, user_id in posts.told("unit_id"):
        found.setdefault(unit_id, set()).add(user_id)
    return found


def _drafts(day, deputies, people, period: str) -> Iterator[Draft]:
    ahead, at = LEADS[period]
    due_at = datetime.combine(day.date - timedelta(days=ahead), at, SHANGHAI)
    # A nearer reminder says the same: this one is overtaken as soon as the next is due.
    later = [datetime.combine(day.date - timedelta(days=days), when, SHANGHAI) for days, when in LEADS.values() if days < ahead]
    end = min(later, default=datetime.combine(day.date, day.ends_at or time(18, 0), SHANGHAI))
    when = {0: "今天", 1: "明天", 3: f"{day.date.month}月{day.date.day}日"}[ahead]
    hours = f"{day.starts_at:%H:%M}" if day.starts_at else ""
    names = "、".join(deputy.name for deputy in deputies)
    for user_id in people:
        yield Draft(
            kind=KIND,
            subject=str(day.pk),
            period=f"{day.date:%Y%m%d}/{period}",
            recipient_id=user_id,
            title=f"{when}{hours}在{day.station.name}接待选民",
            body=f"接待代表：{names}。" + (f"议题：{day.topic}。" if day.topic else ""),
            url=reverse("desk:home"),
            due_at=due_at,
            valid_until=end,
        )
