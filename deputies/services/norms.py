"""履职指标: who meets what the congress's regulation asks for, derived from the duty ledger (D2). No points, no order of merit.

A norm asks for a number in each month, quarter or year, of whoever holds the seat through all of that period; of others it is shown
what was done. Norms of a group, a station, a home or the congress count an act once, however many deputies took part.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import ExtractMonth

from common import clock
from deputies.models import Deputy, DutyRecord, Mandate, Suspension
from stations.models import Regulation, Unit
from stations.rules.published import rules_of_version
from stations.rules.regulation.body import number_in
from stations.services.regulations import current_regulation

MONTHS = {"month": 1, "quarter": 3, "year": 12}  # a norm of the whole term is no matter of one year
NAMES = {"month": "{}月", "quarter": "第{}季度"}
ONE_DAY = timedelta(days=1)
FEW = 200  # seats that are named in the query; of more, all records of the year are counted


@dataclass(frozen=True)
class Norm:
    """One row of the regulation, with the number that the year asks for."""

    code: str
    name: str
    subject: str
    period: str
    kinds: tuple[str, ...]
    number: int
    is_binding: bool


@dataclass(frozen=True)
class Standing:
    """How one seat stands to one norm: done in all, and the periods in which something is missing."""

    seat: Mandate
    norm: Norm
    done: int
    wanted: int
    short_in: tuple[str, ...]
    is_partial: bool

    @property
    def is_short(self) -> bool:
        return bool(self.short_in)

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.done)


@dataclass
class Figures:
    """How many seats a norm is asked of, and how many meet it."""

    norm: Norm
    standings: list[Standing] = field(default_factory=list)

    @property
    def short(self) -> list[Standing]:
        return [each for each in self.standings if each.is_short]

    @property
    def met(self) -> int:
        return len(self.standings) - len(self.short)


def norms_of(congress: Unit, year: int, subjects: Sequence[str] = ("deputy",)) -> list[Norm]:
    """What the congress's regulation asks of such subjects in that year; nothing without a regulation."""
    try:
        rows = rules_of_version(current_regulation(congress).pk).norms
    except Regulation.DoesNotExist:
        return []
    asked = [row for row in rows if row["subject"] in subjects and row["period"] in MONTHS and number_in(row, year)]
    return [
        Norm(row["code"], row["name"], row["subject"], row["period"], tuple(row["counts"]), number_in(row, year), row["binding"]) for row in asked
    ]


def standings_of(congress: Unit, year: int, deputies: Iterable[int] | None = None) -> list[Figures]:
    """Every norm of the year with the standing of each seat, in the order of the roster. deputies: only these (ids)."""
    figures = [Figures(norm) for norm in norms_of(congress, year)]
    if figures:
        seats = _seats(congress, year, deputies)
        counts = _counts(congress, year, seats, {kind for each in figures for kind in each.norm.kinds})
        for each in figures:
            each.standings = [_standing(seat, each.norm, counts[seat.deputy_id], year) for seat in seats]
    return figures


def still_to_do(deputy: Deputy, year: int) -> list[Standing]:
    """「今年还差」 of one deputy, in every congress in which the deputy has a seat in that year."""
    congresses = Unit.objects.filter(terms__mandates__in=_held(deputy.mandates.all(), year)).distinct().order_by("path")
    return [row for congress in congresses for figures in standings_of(congress, year, [deputy.pk]) for row in figures.short]


def _held(mandates, year: int):
    first, last = date(year, 1, 1), date(year, 12, 31)
    return mandates.filter(Q(ends_on__gte=first) | Q(ends_on=None, term__ends_on__gte=first), starts_on__lte=last)


def _seats(congress: Unit, year: int, deputies: Iterable[int] | None) -> list[Mandate]:
    """The newest seat of each deputy in the year, in the order of groups and of the roster."""
    held = _held(Mandate.objects.filter(term__congress=congress), year)
    if deputies is not None:
        held = held.filter(deputy_id__in=deputies)
    paused = Suspension.objects.filter(mandate=OuterRef("pk"), starts_on__lte=date(year, 12, 31)).filter(
        Q(ends_on=None) | Q(ends_on__gte=date(year, 1, 1))
    )
    rows = held.select_related("deputy", "term", "group", "station").annotate(is_paused=Exists(paused)).order_by("starts_on", "pk")
    newest = {seat.deputy_id: seat for seat in rows}
    return sorted(newest.values(), key=lambda seat: (seat.group.position if seat.group else 10**6, seat.group_id or 0, seat.deputy_id))


def _counts(congress: Unit, year: int, seats: list[Mandate], kinds: set[str]) -> dict[int, Counter]:
    """Deputy → (kind, month) → number. Seats that last all year need no look at each record's day; the others are counted day by day."""
    partly = [seat.deputy_id for seat in seats if not _is_whole(seat, year)]
    records = DutyRecord.objects.in_year(year).filter(kind__in=kinds)
    if len(seats) <= FEW:
        records = records.filter(deputy_id__in=[seat.deputy_id for seat in seats])
    sources = [records.exclude(deputy_id__in=partly)]
    if partly:
        sources.append(DutyRecord.objects.counted_for([congress.pk], year).filter(kind__in=kinds, deputy_id__in=partly))
    wanted, found = {seat.deputy_id for seat in seats}, defaultdict(Counter)
    for deputy_id, kind, month, number in (row for rows in sources for row in _monthly(rows)):
        if deputy_id in wanted:
            found[deputy_id][kind, month] += number
    return found


def _monthly(rows):
    return rows.order_by().annotate(month=ExtractMonth("on")).values_list("deputy_id", "kind", "month").annotate(n=Count("pk"))


def _is_whole(seat: Mandate, year: int) -> bool:
    return _asks(seat, date(year, 1, 1), date(year, 12, 31)) and not seat.is_paused


def _standing(seat: Mandate, norm: Norm, counts: Counter, year: int) -> Standing:
    done, wanted, short_in = 0, 0, []
    for number, (first, last) in enumerate(_periods(norm.period, year), 1):
        here = sum(counts[kind, month] for kind in norm.kinds for month in range(first.month, last.month + 1))
        done += here
        if _asks(seat, first, last):
            wanted += norm.number
            if here < norm.number:
                short_in.append(NAMES.get(norm.period, "").format(number) + f"{here}/{norm.number}")
    return Standing(seat, norm, done, wanted, tuple(short_in), not _is_whole(seat, year))


def _periods(period: str, year: int) -> list[tuple[date, date]]:
    """First and last days of the periods of the year that have begun."""
    step = MONTHS[period]
    starts = [date(year, month, 1) for month in range(1, 13, step)]
    ends = [*[start - ONE_DAY for start in starts[1:]], date(year, 12, 31)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start <= clock.today()]


def _asks(seat: Mandate, first: date, last: date) -> bool:
    """A norm is asked of whoever holds the seat through the whole period."""
    return seat.starts_on <= first and seat.last_day >= last


@dataclass(frozen=True)
class Place:
    """How a group, a station, a home or the congress stands to one norm."""

    name: str
    norm: Norm
    done: int
    short_in: tuple[str, ...]


SUBJECTS = ("group", "station", "home", "congress")


def places_of(congress: Unit, year: int) -> list[Place]:
    """Norms of the year whose subject is no deputy, each with every group, station, home, or the congress itself."""
    norms = norms_of(congress, year, SUBJECTS)
    if not norms:
        return []
    kinds = {kind for norm in norms for kind in norm.kinds}
    rows = DutyRecord.objects.counted_for([congress.pk], year).filter(kind__in=kinds).order_by().annotate(month=ExtractMonth("on"))
    acts = set(rows.values_list("kind", "source", "source_id", "month", "group_id", "station_id"))
    return [_place(pk, name, norm, acts, year) for norm in norms for pk, name in _subjects(congress, norm.subject)]


def _subjects(congress: Unit, subject: str) -> list[tuple[int, str]]:
    if subject == "congress":
        return [(congress.pk, congress.name)]
    if subject == "group":
        return list(congress.groups.order_by("position", "pk").values_list("pk", "name"))
    return list(Unit.objects.open().filter(parent=congress, kind=subject).order_by("path").values_list("pk", "name"))


def _place(pk: int, name: str, norm: Norm, acts: set[tuple], year: int) -> Place:
    column = {"group": 4, "station": 5, "home": 5}.get(norm.subject)
    own = {act[:4] for act in acts if act[0] in norm.kinds and (column is None or act[column] == pk)}
    months = Counter(month for *_, month in own)
    short_in, done = [], 0
    for number, (first, last) in enumerate(_periods(norm.period, year), 1):
        here = sum(months[month] for month in range(first.month, last.month + 1))
        done += here
        if here < norm.number:
            short_in.append(NAMES.get(norm.period, "").format(number) + f"{here}/{norm.number}")
    return Place(name, norm, done, tuple(short_in))
