"""Closing a duty year: its figures are frozen, and what changes afterwards stands beside them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Func, IntegerField, TextField, Value
from django.db.models.functions import Cast

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from deputies.models import DutyCorrection, DutyRecord, Mandate, YearClosing
from deputies.rules.kinds import kinds_of
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
        facts = {"figures": figures, "kinds": kinds.as_json(), "closed_by": actor, "closed_at": clock.now()}
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
        seats = self._seats({row.deputy_id for row, _ in late}) if late else {}
        found = []
        for row, change in late:
            facts = {"deputy_id": row.deputy_id, "kind": row.kind, "on": row.on, "title": row.title, "at": clock.now(), "change": change}
            for closing in self.by_year[row.on.year]:
                if any(seat.acts_on(row.on) for seat in seats.get((closing.congress_id, row.deputy_id), ())):
                    found.append(DutyCorrection(closing=closing, **facts))
        DutyCorrection.objects.bulk_create(found, batch_size=500)

    def _seats(self, deputy_ids: set[int]) -> dict[tuple[int, int], list[Mandate]]:
        """(congress, deputy) → seats."""
        congresses = {closing.congress_id for several in self.by_year.values() for closing in several}
        rows = Mandate.objects.filter(deputy_id__among=deputy_ids, term__congress_id__among=congresses).order_by()
        found: dict[tuple[int, int], list[Mandate]] = {}
        for seat in rows.select_related("term").prefetch_related("suspensions"):
            found.setdefault((seat.term.congress_id, seat.deputy_id), []).append(seat)
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


@dataclass(frozen=True)
class Difference:
    """One deputy's number of one kind: when the year was closed, what corrections explain, and now."""

    deputy_id: int
    kind: str
    frozen: int
    corrected: int
    now: int
    is_merged: bool = False  # of several acts one counts: how many corrections there are says nothing

    @property
    def is_explained(self) -> bool:
        return (self.is_merged and bool(self.corrected)) or self.frozen + self.corrected == self.now


def differences_of(closing: YearClosing) -> list[Difference]:
    """Where the figures are no longer those of the closing. What no correction explains comes from a seat that was corrected since."""
    frozen = Counter({(int(pk), kind): number for pk, counts in closing.figures.items() for kind, number in counts.items()})
    kinds = kinds_of(closing.congress, closing.year)
    now = Counter({(pk, kind): number for pk, counts in figures_of(closing.congress, closing.year, kinds).items() for kind, number in counts.items()})
    corrected = Counter()
    for pk, kind, change in closing.corrections.values_list("deputy", "kind", "change"):
        corrected[pk, kind] += change
    merged = {code for codes in kinds.merged.values() for code in codes}
    keys = sorted(key for key in frozen.keys() | now.keys() | corrected.keys() if frozen[key] != now[key] or corrected[key])
    return [Difference(*key, frozen[key], corrected[key], now[key], key[1] in merged) for key in keys]
