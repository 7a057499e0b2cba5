"""When opinions come in, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as hour
from random import Random

from common import clock
from common.clock import SHANGHAI

RECENT = 0.15  # the newest part of the time: three quarters of its cases are open


@dataclass(frozen=True)
class Arrival:
    """One opinion: its moment, its station's place in the list, its age as a part of the whole time; deputies are there on a reception day."""

    at: datetime
    place: int
    age: float
    by_visit: bool
    on_reception: bool

    @property
    def day(self) -> date:
        return self.at.astimezone(SHANGHAI).date()


def arrivals(shape, places: int, random: Random) -> list[Arrival]:
    """Oldest first."""
    return sorted(_arrivals(shape, places, random), key=lambda arrival: arrival.at)


def _arrivals(shape, places: int, random: Random) -> Iterator[Arrival]:
    now = clock.now()
    span = timedelta(days=365 * shape.years)
    for _ in range(shape.opinions):
        age = random.random()
        at = now - span * age
        by_visit = random.random() < 0.6
        on_reception = by_visit and random.random() < 0.6
        if on_reception:
            at = _reception(at, random)
        yield Arrival(min(at, now), random.randrange(places), age, by_visit, on_reception)


def _reception(at: datetime, random: Random) -> datetime:
    """A morning hour of the month's reception day, the tenth."""
    day = at.astimezone(SHANGHAI).date().replace(day=10)
    return datetime.combine(day, hour(9), SHANGHAI) + timedelta(minutes=random.randrange(150))
