"""The figures of the annual duty-performance statistics (代表年度履职情况统计表): one function for screen, workbook and tests.

A duty record belongs to the person; a congress reports it when the person held its mandate on that very day and was
not suspended (代表法 art. 61–62).
Over a subtree each record counts once, although a person with mandates in two congresses stands in both their tables.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Case, Count, DateField, F, IntegerField, When

from deputies.models import Deputy, DutyRecord, Group, Mandate
from deputies.rules.seats import Span, active_spans
from deputies.rules.year_sheet import held_in
from reports.rules.annual import (
    EVERYONE,
    NO_GROUP,
    NO_STATION,
    Annual,
    CongressPart,
    Line,
    Only,
    group_spot,
    note_of,
    station_spot,
)
from reports.rules.kinds import Columns, columns_of
from stations.choices import UnitKind
from stations.models import Unit

FEW = 1000  # deputies with part of a year whose days are asked for by name; of more, everybody's days are
SEAT_FIELDS = (
    *("deputy__name", "group__name", "group__position", "term__congress_id", "term__ends_on", "constituency__name", "station__name", "station__path"),
    *("deputy_id", "group_id", "term_id", "constituency_id", "station_id", "starts_on", "ends_on", "elected_by"),
)


def congresses_in(congress: Unit, below: bool) -> list[Unit]:
    """The congress alone, or with all below it, from the top down."""
    units = Unit.objects.under(congress).filter(kind=UnitKind.CONGRESS) if below else Unit.objects.filter(pk=congress.pk)
    return list(units.order_by("path"))


def seats_in(congresses: Iterable[Unit], first_year: int, last_year: int) -> list[Mandate]:
    """Every seat held on a day of these years, oldest first, with its suspensions."""
    held = held_in(Mandate.objects.filter(term__congress__in=congresses), first_year, last_year)
    related = held.select_related("deputy", "group", "term", "constituency", "station").only(*SEAT_FIELDS)
    return list(related.prefetch_related("suspensions").order_by("starts_on", "pk"))


class Found(NamedTuple):
    """The congresses, seats and columns of several years' statistics."""

    congresses: list[Unit]
    seats: list[Mandate]
    columns: Columns


def look_up(congress: Unit, years: Sequence[int], below: bool, only: Only) -> Found:
    congresses = congresses_in(congress, below)
    return Found(congresses, seats_in(congresses, min(years), max(years)), columns_of(congress, congresses, years, only.deputy))


class Tally:
    """Adds up acts, one by one: the workbook counts the very rows that it writes into its detail sheet, so the two cannot differ.

    found: what several years have in common; asked for when not given.
    """

    def __init__(self, congress: Unit, year: int, below: bool, only: Only = EVERYONE, found: "Found | None" = None) -> None:
        self.congress, self.year, self.below, self.only = congress, year, below, only
        self.first, self.last = date(year, 1, 1), date(year, 12, 31)
        found = found or look_up(congress, [year], below, only)
        self.congresses, self.columns = found.congresses, found.columns
        self.kinds, self.tables = self.columns.kinds, self.columns.tables[year]
        self.seen: set[tuple] = set()  # what counts once, and was counted
        self.seats: dict[int, dict[int, list[Mandate]]] = {congress.pk: {} for congress in self.congresses}
        for seat in found.seats:
            if seat.starts_on <= self.last and seat.last_day >= self.first:
                self.seats[seat.term.congress_id].setdefault(seat.deputy_id, []).append(seat)
        self.namesakes = {pk: Counter(own[-1].deputy.name for own in here.values()) for pk, here in self.seats.items()}
        self.seats = {pk: {deputy: own for deputy, own in here.items() if only.keeps(own[-1])} for pk, here in self.seats.items()}
        self.spans = self._spans()
        self.counts = {(pk, deputy): [0] * len(self.kinds) for pk, here in self.seats.items() for deputy in here}
        self.once = [0] * len(self.kinds)

    def _spans(self) -> dict[int, list[tuple[int, Span]]]:
        """Deputy → (congress, days in the year on which the seat there was active)."""
        found: dict[int, list[tuple[int, Span]]] = {}
        for congress_id, here in self.seats.items():
            for deputy_id, seats in here.items():
                inside = [(max(start, self.first), min(end, self.last)) for seat in seats for start, end in active_spans(seat)]
                found.setdefault(deputy_id, []).extend((congress_id, span) for span in inside if span[0] <= span[1])
        return found

    def narrow(self, congress_id: int) -> Unit | None:
        """Leave one congress's line of this table, in the columns of all; that congress, None when the table has no such line."""
        self.congresses = [congress for congress in self.congresses if congress.pk == congress_id]
        left = {deputy: [row for row in spans if row[0] == congress_id] for deputy, spans in self.spans.items()}
        self.spans = {deputy: spans for deputy, spans in left.items() if spans}
        return self.congresses[0] if self.congresses else None

    @property
    def partly(self) -> set[int]:
        """Whose acts have to be asked for their day; of all others every day of the year counts."""
        whole = (self.first, self.last)
        return {deputy for deputy, spans in self.spans.items() if not spans or any(span != whole for _, span in spans)}

    def records(self):
        """The records that these congresses report, oldest first."""
        ids = [congress.pk for congress in self.congresses]
        counted = DutyRecord.objects.counted_for(ids, self.year).order_by("on", "pk")
        return counted if self.only.is_all else counted.filter(deputy__in=self.spans)

    def congresses_of(self, deputy_id: int, on: date) -> set[int]:
        """The congresses in whose tables an act of that day stands."""
        return {congress for congress, (start, end) in self.spans.get(deputy_id, ()) if start <= on <= end}

    def add(self, deputy_id: int, kind: str, on: date, number: int = 1, where: tuple[str, int | None] = ("", None)) -> bool:
        """Count acts in the table of each congress that reports them, as that congress counts; False when none does. where: place and station."""
        counted = self.counted(deputy_id, kind, on, number, where)
        if not any(counted.values()):
            return False
        place = self.columns.place(kind)
        for congress_id, here in counted.items():
            self.counts[congress_id, deputy_id][place] += here
        self.once[place] += max(counted.values())
        return True

    def counted(self, deputy_id: int, kind: str, on: date, number: int, where: tuple[str, int | None]) -> dict[int, int]:
        """Congress → as how many these acts count there: of what counts once a day, nothing the second time."""
        return {congress: self._once(congress, deputy_id, kind, on, where, number) for congress in self.congresses_of(deputy_id, on)}

    def _once(self, congress: int, deputy_id: int, kind: str, on: date, where: tuple[str, int | None], number: int) -> int:
        same = self.tables[congress].once(kind, on, *where)
        if same is None:
            return number
        key = (congress, deputy_id, *same)
        if key in self.seen:
            return 0
        self.seen.add(key)
        return 1

    @property
    def merged(self) -> set[str]:
        """The kinds of which one of these congresses does not count each act."""
        return {code for table in self.tables.values() for codes in table.merged.values() for code in codes}

    def result(self) -> Annual:
        parts = [CongressPart(congress, self.kinds, list(self._lines(congress))) for congress in self.congresses]
        shown = [part for part in parts if part.lines or part.congress == self.congress]
        return Annual(self.congress, self.year, self.below, self.only, self.kinds, shown, tuple(self.once))

    def _lines(self, congress: Unit) -> Iterator[Line]:
        """Deputies by the group of their newest seat of the year; within it in the order in which they entered the roster: no ranking."""
        here, names = self.seats[congress.pk], self.namesakes[congress.pk]
        places = {deputy: group_spot(seats[-1]) for deputy, seats in here.items()}
        for deputy in sorted(here, key=lambda deputy: (places[deputy], deputy)):
            seats = here[deputy]
            name = seats[-1].deputy.name
            note = note_of(seats, self.year, names[name] > 1)
            counts = tuple(self.counts[congress.pk, deputy])
            yield Line(deputy, name, places[deputy], station_spot(seats[-1]), note, self.kinds, counts)


def name_of(only: Only) -> str:
    """The group, station or deputy to which a report is narrowed, in words; empty for all."""
    words = []
    if only.group is not None:
        words.append(Group.objects.get(pk=only.group).name if only.group else NO_GROUP)
    if only.station is not None:
        words.append(Unit.objects.get(pk=only.station).name if only.station else NO_STATION)
    if only.deputy is not None:
        words.append(Deputy.objects.get(pk=only.deputy).name)
    return " ".join(words)


def annual(congress: Unit, year: int, below: bool = False, only: Only = EVERYONE) -> Annual:
    """The statistics of one congress and year, with or without the congresses below it, of all its deputies or `only` some."""
    return annual_years(congress, [year], below, only)[0]


def annual_years(congress: Unit, years: Sequence[int], below: bool = False, only: Only = EVERYONE) -> list[Annual]:
    """The statistics of several years, in that order; as many queries as for one."""
    found = look_up(congress, years, below, only)
    tallies = {year: Tally(congress, year, below, only, found) for year in years}
    for deputy_id, kind, year, day, number in _summed(tallies):
        if year in tallies:
            tallies[year].add(deputy_id, kind, day or date(year, 1, 1), number)
    for deputy_id, kind, day, *where in _one_by_one(tallies):
        if day.year in tallies:
            tallies[day.year].add(deputy_id, kind, day, 1, tuple(where))
    return [tallies[year].result() for year in years]


def _summed(tallies: dict[int, Tally]):
    """(deputy, kind, year, day or None, number): one aggregate, in which only those keep the day of whom not every day counts."""
    partly = set().union(*(tally.partly for tally in tallies.values()))
    day = Case(When(deputy_id__in=[0, *partly], then="on"), output_field=DateField()) if len(partly) <= FEW else F("on")
    year = Case(*(When(on__range=(tally.first, tally.last), then=year) for year, tally in tallies.items()), output_field=IntegerField())
    merged = _merged(tallies)
    records = _records(tallies).exclude(kind__in=merged) if merged else _records(tallies)
    rows = records.annotate(year=year, day=day).values_list("deputy_id", "kind", "year", "day").annotate(n=Count("*"))
    return rows.iterator(chunk_size=5000)


def _one_by_one(tallies: dict[int, Tally]):
    """(deputy, kind, day, place, station) of the kinds that somewhere count once a day; most often there is none, and nothing is asked."""
    merged = _merged(tallies)
    return _records(tallies).filter(kind__in=merged).values_list("deputy_id", "kind", "on", "place", "station_id") if merged else ()


def _merged(tallies: dict[int, Tally]) -> set[str]:
    return set().union(*(tally.merged for tally in tallies.values()))


def _records(tallies: dict[int, Tally]):
    """Those of everybody who held a seat; by ids, so that the index of year, deputy and kind has all that is asked."""
    span = min(tally.first for tally in tallies.values()), max(tally.last for tally in tallies.values())
    deputies = set().union(*(tally.spans for tally in tallies.values()))
    return DutyRecord.objects.filter(on__range=span, deputy_id__among=deputies).order_by()
