"""履职指标 of groups, stations, homes and the congress: an act counts once, however many deputies took part (D2).

What was entered by hand has one entry a deputy: entries of one kind, day and title are one act. What says no station is counted where the
deputy's seat is linked.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Case, CharField, Count, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from common import clock
from deputies.choices import DutySource
from deputies.models import DutyRecord, Term
from deputies.rules.norms import Norm, Span, year_of
from deputies.services.norms import norms_of
from stations.models import Unit

SUBJECTS = ("group", "station", "home", "congress")
COLUMNS = {"group": "group_id", "station": "here_id", "home": "here_id"}
Counts = dict[int | None, list[int]]


@dataclass(frozen=True)
class Place:
    """How a group, a station, a home or the congress stands to one norm."""

    pk: int
    name: str
    norm: Norm
    done: int
    wanted: int
    missing: int
    short_in: tuple[str, ...]


def places_of(congress: Unit, year: int, norms: list[Norm] | None = None) -> list[Place]:
    """Norms of the year and the term whose subject is no deputy, each with every group, station, home, or the congress itself.

    norms: as `norms_of` has them, where they are at hand.
    """
    norms = [norm for norm in (norms_of(congress, year) if norms is None else norms) if norm.subject in SUBJECTS]
    term = _term(congress, year) if any(norm.is_of_term for norm in norms) else year_of(year)
    return [place for norm in norms for place in _places(congress, norm, norm.periods(year, term))]


def _places(congress: Unit, norm: Norm, periods: Sequence[Span]) -> list[Place]:
    subjects = _subjects(congress, norm.subject) if periods else []
    counts = _counts(congress, norm, periods) if subjects else {}
    return [_place(pk, name, norm, counts[pk if norm.subject in COLUMNS else None]) for pk, name in subjects]


def _place(pk: int, name: str, norm: Norm, counts: Sequence[int]) -> Place:
    asked = [True] * len(counts)
    return Place(pk, name, norm, sum(counts), norm.number * len(counts), norm.missing(counts, asked), norm.short_in(counts, asked))


def acts_of(congress: Unit, norm: Norm, year: int, place: int | None) -> QuerySet[DutyRecord]:
    """The records behind `done` of such a norm, of one group, station or home (id): those of one `act` (act_of) are counted once."""
    periods = norm.periods(year, _term(congress, year))
    records = _counted(congress, norm, periods).exclude(source_id=None) if periods else DutyRecord.objects.none()
    return records.filter(**{COLUMNS[norm.subject]: place}) if periods and norm.subject in COLUMNS else records


def act_of(record: DutyRecord) -> tuple:
    """What the records of several deputies about one act share."""
    own = (record.on, record.title) if record.source == DutySource.ENTERED else record.source_id
    return (record.kind, record.source, own)


def _term(congress: Unit, year: int) -> Span:
    """The term that ran last in that year; the year itself without one."""
    terms = Term.objects.filter(congress=congress, starts_on__lte=date(year, 12, 31)).order_by("-starts_on")
    return Span(*(terms.values_list("starts_on", "ends_on").first() or year_of(year)))


def _counts(congress: Unit, norm: Norm, periods: Sequence[Span]) -> Counts:
    """Whose (the column of the subject; None for the congress) → acts in each period. Groups cost a look at every record's seat."""
    column = COLUMNS.get(norm.subject, "congress")
    number = Case(*(When(on__range=period, then=place) for place, period in enumerate(periods)), output_field=IntegerField())
    records = _counted(congress, norm, periods).order_by().annotate(period=number, congress=Value(None, BigIntegerField()))
    rows = records.values_list(column, "period", "kind", "source")
    registered = rows.exclude(source=DutySource.ENTERED).annotate(n=Count("source_id", distinct=True))
    entered = rows.filter(source=DutySource.ENTERED).annotate(n=Count(Concat(Cast("on", CharField()), "title"), distinct=True))
    found: Counts = defaultdict(lambda: [0] * len(periods))
    for whose, period, *_, count in registered.union(entered, all=True):
        found[whose][period] += count
    return found


def _counted(congress: Unit, norm: Norm, periods: Sequence[Span]) -> QuerySet[DutyRecord]:
    span = (periods[0].first, min(periods[-1].last, clock.today()))
    records = DutyRecord.objects.counted_between([congress.pk], *span, with_seat=norm.subject in COLUMNS).once(norm.table).filter(kind__in=norm.kinds)
    return records.annotate(here_id=Coalesce("station_id", "linked_id", output_field=BigIntegerField())) if norm.subject in COLUMNS else records


def _subjects(congress: Unit, subject: str) -> list[tuple[int, str]]:
    if subject == "congress":
        return [(congress.pk, congress.name)]
    if subject == "group":
        return list(congress.groups.order_by("position", "pk").values_list("pk", "name"))
    return list(Unit.objects.open().filter(parent=congress, kind=subject).order_by("path").values_list("pk", "name"))
