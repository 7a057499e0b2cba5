"""Working days: the plain week, changed by the calendar table's holidays and make-up working days (调休)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from time import monotonic

from stations.models import CalendarDay
from stations.rules.regulation import Limit

WEEK = "一二三四五六日"
FRESH = 5.0  # seconds; a request always starts with a fresh table (stations.apps)
FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1))  # off in every year's notice: where one is missing, the notice is not in the table
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Table:
    """The days that differ from the plain week: is it a working day, and which festival says so."""

    days: dict[date, tuple[bool, str]]

    @cached_property
    def years(self) -> frozenset[int]:
        """The years whose notice is in the table."""
        off = {day for day, (is_work, _) in self.days.items() if not is_work}
        return frozenset(year for year in {day.year for day in off} if all(date(year, *fixed) in off for fixed in FIXED_HOLIDAYS))

    def changed(self, entered: dict[date, tuple[bool, str]], cleared: Collection[date] = ()) -> "Table":
        """The table as it would be after a change."""
        return Table({day: entry for day, entry in self.days.items() if day not in set(cleared)} | entered)


@dataclass(frozen=True)
class Step:
    """One calendar day on the way to a deadline: does it count, and why."""

    date: date
    counts: bool
    why: str


@dataclass(frozen=True)
class Deadline:
    """The last day of a limit of working days; provisional (暂定) when it reaches into a year whose notice is not in the table."""

    start: date
    days: int
    due_on: date
    steps: list[Step]
    provisional: bool

    def as_basis(self, limit: Limit) -> dict:
        """What a row keeps of its deadline, to show later how it came about."""
        return {
            "start": self.start.isoformat(),
            "days": self.days,
            "due_on": self.due_on.isoformat(),
            "source": limit.source,
            "provisional": self.provisional,
        }


_known: dict[str, tuple[float, Table]] = {}  # one entry: when it was read, what it said


def table() -> Table:
    """The calendar (about 40 rows a year), read once a request and at most every few seconds elsewhere."""
    at, known = _known.get("table", (0.0, None))
    if known is None or monotonic() - at > FRESH:
        days = {day: (is_workday, name) for day, is_workday, name in CalendarDay.objects.order_by().values_list("date", "is_workday", "name")}
        known = Table(days)
        _known["table"] = (monotonic(), known)
    return known


def forget(**_kwargs) -> None:
    """Read the table again: at the start of a request and after an edit."""
    _known.clear()


def is_workday(day: date, known: Table | None = None) -> bool:
    """By the calendar or the table given."""
    return _verdict(known or table(), day)[0]


def is_holiday(day: date, known: Table | None = None) -> bool:
    """Off by the calendar's own word (放假), not as a plain Saturday or Sunday."""
    known = known or table()
    return day in known.days and not known.days[day][0]


def why_off(day: date, known: Table | None = None) -> str:
    """「国庆节放假」, 「周六」; what the calendar says of the day."""
    return _verdict(known or table(), day)[1]


def deadline(start: date, days: int, known: Table | None = None) -> Deadline:
    """The deadline days working days after start, by the calendar or the table given; day 1 is the first working day after start."""
    known = known or table()
    steps = [Step(start, False, "起算日，从次日起算")]
    left = days
    while left:
        day = steps[-1].date + _DAY
        counts, why = _verdict(known, day)
        steps.append(Step(day, counts, why))
        left -= counts
    due_on = steps[-1].date
    return Deadline(start, days, due_on, steps, any(year not in known.years for year in range(start.year, due_on.year + 1)))


def workday_before(day: date, days: int) -> date:
    """The day that lies so many working days before the given one; 0: the day itself."""
    while days:
        day -= _DAY
        days -= is_workday(day)
    return day


def explain(basis: dict) -> list[Step]:
    """The day-by-day behind a stored basis, by today's calendar."""
    return deadline(date.fromisoformat(basis["start"]), basis["days"]).steps


def lengthened(basis: dict, days: int, why: str) -> dict:
    """The basis with so many working days more; `added` keeps what they were for, and a changed calendar counts them, too."""
    found = deadline(date.fromisoformat(basis["start"]), basis["days"] + days)
    added = [*basis.get("added", []), {"days": days, "why": why}]
    return basis | {"days": found.days, "due_on": found.due_on.isoformat(), "provisional": found.provisional, "added": added}


def recount_by(known: Table) -> Callable[[dict], dict]:
    """A function from a stored basis to what it becomes by that table. Bases with the same start and days are counted once."""

    @cache
    def counted(start: str, days: int) -> dict:
        found = deadline(date.fromisoformat(start), days, known)
        return {"due_on": found.due_on.isoformat(), "provisional": found.provisional}

    return lambda basis: basis | counted(basis["start"], basis["days"])


def workdays_between(first: date, last: date) -> int:
    """Working days after first up to and with last; negative when last lies before first."""
    if last < first:
        return -workdays_between(last, first)
    plain = _weekdays_up_to(last) - _weekdays_up_to(first)
    return plain + sum(is_work - (day.weekday() < 5) for day, (is_work, _) in table().days.items() if first < day <= last)


def _weekdays_up_to(day: date) -> int:
    """Mondays to Fridays from 1 January of year 1, a Monday, up to and with the day."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


def year_is_known(year: int) -> bool:
    return year in table().years


def missing_years(today: date) -> list[int]:
    """Years whose notice should be in the table by now: this one, and from November on (the notice comes then) the next."""
    wanted = [today.year, today.year + 1] if today.month >= 11 else [today.year]
    return [year for year in wanted if not year_is_known(year)]


def _verdict(known: Table, day: date) -> tuple[bool, str]:
    entry = known.days.get(day)
    if entry:
        is_work, name = entry
        return is_work, f"{name}调休上班" if is_work else f"{name.removesuffix('放假')}放假"
    weekday = day.weekday()
    return (True, "工作日") if weekday < 5 else (False, f"周{WEEK[weekday]}")
