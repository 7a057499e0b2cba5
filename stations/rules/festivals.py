"""The calendar of a year by festival, as the State Council's notice reads."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from common.text import clean_text, half_width, parse_date
from stations.models import CalendarDay

_SHORT = re.compile(r"(\d{1,2})[月./-](\d{1,2})日?")


@dataclass(frozen=True)
class Festival:
    name: str
    off: list[date] = field(default_factory=list)
    make_up: list[date] = field(default_factory=list)

    @property
    def off_words(self) -> str:
        """「2月15日至23日，9 天」"""
        return f"{'、'.join(_span(*run) for run in runs(self.off))}，{len(self.off)} 天" if self.off else ""

    @property
    def make_up_words(self) -> str:
        return "、".join(f"{day.month}月{day.day}日" for day in self.make_up)


def festivals(days: Iterable[CalendarDay]) -> list[Festival]:
    """In the order of their first day off."""
    found: dict[str, Festival] = {}
    for day in sorted(days, key=lambda day: day.date):
        festival = found.setdefault(day.name, Festival(day.name))
        (festival.make_up if day.is_workday else festival.off).append(day.date)
    return sorted(found.values(), key=lambda festival: (festival.off or festival.make_up)[0])


def day_in(year: int, value: object) -> date:
    """The day in a cell or a field; 「2月14日」 is of that year. Raises ValidationError."""
    short = _SHORT.fullmatch(half_width(clean_text(value)))
    return parse_date(f"{year}-{short[1]}-{short[2]}" if short else value)


def make_up_days(text: str, days_off: list[date], year: int) -> list[date]:
    """The days of 「2月14日、2月28日」. Raises ValidationError with every day that cannot be one."""
    found, faults = [], []
    for part in filter(None, re.split(r"[、,，;；\s]+", text)):
        try:
            found.append(_make_up_day(part, days_off, year))
        except ValidationError as error:
            faults += error.messages
    if faults:
        raise ValidationError(faults)
    return found


def _make_up_day(text: str, days_off: list[date], year: int) -> date:
    day = day_in(year, text)
    if day.weekday() < 5:
        raise ValidationError(f"「{text}」是工作日，本来就上班，不用写。")
    if day in days_off:
        raise ValidationError(f"「{text}」在放假的日子里，请核对。")
    return day


def runs(days: list[date]) -> list[tuple[date, date]]:
    """(first, last) of each unbroken run."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _span(first: date, last: date) -> str:
    start = f"{first.month}月{first.day}日"
    if first == last:
        return start
    return f"{start}至{last.day}日" if first.month == last.month else f"{start}至{last.month}月{last.day}日"
