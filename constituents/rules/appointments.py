"""Slots of a reception day and what is still free in them (B4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from common import clock
from common.clock import SHANGHAI
from constituents.models import Appointment, BookingSetting, ReceptionDay
from stations.choices import UnitKind
from stations.models import Unit

AHEAD = 30  # days: what the public is offered


@dataclass(frozen=True)
class Slot:
    """From starts_at for so many minutes; free: how many more people may come; is_over: it has begun."""

    starts_at: time
    ends_at: time
    places: int
    booked: int
    is_over: bool

    @property
    def free(self) -> int:
        return 0 if self.is_over else max(0, self.places - self.booked)

    @property
    def words(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


def setting_of(station: Unit) -> BookingSetting:
    """The station's own, or the defaults: half an hour, two people, online too."""
    return BookingSetting.objects.filter(station=station).first() or BookingSetting(station=station)


def slots_of(days: Iterable[ReceptionDay]) -> dict[int, list[Slot]]:
    """The slots of each day, in two queries however many days; none where the day has no hours or is called off."""
    days = list(days)
    settings = {one.station_id: one for one in BookingSetting.objects.filter(station_id__among=[day.station_id for day in days])}
    standing = Appointment.objects.standing().filter(day_id__among=[day.pk for day in days]).order_by()
    booked = {(day_id, at): n for day_id, at, n in standing.values_list("day_id", "starts_at").annotate(n=Count("*"))}
    return {day.pk: _slots(day, settings.get(day.station_id) or BookingSetting(), booked) for day in days}


def _slots(day: ReceptionDay, setting: BookingSetting, booked: dict) -> list[Slot]:
    if day.drop_reason or not (day.starts_at and day.ends_at):
        return []
    now, step = clock.now(), timedelta(minutes=setting.minutes)
    start, last = (datetime.combine(day.date, at, SHANGHAI) for at in (day.starts_at, day.ends_at))
    found = []
    while start + step <= last:
        at = start.time()
        found.append(Slot(at, (start + step).time(), setting.places, booked.get((day.pk, at), 0), start <= now))
        start += step
    return found


def offered_days() -> QuerySet[ReceptionDay]:
    """What the public may book: announced days with hours within the next 30 days, at open stations that take bookings online.

    A home's days are for the deputies among themselves (TZ art. 2(二)).
    """
    today = clock.today()
    closed = BookingSetting.objects.filter(station=OuterRef("station"), is_online=False)
    days = ReceptionDay.objects.announced().filter(~Exists(closed), is_planned=True, date__gte=today, date__lte=today + timedelta(days=AHEAD))
    stations = Unit.objects.open().filter(kind=UnitKind.STATION)
    return days.filter(station__in=stations, starts_at__isnull=False, ends_at__isnull=False).select_related("station")
