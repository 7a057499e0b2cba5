"""Which reception days must be told to whom, and when, before them (B5)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from common.clock import SHANGHAI
from constituents.models import ReceptionDay, ReceptionDuty
from constituents.rules.home_day_reminders import home_day_reminders, same_day
from deputies.models import Mandate
from notices.models import Reminder
from notices.registry import BEFORE, WHEN, Draft, Kind, Slot
from stations.choices import Role, UnitKind
from stations.rules.holders import holders_at

MORNING, EARLY = time(9, 0), time(7, 0)
BOTH = "接待代表、联络员"
RECEPTION = Kind(
    "reception",
    "接待日",
    (
        Slot("T-3", BOTH, BEFORE, 3, MORNING, on="接待日"),
        Slot("T-1", BOTH, BEFORE, 1, MORNING, on="接待日"),
        Slot("T-0", BOTH, BEFORE, 0, EARLY, on="接待日"),
    ),
    "“双联系”方案 四（二）、联系选民工作办法 第五条（三）",
    (f"{WHEN}09:00在河湾村联络站接待选民", "接待代表：周启明、何秀兰。议题：冬春灌溉。"),
)

LEAD = timedelta(days=max(slot.days for slot in RECEPTION.slots))  # before a day, its people are told


def day_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """Home days and reception days; whoever is told of a home day is not told of the reception day that a plan put on the same day there."""
    yield from home_day_reminders(since, until)
    yield from reception_reminders(since, until)


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
    officers = holders_at({day.station_id for day in days}, Role.LIAISON_OFFICER)
    for day, deputies in days.items():
        people = {deputy.user_id for deputy in deputies if deputy.user_id} | officers.get(day.station_id, set())
        for slot in RECEPTION.slots:
            yield from _drafts(day, deputies, sorted(people), slot)


def counted_on(day: ReceptionDay, on: date, today: date) -> bool:
    """Whether people count on the day, which they know as that of `on`, though no plan was published: it is near, or somebody was reminded."""
    is_near = min(day.date, on) <= today + LEAD
    return is_near or Reminder.objects.filter(kind=RECEPTION.name, key__startswith=f"{RECEPTION.name}:{day.pk}:").exists()


def _drafts(day, deputies, people, slot: Slot) -> Iterator[Draft]:
    due_at = datetime.combine(day.date - timedelta(days=slot.days), slot.at, SHANGHAI)
    hours = f"{day.starts_at:%H:%M}" if day.starts_at else ""
    names = "、".join(deputy.name for deputy in deputies)
    facts = "".join(f"{label}：{said}。" for label, said in (("接待代表", names), ("地点", day.place), ("议题", day.topic)) if said)
    for user_id in people:
        yield Draft(
            kind=RECEPTION.name,
            subject=str(day.pk),
            period=f"{day.date:%Y%m%d}/{slot.name}",
            recipient_id=user_id,
            title=f"{WHEN}{hours}在{day.station.name}接待选民",
            body=facts,
            url=reverse("desk:home"),
            due_at=due_at,
            valid_until=datetime.combine(day.date, day.ends_at or time(18, 0), SHANGHAI),
            unit_id=day.station_id,
            slot=slot.name,
            day=day.date,
            same=same_day(day.station_id, day.date) if day.station.kind == UnitKind.HOME else "",  # a station's reception is no home day
        )
