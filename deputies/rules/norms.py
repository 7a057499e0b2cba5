"""What a regulation asks of whom in which periods (D2), and how a seat stands to it. No points, no order of merit.

A norm asks for a number in each month, quarter or year, or in the whole term, of whoever holds a seat through all of that period; of others
it is shown what was done. Seats that follow one another without a day between them are one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from common import clock
from deputies.choices import Election
from deputies.models import Mandate, NormReminder
from stations.rules.regulation.kinds import Kinds

MONTHS = {"month": 1, "quarter": 3, "year": 12}
TERM = "term"
NAMES = {"month": "{}月", "quarter": "第{}季度"}
ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Days from the first to the last, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Norm:
    """One row of the regulation, with the number that the year (or the term) asks for."""

    code: str
    name: str
    subject: str
    period: str
    kinds: tuple[str, ...]
    number: int
    is_binding: bool
    table: Kinds  # of the congress: how often an act counts

    @property
    def is_of_term(self) -> bool:
        return self.period == TERM

    def periods(self, year: int, term: Span) -> tuple[Span, ...]:
        """The periods that have begun: of the year, or the whole term."""
        if self.is_of_term:
            return (term,) if term.first <= clock.today() else ()
        starts = [date(year, month, 1) for month in range(1, 13, MONTHS[self.period])]
        ends = [*[start - ONE_DAY for start in starts[1:]], date(year, 12, 31)]
        return tuple(Span(start, end) for start, end in zip(starts, ends, strict=True) if start <= clock.today())

    def asked_of(self, seat: "Tenure", periods: Sequence[Span]) -> tuple[bool, ...]:
        """Of which of these periods: those that the seat lasts through.

        What each deputy does once in a term is asked of the by-elected, too, who stay to its end (TZ 三(四): 每位代表届内至少报告一次).
        """
        if self.is_of_term and self.number == 1:
            return tuple(seat.spans[-1].last >= period.last for period in periods)
        return tuple(map(seat.covers, periods))

    def missing(self, counts: Sequence[int], asked: Sequence[bool]) -> int:
        return sum(max(0, self.number - done) for done, is_asked in zip(counts, asked, strict=True) if is_asked)

    def short_in(self, counts: Sequence[int], asked: Sequence[bool]) -> tuple[str, ...]:
        """「第2季度0/1」 for each period in which something is missing; of a year or a term only the numbers."""
        name = NAMES.get(self.period, "")
        rows = enumerate(zip(counts, asked, strict=True), 1)
        return tuple(f"{name.format(number)}{done}/{self.number}" for number, (done, is_asked) in rows if is_asked and done < self.number)


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person's seats in one congress: the newest says where, all together say on which days.

    `term` is what a norm of the term looks at: from the election with all others, else from the first day of the term.
    """

    deputy_id: int
    seat_id: int
    congress_path: str
    group_id: int | None
    station_id: int | None
    place: tuple  # in the order of groups and of the roster
    spans: tuple[Span, ...]
    pauses: tuple[Span, ...]
    term: Span

    def covers(self, period: Span) -> bool:
        return any(span.first <= period.first and span.last >= period.last for span in self.spans)

    def acts_on(self, day: date) -> bool:
        """As `MandateQuerySet.active_on` (代表法 61–62)."""
        return any(span.holds(day) for span in self.spans) and not any(pause.holds(day) for pause in self.pauses)

    def is_plain(self, period: Span) -> bool:
        """Whether every day of the period up to today counts, so that records need no look at their days."""
        so_far = Span(period.first, min(period.last, clock.today()))
        return self.covers(so_far) and not any(pause.first <= period.last and pause.last >= period.first for pause in self.pauses)


class Standing:
    """How one seat stands to one norm: done in each period, and whether it is asked. `seat` and `told` are filled for rows that are shown."""

    __slots__ = ("asked", "counts", "norm", "seat", "tenure", "told", "year")

    def __init__(self, tenure: Tenure, norm: Norm, counts: Sequence[int], asked: Sequence[bool], year: int) -> None:
        self.tenure, self.norm, self.counts, self.asked, self.year = tenure, norm, counts, asked, year
        self.seat: Mandate | None = None
        self.told: NormReminder | None = None

    @property
    def is_short(self) -> bool:
        number = self.norm.number
        for done, is_asked in zip(self.counts, self.asked, strict=True):  # noqa: SIM110 - of 12,500 of them; any() takes twice as long
            if is_asked and done < number:
                return True
        return False

    @property
    def may_be_reminded(self) -> bool:
        """Something is missing, and the seat acts today: who left or is suspended can make up for nothing."""
        return self.is_short and self.tenure.acts_on(clock.today())

    @property
    def short_since(self) -> date:
        """The first day of the newest period in which something is missing: what a reminder is about."""
        number, tenure = self.norm.number, self.tenure
        periods = self.norm.periods(self.year, tenure.term)
        short = [each.first for each, done, is_asked in zip(periods, self.counts, self.asked, strict=True) if is_asked and done < number]
        return short[-1]

    @property
    def done(self) -> int:
        return sum(self.counts)

    @property
    def wanted(self) -> int:
        return self.norm.number * sum(self.asked)

    @property
    def missing(self) -> int:
        """Period by period: what is too much in one makes up for no other."""
        return self.norm.missing(self.counts, self.asked)

    @property
    def short_in(self) -> tuple[str, ...]:
        return self.norm.short_in(self.counts, self.asked)

    @property
    def is_partial(self) -> bool:
        """The seat does not last, or is suspended in, the whole year or term."""
        whole = self.tenure.term if self.norm.is_of_term else year_of(self.year)
        return not self.tenure.covers(whole) or any(each.first <= whole.last and each.last >= whole.first for each in self.tenure.pauses)


class Figures(NamedTuple):
    """A norm and how every seat stands to it."""

    norm: Norm
    standings: list[Standing]

    @property
    def short(self) -> list[Standing]:
        return [each for each in self.standings if each.is_short]


class Shortfall(NamedTuple):
    """A norm, of how many seats it is asked, and those that are short of it, in the order of the roster."""

    norm: Norm
    total: int
    short: list[Tenure]

    @property
    def met(self) -> int:
        return self.total - len(self.short)

    @property
    def remindable(self) -> list[Tenure]:
        """Those who act today, as `Standing.may_be_reminded`."""
        today = clock.today()
        return [each for each in self.short if each.acts_on(today)]


def year_of(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def counts_by_day(tenure: Tenure, norm: Norm, periods: Sequence[Span], days: Iterable[tuple[date, str, int]]) -> tuple[int, ...]:
    """How many in each period, of (day, kind, number), on days on which the seat acts."""
    counts = [0] * len(periods)
    for day, kind, number in days:
        if kind in norm.kinds and tenure.acts_on(day):
            for place, period in enumerate(periods):
                counts[place] += number if period.holds(day) else 0
    return tuple(counts)


# seats -> tenures -----------------------------------------------------------------------------------------------------
SEAT = ("deputy_id", "pk", "starts_on", "ends_on", "elected_by", "term__starts_on", "term__ends_on", "term__congress__path", "group_id", "station_id")
CONGRESS = 7  # place of its path in SEAT
COLUMNS = (*SEAT, "group__position", "suspensions__starts_on", "suspensions__ends_on")


def tenures_in(seats: QuerySet[Mandate], year: int) -> list[Tenure]:
    """Who holds a seat in the year, of these mandates, in the order of the roster; one query, however many."""
    whole = year_of(year)
    return tenures_of(seat_rows(seats.filter(starts_on__lte=whole.last, term__ends_on__gte=whole.first)), year)


def seat_rows(seats: QuerySet[Mandate]) -> list[tuple]:
    """What `tenures_of` reads of mandates; a seat with two suspensions stands twice."""
    return list(seats.order_by("starts_on", "pk").values_list(*COLUMNS))


def paths_of(rows: Iterable[tuple]) -> set[str]:
    """The paths of the congresses of these seats."""
    return {row[CONGRESS] for row in rows}


def tenures_of(seats: Iterable[tuple], year: int) -> list[Tenure]:
    """Who holds one of these seats in the year, in the order of the roster."""
    rows: dict[tuple[str, int], list[tuple]] = {}
    whole = year_of(year)
    for row in seats:
        if row[2] <= whole.last and row[6] >= whole.first:
            rows.setdefault((row[CONGRESS], row[0]), []).append(row)
    spans: dict[tuple[Span, ...], tuple[Span, ...]] = {}  # most seats have the same days
    found = (_tenure(each, spans) for each in rows.values())
    return sorted((each for each in found if any(s.first <= whole.last and s.last >= whole.first for s in each.spans)), key=lambda each: each.place)


def _tenure(rows: list[tuple], known: dict) -> Tenure:
    deputy_id, seat_id, starts_on, _, elected_by, term_first, term_last, path, group_id, station_id, position, *_ = rows[-1]
    spans = _joined([Span(row[2], row[3] or row[6]) for row in rows])
    pauses = tuple(Span(first, last or date.max) for *_, first, last in rows if first)
    begin = max(starts_on, term_first) if elected_by == Election.GENERAL else term_first
    place = (position if group_id else 10**6, group_id or 0, deputy_id)
    return Tenure(deputy_id, seat_id, path, group_id, station_id, place, known.setdefault(spans, spans), pauses, Span(begin, term_last))


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Spans in the order of their first days; what follows on without a day between is one."""
    found: list[Span] = []
    for span in spans:
        if found and span.first <= found[-1].last + ONE_DAY:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return tuple(found)
