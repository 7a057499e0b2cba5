"""履职指标: who meets what the congress's regulation asks for, derived from the duty ledger (D2). No points, no order of merit.

The database adds up what a norm counts, one row a deputy; only seats that begin, end or are suspended within a period are counted day by day.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Value

from common import clock
from deputies.models import Deputy, DutyRecord, Mandate
from deputies.rules.closings import last_year
from deputies.rules.kinds import as_counted
from deputies.rules.norms import MONTHS, TERM, Figures, Norm, Shortfall, Span, Standing, Tenure, counts_by_day, tenures_in
from stations.models import Unit
from stations.rules.published import rules_of_version, versions_at
from stations.rules.regulation import Rules
from stations.rules.regulation.body import number_in
from stations.rules.regulation.kinds import Kinds

DEPUTY = "deputy"  # the subject of a norm
WHERE = ("place", "station_id")  # what a table looks at beside day and kind
Acts = Sequence[tuple[str, int | None, date, str, int]]  # (*WHERE, day, kind, number)
Counts = dict[int, tuple[int, ...]]  # deputy id → number in each period
_Part = tuple[int, Tenure, tuple[Span, ...]]  # place of the norm, seat, periods


def norms_of(congress: Unit, year: int) -> list[Norm]:
    """What the congress's regulation asks in that year, of whomever; nothing without a regulation."""
    return _norms(versions_at([congress.path]), year).get(congress.path, [])


def _norms(versions: dict[str, int], year: int) -> dict[str, list[Norm]]:
    """Path of a congress → its norms, each with its own table as that year is counted: a closed year's is what it was closed with.

    One query for a year that may be closed.
    """
    ids = {path: int(path.rstrip("/").rpartition("/")[2]) for path in versions}
    rules = {pk: rules_of_version(versions[path]) for path, pk in ids.items()}
    tables = {pk: each.kinds for pk, each in rules.items()}
    if tables and year <= last_year():
        tables = as_counted(tables, [year])[year]
    return {path: _asked(rules[pk], tables[pk], year) for path, pk in ids.items()}


def _asked(rules: Rules, table: Kinds, year: int) -> list[Norm]:
    asked = [row for row in rules.norms if row["period"] in (*MONTHS, TERM) and number_in(row, year)]
    facts = ((row["code"], row["name"], row["subject"], row["period"]) for row in asked)
    return [Norm(*each, table.with_under(row["counts"]), number_in(row, year), row["binding"], table) for each, row in zip(facts, asked, strict=True)]


def standings_of(congress: Unit, year: int, deputies: Iterable[int] | None = None, norms: list[Norm] | None = None) -> list[Figures]:
    """Every norm of the year and the term with the standing of each seat, in the order of the roster.

    deputies: only these (ids); norms: as `norms_of` has them, where they are at hand.
    """
    norms = [norm for norm in (norms_of(congress, year) if norms is None else norms) if norm.subject == DEPUTY]
    if not norms:
        return []
    seats = Mandate.objects.filter(term__congress=congress)
    tenures = tenures_in(seats if deputies is None else seats.filter(deputy_id__in=deputies), year)
    counts = _counted(norms, tenures, year)
    return [Figures(norm, _standings(norm, tenures, counts[number], year)) for number, norm in enumerate(norms)]


def shortfalls_of(congress: Unit, year: int, norms: Iterable[Norm], keeps: Callable[[Tenure], bool] | None = None) -> list[Shortfall]:
    """Every one of `norms` that is asked of deputies, with the seats that are short of it; keeps: of these seats alone.

    What `standings_of` finds short, without reading what each has done: that is asked of the rows that will be shown.
    """
    norms = [norm for norm in norms if norm.subject == DEPUTY]
    tenures = tenures_in(Mandate.objects.filter(term__congress=congress), year) if norms else []
    tenures = list(filter(keeps, tenures)) if keeps else tenures
    short = _short(norms, tenures, year)
    return [Shortfall(norm, len(tenures), [each for each in tenures if each.deputy_id in own]) for norm, own in zip(norms, short, strict=True)]


def records_of(congress: Unit, norm: Norm, year: int, deputies: Collection[int]) -> QuerySet[DutyRecord]:
    """The records behind `done` of these deputies together, of a norm whose subject is a deputy."""
    tenures = tenures_in(Mandate.objects.filter(term__congress=congress, deputy_id__in=deputies), year)
    found: dict[Span, list[int]] = defaultdict(list)
    for each in tenures:
        if periods := norm.periods(year, each.term):
            found[Span(periods[0].first, min(periods[-1].last, clock.today()))].append(each.deputy_id)
    if not found:
        return DutyRecord.objects.none()
    records = DutyRecord.objects.counted_between([congress.pk], min(each.first for each in found), clock.today(), with_seat=False).once(norm.table)
    several = [Q(on__range=span, deputy_id__among=own) for span, own in found.items()]
    return records.filter(reduce(or_, several), kind__in=norm.kinds)


def still_to_do(deputy: Deputy, year: int) -> list[Standing]:
    """「今年还差」 and 「本届还差」 of one deputy, in every congress in which the deputy has a seat in that year."""
    tenures = tenures_in(deputy.mandates.all(), year)
    versions = versions_at({each.congress_path for each in tenures})
    return short_of(tenures, versions, year, list(deputy.duty_records.days(*WHERE)) if tenures else [])


def short_of(tenures: Sequence[Tenure], versions: dict[str, int], year: int, acts: Acts) -> list[Standing]:
    """The same from what a page has read already: seats, regulations (`versions_at`), records (`DutyRecordQuerySet.days` with `WHERE`).

    Each congress counts by its own table, as on the office's page.
    """
    found, asked = [], _norms(versions, year)
    for tenure in tenures:
        norms = [each for each in asked.get(tenure.congress_path, []) if each.subject == DEPUTY]
        days = list(_once(norms[0].table, acts)) if norms else []
        for norm in norms:
            counts = counts_by_day(tenure, norm, norm.periods(year, tenure.term), days)
            found += _standings(norm, [tenure], {tenure.deputy_id: counts}, year)
    return [row for row in found if row.is_short]


def _once(table: Kinds, acts: Acts) -> Iterator[tuple[date, str, int]]:
    """(day, kind, number) of what the table counts: `DutyRecordQuerySet.once` of acts that were read."""
    seen = set()
    for place, station, day, kind, number in acts:
        key = table.once(kind, day, place, station)
        if key is None or key not in seen:
            yield day, kind, 1 if key else number
        seen.add(key)


def with_seats(rows: Sequence[Standing]) -> Sequence[Standing]:
    """Fill the seats (deputy, group, station) of rows that will be shown; one query."""
    seats = Mandate.objects.select_related("deputy", "group", "station").defer("deputy__phone", "deputy__email", "deputy__address")
    found = seats.in_bulk({row.tenure.seat_id for row in rows})
    for row in rows:
        row.seat = found[row.tenure.seat_id]
    return rows


def _standings(norm: Norm, tenures: Sequence[Tenure], counts: Counts, year: int) -> list[Standing]:
    found = []
    for (_, _, term), own in _alike(tenures).items():
        periods = norm.periods(year, term)
        asked, nothing = norm.asked_of(own[0], periods), (0,) * len(periods)
        found += [Standing(each, norm, counts.get(each.deputy_id, nothing), asked, year) for each in own]
    return found if len(tenures) < 2 else sorted(found, key=lambda row: row.tenure.place)


def _alike(tenures: Sequence[Tenure]) -> dict[tuple, list[Tenure]]:
    """Seats by what they hold: most have the same days, and what norms ask of them need be asked once."""
    found: dict[tuple, list[Tenure]] = defaultdict(list)
    for each in tenures:
        found[each.spans, each.pauses, each.term].append(each)
    return found


# counting -------------------------------------------------------------------------------------------------------------
class _Sum(NamedTuple):
    """Seats of which the database can add up the records: the norm's place, and which periods it asks them for."""

    number: int
    periods: tuple[Span, ...]
    asked: tuple[bool, ...]
    deputies: list[int]

    def query(self, norm: Norm) -> QuerySet:
        """(number of the norm, deputy, number in each period), one row a deputy."""
        rows = DutyRecord.objects.once(norm.table).filter(
            kind__in=norm.kinds, on__range=(self.periods[0].first, min(self.periods[-1].last, clock.today()))
        )
        several = {f"n{place}": Count("on", filter=Q(on__range=each)) for place, each in enumerate(self.periods)}
        sums = several if len(several) > 1 else {"n0": Count("*")}
        own = rows.filter(deputy_id__among=frozenset(self.deputies))  # of a list Django looks at each id
        return own.order_by().values("deputy_id").annotate(norm=Value(self.number), **sums).values_list("norm", "deputy_id", *sums)

    def met(self, norm: Norm) -> QuerySet:
        """(number of the norm, deputy) of those who lack nothing."""
        enough = {f"n{place}__gte": norm.number for place, is_asked in enumerate(self.asked) if is_asked}
        return self.query(norm).filter(**enough).values_list("norm", "deputy_id")


def _counted(norms: Sequence[Norm], tenures: Sequence[Tenure], year: int) -> list[Counts]:
    """For each norm: deputy → number in each period. A query for each length of periods, and one for seats of a part."""
    counts: list[Counts] = [{} for _ in norms]
    sums, partly = _parts(norms, tenures, year)
    queries = defaultdict(list)
    for each in sums:
        queries[len(each.periods)].append(each.query(norms[each.number]))
    for number, deputy_id, *here in (row for several in queries.values() for row in _united(several)):
        counts[number][deputy_id] = tuple(here)
    for number, tenure, _, here in _by_day(norms, partly):
        counts[number][tenure.deputy_id] = here
    return counts


def _short(norms: Sequence[Norm], tenures: Sequence[Tenure], year: int) -> list[set[int]]:
    """For each norm the deputies who lack something. One query, and one for seats of a part."""
    short: list[set[int]] = [set() for _ in norms]
    sums, partly = _parts(norms, tenures, year)
    asking = [each for each in sums if any(each.asked)]
    for each in asking:
        short[each.number].update(each.deputies)
    for number, deputy_id in _united([each.met(norms[each.number]) for each in asking]) if asking else ():
        short[number].discard(deputy_id)
    for number, tenure, periods, here in _by_day(norms, partly):
        if norms[number].missing(here, norms[number].asked_of(tenure, periods)):
            short[number].add(tenure.deputy_id)
    return short


def _parts(norms: Sequence[Norm], tenures: Sequence[Tenure], year: int) -> tuple[list[_Sum], list[_Part]]:
    """What the database can add up, and what must be looked at day by day."""
    plain: dict[tuple, list[int]] = defaultdict(list)
    partly, alike = [], _alike(tenures)
    for number, norm in enumerate(norms):
        for (_, _, term), own in alike.items():
            periods = norm.periods(year, term)
            if periods and own[0].is_plain(Span(periods[0].first, periods[-1].last)):
                plain[number, periods, norm.asked_of(own[0], periods)] += [each.deputy_id for each in own]
            elif periods:
                partly += [(number, each, periods) for each in own]
    return [_Sum(*key, deputies) for key, deputies in plain.items()], partly


def _by_day(norms: Sequence[Norm], partly: list[_Part]) -> Iterator[tuple[int, Tenure, tuple[Span, ...], tuple[int, ...]]]:
    """Each with its number in each period; one query."""
    days = _days([each for _, each, _ in partly], norms, [period for *_, periods in partly for period in periods])
    for number, tenure, periods in partly:
        yield number, tenure, periods, counts_by_day(tenure, norms[number], periods, days[tenure.deputy_id])


def _united(sums: list[QuerySet]) -> QuerySet:
    """The rows of all sums in one query."""
    return sums[0].union(*sums[1:], all=True) if len(sums) > 1 else sums[0]


def _days(tenures: list[Tenure], norms: Sequence[Norm], periods: list[Span]) -> dict[int, list[tuple]]:
    """Deputy → (day, kind, number) of the kinds that the norms count."""
    found: dict[int, list[tuple]] = defaultdict(list)
    if tenures:
        kinds = {kind for norm in norms for kind in norm.kinds}
        records = DutyRecord.objects.once(norms[0].table).filter(kind__in=kinds, deputy_id__among={each.deputy_id for each in tenures})
        between = records.filter(on__gte=min(each.first for each in periods), on__lte=clock.today())
        for deputy_id, *day in between.days("deputy_id"):
            found[deputy_id].append(tuple(day))
    return found
