"""Reception days by the regulation's rule (YH 四(二): the 10th of each month). Pure: the calendar comes in as a function."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from stations.rules.workdays import is_workday


@dataclass(frozen=True)
class Reception:
    """A day to receive on; ruled_on is the day the rule names, which differs when a holiday moved it."""

    on: date
    ruled_on: date

    @property
    def was_moved(self) -> bool:
        return self.on != self.ruled_on


def receptions(rule: dict, first: date, last: date, works: Callable[[date], bool] = is_workday) -> list[Reception]:
    """The reception days from first to last, both included; none where each station sets its own (TZ art. 5(三))."""
    if rule["kind"] == "by_station":
        return []
    found = (_reception(rule, ruled_on, works) for ruled_on in _ruled_days(rule["day"], first - timedelta(days=31), last))
    return [reception for reception in found if reception and first <= reception.on <= last]


def next_reception(rule: dict, today: date, works: Callable[[date], bool] = is_workday) -> Reception | None:
    """Today's, or the first one after it within a year."""
    return next(iter(receptions(rule, today, today + timedelta(days=366), works)), None)


def _ruled_days(day: int, first: date, last: date) -> Iterator[date]:
    """The day of each month that touches the span; the 31st is the last day of a shorter month."""
    month = first.replace(day=1)
    while month <= last:
        days_in_month = monthrange(month.year, month.month)[1]
        yield month.replace(day=min(day, days_in_month))
        month += timedelta(days=days_in_month)


def _reception(rule: dict, ruled_on: date, works: Callable[[date], bool]) -> Reception | None:
    if rule["holiday"] == "keep" or works(ruled_on):
        return Reception(ruled_on, ruled_on)
    if rule["holiday"] == "drop":
        return None
    on = ruled_on
    while not works(on):
        on += timedelta(days=1)
    return Reception(on, ruled_on)
