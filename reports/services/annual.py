"""The figures of the annual duty-performance statistics (代表年度履职情况统计表): one function for screen, workbook and tests.

A duty record belongs to the person; a congress reports it when the person held its mandate on that very day and was
not suspended (代表法 art. 61–62).
Over a subtree each record counts once, although a person with mandates in two congresses stands in both their tables.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q

from deputies.choices import DutyKind
from deputies.models import DutyRecord, Mandate, Suspension
from deputies.rules.kinds import kinds_in, together
from stations.choices import UnitKind
from stations.models import Unit

KINDS = tuple(DutyKind)
PLACE = {str(kind): place for place, kind in enumerate(KINDS)}
NO_GROUP = "未编组"
ONE_DAY = timedelta(days=1)
Figures = tuple[int, ...]


class Counted:
    """Whatever has `counts` in the order of DutyKind."""

    counts: Figures

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def cells(self) -> list[tuple[DutyKind, int]]:
        return list(zip(KINDS, self.counts, strict=True))


@dataclass(frozen=True)
class Line(Counted):
    """One deputy of one congress: counts in the order of DutyKind."""

    deputy_id: int
    name: str
    group: str
    note: str
    counts: Figures


@dataclass(frozen=True)
class GroupPart(Counted):
    name: str
    lines: list[Line]

    @property
    def counts(self) -> Figures:
        return added(line.counts for line in self.lines)


@dataclass(frozen=True)
class CongressPart(Counted):
    congress: Unit
    groups: list[GroupPart]

    @property
    def counts(self) -> Figures:
        return added(group.counts for group in self.groups)

    @property
    def deputies(self) -> int:
        return sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True)
class Annual(Counted):
    """parts − repeated = counts: what stands in two congresses' tables is taken off once."""

    congress: Unit
    year: int
    below: bool
    parts: list[CongressPart]
    counts: Figures

    @property
    def repeated(self) -> Figures:
        return tuple(whole - once for whole, once in zip(added(part.counts for part in self.parts), self.counts, strict=True))

    @property
    def repeated_total(self) -> int:
        return sum(self.repeated)

    @property
    def repeated_cells(self) -> list[int]:
        return [-count for count in self.repeated]


def added(rows: Iterable[Figures]) -> Figures:
    total = [0] * len(KINDS)
    for row in rows:
        for place, count in enumerate(row):
            total[place] += count
    return tuple(total)


class Tally:
    """Adds up acts, one by one: the workbook counts the very rows that it writes into its detail sheet, so the two cannot differ."""

    def __init__(self, congress: Unit, year: int, below: bool) -> None:
        self.congress, self.year, self.below = congress, year, below
        units = Unit.objects.under(congress).filter(kind=UnitKind.CONGRESS) if below else Unit.objects.filter(pk=congress.pk)
        self.congresses = list(units.order_by("path"))
        self.seats: dict[int, dict[int, list[Mandate]]] = {congress.pk: {} for congress in self.congresses}
        self.of_deputy: dict[int, list[tuple[int, date, date]]] = {}
        for seat in self._mandates():
            congress_id = seat.term.congress_id
            self.seats[congress_id].setdefault(seat.deputy_id, []).append(seat)
            self.of_deputy.setdefault(seat.deputy_id, []).extend((congress_id, *span) for span in _active(seat))
        self.counts = {(congress_id, deputy_id): [0] * len(KINDS) for congress_id, here in self.seats.items() for deputy_id in here}
        self.once = [0] * len(KINDS)

    def _mandates(self):
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        lasting = Q(ends_on__gte=first) | Q(ends_on=None, term__ends_on__gte=first)
        held = Mandate.objects.filter(lasting, term__congress__in=self.congresses, starts_on__lte=last)
        return (
            held.select_related("deputy", "group", "term", "constituency")
            .only(*SEAT_FIELDS)
            .prefetch_related("suspensions")
            .order_by("starts_on", "pk")
        )

    def records(self):
        """The records that these congresses report, oldest first."""
        ids = [congress.pk for congress in self.congresses]
        return DutyRecord.objects.counted_for(ids, self.year).order_by("on", "pk")

    def add(self, deputy_id: int, kind: str, on: date) -> bool:
        """Count one act in the table of each congress that reports it; False when none does."""
        congresses = {congress for congress, start, end in self.of_deputy.get(deputy_id, ()) if start <= on <= end}
        place = PLACE.get(kind) if kind in PLACE else PLACE.get(self.own_kinds[kind].under)
        for congress_id in congresses if place is not None else ():
            self.counts[congress_id, deputy_id][place] += 1
        if congresses and place is not None:
            self.once[place] += 1
        return bool(congresses)

    @cached_property
    def own_kinds(self):
        """Asked for when a record has none of the standard kinds."""
        return together(kinds_in(self.congresses).values())

    def result(self) -> Annual:
        parts = [CongressPart(congress, list(self._groups(congress))) for congress in self.congresses]
        shown = [part for part in parts if part.groups or part.congress == self.congress]
        return Annual(self.congress, self.year, self.below, shown, tuple(self.once))

    def _groups(self, congress: Unit) -> Iterator[GroupPart]:
        """Deputies by the group of their newest seat of the year; within it in the order in which they entered the roster: no ranking."""
        here = self.seats[congress.pk]
        names = Counter(seats[-1].deputy.name for seats in here.values())
        groups: dict[tuple, list[Line]] = {}
        for deputy_id, seats in sorted(here.items()):
            group, name = seats[-1].group, seats[-1].deputy.name
            key = (0, group.position, group.pk, group.name) if group else (1, 0, 0, NO_GROUP)
            note = _note(seats, self.year, names[name] > 1)
            groups.setdefault(key, []).append(Line(deputy_id, name, key[3], note, tuple(self.counts[congress.pk, deputy_id])))
        for key in sorted(groups):
            yield GroupPart(key[3], groups[key])


SEAT_FIELDS = (
    *("deputy__name", "group__name", "group__position", "term__congress_id", "term__ends_on", "constituency__name"),
    *("deputy_id", "group_id", "term_id", "constituency_id", "starts_on", "ends_on"),
)


def annual(congress: Unit, year: int, below: bool = False) -> Annual:
    """The statistics of one congress and year, with or without the congresses below it."""
    tally = Tally(congress, year, below)
    for act in tally.records().values_list("deputy_id", "kind", "on").iterator(chunk_size=5000):
        tally.add(*act)
    return tally.result()


def _active(seat: Mandate) -> Iterator[tuple[date, date]]:
    """The seat's spans of days without its suspensions (as `active_on` has it)."""
    start, end = seat.starts_on, seat.last_day
    for pause in seat.suspensions.all():  # oldest first
        if start < pause.starts_on:
            yield start, min(pause.starts_on - ONE_DAY, end)
        start = max(start, (pause.ends_on or end) + ONE_DAY)
    if start <= end:
        yield start, end


def _note(seats: list[Mandate], year: int, is_namesake: bool) -> str:
    """When the seat began or ended within the year, and the constituency where two deputies share a name."""
    words = []
    start, end = seats[0].starts_on, max(seat.last_day for seat in seats)
    if start > date(year, 1, 1):
        words.append(f"{start.month}月{start.day}日起任")
    if end < date(year, 12, 31):
        words.append(f"{end.month}月{end.day}日止任")
    words += [_pause(pause, year) for seat in seats for pause in seat.suspensions.all() if pause.starts_on.year <= year <= _end_year(pause, year)]
    if is_namesake and seats[-1].constituency:
        words.append(seats[-1].constituency.name)
    return "，".join(words)


def _end_year(pause: Suspension, year: int) -> int:
    return pause.ends_on.year if pause.ends_on else year


def _pause(pause: Suspension, year: int) -> str:
    first, last = max(pause.starts_on, date(year, 1, 1)), min(pause.ends_on or date(year, 12, 31), date(year, 12, 31))
    return f"{first.month}月{first.day}日至{last.month}月{last.day}日暂停"
