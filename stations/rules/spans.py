"""Weeks, months, quarters and years as spans of days, and which of them a thing that must happen in each has missed."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_MONDAY = date(2001, 1, 1)  # where pairs of weeks are counted from


@dataclass(frozen=True)
class Span:
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def span_of(period: str, day: date) -> Span:
    """The week (Monday to Sunday), two_weeks, month, quarter or year in which the day lies."""
    if period in {"week", "two_weeks"}:
        length = 7 if period == "week" else 14
        first = day - timedelta(days=(day - FIRST_MONDAY).days % length)
        return Span(first, first + timedelta(days=length - 1))
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    month = (day.month - 1) // months * months + 1
    end = month + months - 1
    return Span(date(day.year, month, 1), date(day.year, end, monthrange(day.year, end)[1]))


def spans(period: str, first: date, last: date) -> Iterator[Span]:
    """Every span that touches the days from first to last."""
    span = span_of(period, first)
    while span.first <= last:
        yield span
        span = span_of(period, span.last + timedelta(days=1))


def missed(period: str, done: Iterable[date], first: date, today: date) -> list[Span]:
    """Spans that lie wholly between first and yesterday and in which it was not done (a box not opened: XM 三(二))."""
    done = set(done)
    return [span for span in spans(period, first, today) if first <= span.first and span.last < today and not any(day in span for day in done)]


def open_now(period: str, done: Iterable[date], today: date) -> Span | None:
    """The running span when it has not been done in it yet: its last day is the deadline."""
    span = span_of(period, today)
    return None if any(day in span for day in done) else span
