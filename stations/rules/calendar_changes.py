"""What a change of the calendar means before and after it is saved: the days, and the open deadlines that move."""

from dataclasses import dataclass, field
from datetime import date

from stations.models import CalendarChange, CalendarDay, Unit
from stations.registry import PlannedShift, deadline_sources, planned_sources
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.festivals import Festival, festivals
from stations.rules.workdays import Table, recount_by, table


@dataclass(frozen=True)
class Shift:
    """A case whose deadline moves."""

    source: str
    pk: int
    unit_id: int
    before: date
    after: date


@dataclass
class Effect:
    """What a calendar does to the open deadlines. `firm` ones only lose 暂定.

    `touched` are the cases to be written, by source, those with the same basis together.
    """

    shifts: list[Shift] = field(default_factory=list)
    touched: dict[str, list[int]] = field(default_factory=dict)
    firm: int = 0

    def seen_by(self, user) -> list[Shift]:
        """Those at the stations whose casework the user sees; the others are only counted."""
        units = set(access_of(user).units(*STAFF_AND_OFFICE))
        return [shift for shift in self.shifts if shift.unit_id in units]


def effect_of(known: Table) -> Effect:
    """Which open deadlines differ from what the table says. One query a source and kind of row."""
    effect, recount = Effect(), recount_by(known)
    for name, source in deadline_sources().items():
        moved: dict[int, Shift] = {}
        firm: set[int] = set()
        touched: dict[int, tuple[str, int]] = {}
        for each in source.running():
            basis = recount(each.basis)
            if basis == each.basis:
                continue
            touched[each.pk] = (basis["start"], basis["days"])
            before, after = (date.fromisoformat(either["due_on"]) for either in (each.basis, basis))
            if before != after:
                moved.setdefault(each.pk, Shift(name, each.pk, each.unit_id, before, after))
            elif not basis["provisional"]:
                firm.add(each.pk)
        effect.shifts += moved.values()
        effect.firm += len(firm - moved.keys())
        effect.touched[name] = sorted(touched, key=lambda pk: (touched[pk], pk))
    return effect


def newly_moved(known: Table) -> list[PlannedShift]:
    """Planned days (of receptions) that the table would move and the calendar of now does not, in the order of their dates."""
    now = {(each.url, each.on, each.to) for source in planned_sources() for each in source.shifts(table())}
    then = [each for source in planned_sources() for each in source.shifts(known)]
    return sorted((each for each in then if (each.url, each.on, each.to) not in now), key=lambda each: (each.on, each.unit_id))


def planned_lines(shifts: list[PlannedShift]) -> list[tuple[str, PlannedShift]]:
    """Each with the name of its station or home."""
    named = dict(Unit.objects.filter(pk__among={shift.unit_id for shift in shifts}).values_list("pk", "name"))
    return [(named[shift.unit_id], shift) for shift in shifts]


def entries_of(change: CalendarChange) -> dict[date, tuple[bool, str]]:
    return {date.fromisoformat(day): (is_workday, name) for day, is_workday, name in change.days}


def cleared_of(change: CalendarChange) -> set[date]:
    return {date.fromisoformat(day) for day in change.cleared}


def table_after(change: CalendarChange) -> Table:
    """The calendar as the change would make it."""
    return table().changed(entries_of(change), cleared_of(change))


@dataclass(frozen=True)
class FestivalLine:
    """A festival as the change enters it, beside what the calendar says of it now."""

    festival: Festival
    before: Festival | None

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def differs(self) -> bool:
        return self.before is not None and (self.before.off, self.before.make_up) != (self.festival.off, self.festival.make_up)


def festival_lines(change: CalendarChange) -> list[FestivalLine]:
    """The change as a table by festival."""
    entered = [CalendarDay(date=day, is_workday=is_workday, name=name) for day, (is_workday, name) in entries_of(change).items()]
    years = {day.date.year for day in entered} | {change.year}
    now = {festival.name: festival for festival in festivals(day for day in _days_now() if day.date.year in years)}
    return [FestivalLine(festival, now.get(festival.name)) for festival in festivals(entered)]


def cleared_lines(change: CalendarChange) -> list[Festival]:
    """What follows the plain week again, by festival."""
    cleared = cleared_of(change)
    return festivals(day for day in _days_now() if day.date in cleared)


def _days_now() -> list[CalendarDay]:
    return [CalendarDay(date=day, is_workday=is_workday, name=name) for day, (is_workday, name) in table().days.items()]


def stale_days(year: int, entered: set[date]) -> list[date]:
    """Days of that year that a whole notice of the year does not have. The next year's 元旦 may begin in December: it stays."""
    return [day for day, (_, name) in table().days.items() if day.year == year and day not in entered and not (day.month == 12 and name == "元旦")]


def last_applied() -> int:
    """The number of the change saved last: whoever looked at an older calendar should look again."""
    return CalendarChange.objects.exclude(applied_at=None).order_by("-applied_at", "-pk").values_list("pk", flat=True).first() or 0
