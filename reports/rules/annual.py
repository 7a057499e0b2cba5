"""What the annual statistics consist of, and how the days of a seat are told. Nothing here asks the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from deputies.choices import Election
from deputies.models import Mandate, Suspension
from deputies.rules.seats import ONE_DAY
from reports.rules.kinds import Kind
from stations.models import Unit

NO_GROUP, NO_STATION = "未编组", "没有联系站（家）"
Figures = tuple[int, ...]


class Spot(NamedTuple):
    """A group or a station of a line. pk is 0 for whoever has none; order sorts them as the organisation does, those without last."""

    order: tuple
    pk: int
    name: str


@dataclass(frozen=True)
class Only:
    """Whose lines are wanted: all, those of one group or station (0: who has none), one deputy's."""

    group: int | None = None
    station: int | None = None
    deputy: int | None = None

    def keeps(self, seat: Mandate) -> bool:
        """Whether a line with this newest seat is wanted."""
        group, station = self.group in (None, seat.group_id or 0), self.station in (None, seat.station_id or 0)
        return group and station and self.deputy in (None, seat.deputy_id)

    @property
    def is_all(self) -> bool:
        return self == EVERYONE


EVERYONE = Only()


SPAN = 3  # years side by side unless somebody asks for another number


@dataclass(frozen=True)
class Wanted:
    """One annual report as it was asked for: the congress alone or with those below, all its deputies or some, and how many years to compare."""

    congress: Unit
    year: int
    below: bool = False
    only: Only = EVERYONE
    span: int = SPAN

    @property
    def years(self) -> range:
        """The years side by side, the chosen one last."""
        return range(self.year - self.span + 1, self.year + 1)


class Counted:
    """Whatever has `kinds` and `counts` in their order."""

    kinds: tuple[Kind, ...]
    counts: Figures

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def cells(self) -> list[tuple[Kind, int]]:
        return list(zip(self.kinds, self.counts, strict=True))


@dataclass(frozen=True)
class Line(Counted):
    """One deputy of one congress. note: the days, when the seat was held in part of the year."""

    deputy_id: int
    name: str
    group: Spot
    station: Spot
    note: str
    kinds: tuple[Kind, ...]
    counts: Figures


@dataclass(frozen=True)
class Part(Counted):
    """The deputies of one group or station, in the order of the roster."""

    spot: Spot
    kinds: tuple[Kind, ...]
    lines: list[Line]

    @property
    def name(self) -> str:
        return self.spot.name

    @cached_property
    def counts(self) -> Figures:
        return added(self.kinds, self.lines)


@dataclass(frozen=True)
class CongressPart(Counted):
    """One congress: its lines in the order of the roster."""

    congress: Unit
    kinds: tuple[Kind, ...]
    lines: list[Line]

    @cached_property
    def groups(self) -> list[Part]:
        return self._parts("group")

    @cached_property
    def stations(self) -> list[Part]:
        return self._parts("station")

    @cached_property
    def counts(self) -> Figures:
        return added(self.kinds, self.lines)

    @property
    def deputies(self) -> int:
        return len(self.lines)

    def _parts(self, of: str) -> list[Part]:
        found: dict[Spot, list[Line]] = {}
        for line in self.lines:
            found.setdefault(getattr(line, of), []).append(line)
        return [Part(spot, self.kinds, found[spot]) for spot in sorted(found)]


@dataclass(frozen=True)
class Annual(Counted):
    """parts − repeated = counts: what stands in two congresses' tables is taken off once."""

    congress: Unit
    year: int
    below: bool
    only: Only
    kinds: tuple[Kind, ...]
    parts: list[CongressPart]
    counts: Figures

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    @cached_property
    def repeated(self) -> Figures:
        return tuple(whole - once for whole, once in zip(added(self.kinds, self.parts), self.counts, strict=True))

    @property
    def repeated_total(self) -> int:
        return sum(self.repeated)

    @property
    def repeated_cells(self) -> list[tuple[Kind, int]]:
        return [(kind, -count) for kind, count in zip(self.kinds, self.repeated, strict=True)]


def added(kinds: tuple[Kind, ...], rows: Iterable[Counted]) -> Figures:
    """The sums of the columns, also of no row."""
    return tuple(map(sum, zip(*[row.counts for row in rows], strict=True))) or (0,) * len(kinds)


def group_spot(seat: Mandate) -> Spot:
    group = seat.group
    return Spot((0, group.position, group.pk), group.pk, group.name) if group else Spot((1, 0, 0), 0, NO_GROUP)


def station_spot(seat: Mandate) -> Spot:
    station = seat.station
    return Spot((0, station.path), station.pk, station.name) if station else Spot((1, ""), 0, NO_STATION)


def note_of(seats: list[Mandate], year: int, is_namesake: bool) -> str:
    """From and to which day somebody held a seat in part of the year, when it was suspended, and the constituency where two share a name."""
    words = list(_days_held(seats, year))
    words += [_pause(pause, year) for seat in seats for pause in seat.suspensions.all() if pause.starts_on.year <= year <= _end_year(pause, year)]
    if is_namesake and seats[-1].constituency:
        words.append(seats[-1].constituency.name)
    return "，".join(words)


def _days_held(seats: list[Mandate], year: int) -> Iterator[str]:
    """Seats that follow one another from day to day, or overlap, are one."""
    spans: list[list] = []
    for seat in seats:  # by their first day
        if spans and seat.starts_on <= spans[-1][1] + ONE_DAY:
            spans[-1][1] = max(spans[-1][1], seat.last_day)
        else:
            spans.append([seat.starts_on, seat.last_day, seat.elected_by == Election.BY_ELECTION])
    for start, end, is_by_election in spans:
        if start > date(year, 1, 1):
            yield f"{day_of(start)}{'补选' if is_by_election else ''}起任"
        if end < date(year, 12, 31):
            yield f"{day_of(end)}止任"


def _end_year(pause: Suspension, year: int) -> int:
    return pause.ends_on.year if pause.ends_on else year


def _pause(pause: Suspension, year: int) -> str:
    first, last = max(pause.starts_on, date(year, 1, 1)), min(pause.ends_on or date(year, 12, 31), date(year, 12, 31))
    return f"{day_of(first)}至{day_of(last)}暂停"


def day_of(day: date) -> str:
    return f"{day.month}月{day.day}日"
