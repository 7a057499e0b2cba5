"""Closing a duty year: its figures are frozen, and what changes afterwards stands beside them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from deputies.models import DutyCorrection, DutyRecord, Mandate, YearClosing
from deputies.rules.kinds import kinds_of
from stations.models import Unit
from stations.rules.chains import chain_of
from stations.rules.regulation.kinds import Kinds

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
        Unit.objects.select_for_update().get(pk=congress.pk)  # two clicks close once
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


def standing_closings() -> list[YearClosing]:
    """Every closing that stands, without its figures; most often there is none."""
    return list(YearClosing.objects.standing().defer("figures"))


def note_corrections(closings: list[YearClosing], rows: Iterable[DutyRecord], change: int) -> None:
    """List these records, written (+1) or taken back (-1), beside each closed year that counts them."""
    found = []
    for row in rows:
        for closing in closings:
            seats = Mandate.objects.filter(deputy=row.deputy_id, term__congress=closing.congress_id)
            if closing.year == row.on.year and seats.active_on(row.on).exists():
                facts = {"deputy_id": row.deputy_id, "kind": row.kind, "on": row.on, "title": row.title, "at": clock.now()}
                found.append(DutyCorrection(closing=closing, change=change, **facts))
    DutyCorrection.objects.bulk_create(found, batch_size=500)


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
