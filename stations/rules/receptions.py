"""Days by the regulation's rules: receptions (YH 四(二)), the weekly rota (YH 四(三)), home days (TZ art. 5(三)).

Pure: the calendar comes in as a function.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from stations.rules.spans import Span, missed, open_now, span_of, spans
from stations.rules.workdays import is_workday

REACH = timedelta(days=31)  # how far a holiday may move a day
CHOICES = {"by_station": "month", "by_home": "quarter"}  # whoever holds it picks one day in each


@dataclass(frozen=True)
class Reception:
    """A day to receive on; ruled_on is the day the rule names, which differs when a holiday moved it."""

    on: date
    ruled_on: date

    @property
    def was_moved(self) -> bool:
        return self.on != self.ruled_on


def receptions(rule: dict, first: date, last: date, works: Callable[[date], bool] = is_workday) -> list[Reception]:
    """The days from first to last, both included; none where each station or home sets its own (TZ art. 5(三))."""
    found: dict[date, Reception] = {}
    for ruled_on in _ruled_days(rule, first - REACH, last + REACH):
        reception = placed(rule, ruled_on, works)
        if reception and first <= reception.on <= last:
            found.setdefault(reception.on, reception)
    return [found[on] for on in sorted(found)]


def next_reception(rule: dict, today: date, works: Callable[[date], bool] = is_workday) -> Reception | None:
    """Today's, or the first one after it within a year."""
    return next(iter(receptions(rule, today, today + timedelta(days=366), works)), None)


def unchosen(rule: dict, chosen: Iterable[date], first: date, today: date) -> list[Span]:
    """Past months (quarters, for a home) without a chosen day, and the running one as long as it has none."""
    period = CHOICES.get(rule["kind"])
    if period is None:
        return []
    chosen = list(chosen)
    running = open_now(period, chosen, today)
    return missed(period, chosen, first, today) + ([running] if running else [])


def names(rule: dict, day: date) -> bool:
    """Whether the rule names this day, holidays aside."""
    return day in _ruled_days(rule, day, day)


def _ruled_days(rule: dict, first: date, last: date) -> Iterator[date]:
    """The days the rule names, before holidays are looked at."""
    kind = rule["kind"]
    if kind == "weekly":
        yield from (day for day in _days(first, last) if day.weekday() in rule["weekdays"])
    elif kind == "nth_weekday":
        for month in spans("month", first, last):
            yield from filter(None, (_nth(month, weekday, rule["nth"]) for weekday in rule["weekdays"]))
    elif kind == "day_of_month":
        yield from (_day_in(month.first, rule["day"]) for month in spans("month", first, last))
    elif kind == "day_of_quarter":
        for quarter in spans("quarter", first, last):
            yield _day_in(quarter.first.replace(month=quarter.first.month + rule["month"] - 1), rule["day"])


def _days(first: date, last: date) -> Iterator[date]:
    yield from (first + timedelta(days=number) for number in range((last - first).days + 1))


def _day_in(month: date, day: int) -> date:
    """The 31st is the last day of a shorter month."""
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def _nth(month: Span, weekday: int, nth: int) -> date:
    """The nth such weekday of the month; -1 is the last one. Every month has four."""
    found = [day for day in _days(month.first, month.last) if day.weekday() == weekday]
    return found[nth - 1 if nth > 0 else nth]


def placed(rule: dict, ruled_on: date, works: Callable[[date], bool] = is_workday) -> Reception | None:
    """Where the rule puts the day that it names; None where a holiday takes it away."""
    if rule["holiday"] == "keep" or works(ruled_on):
        return Reception(ruled_on, ruled_on)
    if rule["holiday"] == "drop":
        return None
    step = timedelta(days=-1 if rule["holiday"] == "previous_workday" else 1)
    on = ruled_on
    while not works(on):
        on += step
    if rule["kind"] == "weekly" and on not in span_of("week", ruled_on):
        return None  # a rota skips a week that is all holiday
    return Reception(on, ruled_on)
