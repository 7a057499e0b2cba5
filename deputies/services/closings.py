"""Closing a duty year: its figures are frozen, and what changes afterwards stands beside them."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Count, Func, IntegerField, TextField, Value
from django.db.models.functions import Cast

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from deputies.models import DutyCorrection, DutyRecord, Mandate, YearClosing
from deputies.rules.kinds import kinds_of
from deputies.rules.year_roster import RosterLine, as_json, from_json, roster_of
from stations.models import Unit
from stations.rules.chains import chain_of
from stations.rules.regulation.kinds import Kinds

CLOSING = 1  # the first of the two keys of the advisory locks; the second is the congress
Figures = dict[int, dict[str, int]]  # deputy id → kind → number


def figures_of(congress: Unit, year: int, kinds: Kinds | None = None) -> Figures:
    """What the annual statistics of the congress alone count in that year."""
    records = DutyRecord.objects.counted_for([congress.pk], year).once(kinds or kinds_of(congress, year))
    found: Figures = {}
    for deputy_id, kind, number in records.order_by().values_list("deputy", "kind").annotate(Count("pk")):
        found.setdefault(deputy_id, {})[kind] = number
    return found


def close_year(congress: Unit, year: int, actor: User) -> YearClosing:
    """Freeze the year; closed already, the closing that stands."""
    with recorded() as trail:
        _hold_alone(congress)  # two clicks close once
        standing = YearClosing.objects.standing().filter(congress=congress, year=year).first()
        if standing:
            return standing
        kinds = kinds_of(congress)
        figures = {str(pk): counts for pk, counts in figures_of(congress, year, kinds).items()}  # as JSON keeps them
        roster = as_json(roster_of(congress, year))
        facts = {"figures": figures, "kinds": kinds.as_json(), "roster": roster, "closed_by": actor, "closed_at": clock.now()}
        closing = YearClosing.objects.create(congress=congress, year=year, **facts)
        trail.add(chain_of(congress), actor, "year.close", closing, year=year)
    return closing


def reopen_year(closing: YearClosing, reason: str, actor: User) -> bool:
    """Open a closed year again, with a reason; False when somebody did already. The closing and its corrections stay in the list."""
    with recorded() as trail:
        facts = {"reopened_by": actor, "reopened_at": clock.now(), "reason": reason}
        if not YearClosing.objects.standing().filter(pk=closing.pk).update(**facts):
            return False
        trail.add(chain_of(closing.congress), actor, "year.reopen", closing, year=closing.year, reason=reason)
    return True


class Closings:
    """The closed years of the congresses in which these deputies have or had a seat; most often there is none.

    Until the transaction ends nobody closes one more: who closes a year waits and counts what was written, or the writer finds it closed.
    """

    def __init__(self, deputy_ids: set[int]) -> None:
        congresses = _held_with_others(deputy_ids)
        rows = YearClosing.objects.standing().filter(congress_id__among=congresses).only("congress", "year")
        self.by_year: dict[int, list[YearClosing]] = {}
        for closing in rows:
            self.by_year.setdefault(closing.year, []).append(closing)

    def note(self, changes: Iterable[tuple[DutyRecord, int]]) -> None:
        """List records, written (+1) or taken back (-1), beside each closed year that counts them."""
        late = [(row, change) for row, change in changes if row.on.year in self.by_year]
        if not late:
            return
        counts = self._counting({row.deputy_id for row, _ in late}, {row.on.year for row, _ in late})
        found = []
        for row, change in late:
            facts = {"deputy_id": row.deputy_id, "kind": row.kind, "on": row.on, "title": row.title, "at": clock.now(), "change": change}
            for closing in self.by_year[row.on.year]:
                if any(each.acts_on(row.on) for each in counts.get((closing.pk, row.deputy_id), ())):
                    found.append(DutyCorrection(closing=closing, **facts))
        DutyCorrection.objects.bulk_create(found, batch_size=500)

    def _counting(self, deputy_ids: set[int], years: set[int]) -> dict[tuple[int, int], list[RosterLine | Mandate]]:
        """(closing, deputy) → by what an act counts there: the seat as it is today, or as it was when the year was closed."""
        closings = [closing for year in years for closing in self.by_year[year]]
        found: dict[tuple[int, int], list[RosterLine | Mandate]] = {}
        rows = Mandate.objects.filter(deputy_id__among=deputy_ids, term__congress_id__among=[each.congress_id for each in closings]).order_by()
        seats = list(rows.select_related("term").prefetch_related("suspensions"))
        rosters = dict(YearClosing.objects.filter(pk__among=[each.pk for each in closings]).values_list("pk", "roster"))
        for closing in closings:
            for seat in seats:
                if seat.term.congress_id == closing.congress_id:
                    found.setdefault((closing.pk, seat.deputy_id), []).append(seat)
            for line in from_json(row for row in rosters[closing.pk] or () if row[0] in deputy_ids):
                found.setdefault((closing.pk, line.deputy_id), []).append(line)
        return found


def _held_with_others(deputy_ids: set[int]) -> list[int]:
    """Ids of the deputies' congresses, each locked against a closing; writers do not wait for one another. SQLite has one writer anyway."""
    seats = Mandate.objects.filter(deputy_id__among=deputy_ids)
    rows = Unit.objects.filter(pk__in=seats.order_by().values("term__congress")).order_by("pk").values_list("pk")
    return [pk for pk, *_ in (rows.annotate(held=_lock("pg_advisory_xact_lock_shared")) if connection.vendor == "postgresql" else rows)]


def _hold_alone(congress: Unit) -> None:
    """Wait until everybody who writes duties of the congress's deputies has committed. Takes no lock of a row: writers may hold any."""
    if connection.vendor == "postgresql":
        list(Unit.objects.filter(pk=congress.pk).annotate(held=_lock("pg_advisory_xact_lock")).values_list("held"))


def _lock(function: str) -> Func:
    return Func(Value(CLOSING), Cast("pk", IntegerField()), function=function, output_field=TextField())
