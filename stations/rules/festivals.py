"""The calendar of a year by festival, as the State Council's notice reads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from stations.models import CalendarDay


@dataclass(frozen=True)
class Festival:
    name: str
    off: list[date] = field(default_factory=list)
    make_up: list[date] = field(default_factory=list)

    @property
    def off_words(self) -> str:
        """「2月15日至23日，9 天」"""
        return f"{'、'.join(_span(*run) for run in _runs(self.off))}，{len(self.off)} 天" if self.off else ""

    @property
    def make_up_words(self) -> str:
        return "、".join(f"{day.month}月{day.day}日" for day in self.make_up)


def festivals(days: Iterable[CalendarDay]) -> list[Festival]:
    """In the order of their first day."""
    found: dict[str, Festival] = {}
    for day in sorted(days, key=lambda day: day.date):
        festival = found.setdefault(day.name, Festival(day.name))
        (festival.make_up if day.is_workday else festival.off).append(day.date)
    return list(found.values())


def _runs(days: list[date]) -> list[tuple[date, date]]:
    """(first, last) of each unbroken run."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _span(first: date, last: date) -> str:
    start = f"{first.month}月{first.day}日"
    if first == last:
        return start
    return f"{start}至{last.day}日" if first.month == last.month else f"{start}至{last.month}月{last.day}日"
