"""A closed year as it was reported, beside what is counted today."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

from deputies.models import Deputy, DutyRecord, YearClosing
from deputies.rules.kinds import kinds_of
from deputies.rules.year_roster import RosterLine, from_json, roster_of
from deputies.services.closings import Figures, figures_of
from stations.rules.regulation.kinds import Kinds

Cell = tuple[int, str]  # deputy id, kind


@dataclass(frozen=True)
class Difference:
    """One deputy's number of one kind: when the year was closed, what corrections explain, and now."""

    deputy_id: int
    kind: str
    frozen: int
    corrected: int
    now: int
    is_merged: bool = False  # it was corrected, and of several acts one counts: how many corrections there are says nothing
    by_seats: bool = False  # what no correction explains comes from a seat that was changed since

    @property
    def is_explained(self) -> bool:
        return self.is_merged or self.frozen + self.corrected == self.now

    @property
    def is_wrong(self) -> bool:
        """Neither a correction nor a seat accounts for it."""
        return not self.is_explained and not self.by_seats


def differences_of(closing: YearClosing) -> list[Difference]:
    """Where the figures are no longer those of the closing."""
    kinds = kinds_of(closing.congress, closing.year)
    frozen, now = _frozen(closing), _cells(figures_of(closing.congress, closing.year, kinds))
    corrections = list(closing.corrections.values_list("deputy", "kind", "on", "change"))
    corrected = Counter()
    for pk, kind, _, change in corrections:
        corrected[pk, kind] += change
    noted = {(pk, kind) for pk, kind, *_ in corrections}
    merged = {code for codes in kinds.merged.values() for code in codes}
    keys = sorted(key for key in frozen.keys() | now.keys() | noted if frozen[key] != now[key] or corrected[key])
    found = [Difference(*key, frozen[key], corrected[key], now[key], key in noted and key[1] in merged) for key in keys]
    return _with_seats(closing, kinds, found, corrections)


def _with_seats(closing: YearClosing, kinds: Kinds, found: list[Difference], corrections: list[tuple]) -> list[Difference]:
    """On the days that counted when the year was closed, corrections must explain everything: what is left over then is the seats'.

    A year closed before its roster was kept cannot tell, and seats get the benefit of the doubt.
    """
    left = {(each.deputy_id, each.kind) for each in found if not each.is_explained}
    if not left:
        return found
    then = {line.deputy_id: line for line in from_json(closing.roster or ())}
    counted = _counted_then(closing, kinds, left, then)
    for pk, kind, on, change in corrections:
        if pk in then and then[pk].acts_on(on):
            counted[pk, kind] -= change
    return [
        replace(each, by_seats=closing.roster is None or counted[each.deputy_id, each.kind] == each.frozen)
        if (each.deputy_id, each.kind) in left
        else each
        for each in found
    ]


class FrozenLine(NamedTuple):
    """One deputy in the table as it was reported."""

    group: str
    name: str
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class FrozenTable:
    """The table as it was reported: `heads` over the counts, lines in the order of the roster."""

    heads: list[str]
    lines: list[FrozenLine]

    @property
    def sums(self) -> list[int]:
        return [sum(column) for column in zip(*(line.counts for line in self.lines), strict=True)] or [0] * len(self.heads)

    @property
    def total(self) -> int:
        return sum(self.sums)


GONE = "（已删去）"  # a person without records, entered by mistake


def frozen_table(closing: YearClosing) -> FrozenTable:
    """By what was kept; a year closed before kinds and roster were, by those of today."""
    kinds = Kinds.of(closing.kinds) if closing.kinds else kinds_of(closing.congress)
    figures = {int(pk): counts for pk, counts in closing.figures.items()}
    found = {kind for counts in figures.values() for kind in counts}
    shown, others = [row for row in kinds.rows if row.used or row.code in found], {kind for kind in found if kind not in kinds}
    roster = roster_of(closing.congress, closing.year) if closing.roster is None else from_json(closing.roster)
    groups = {line.deputy_id: line.group for line in roster}
    people = [*groups, *sorted(figures.keys() - groups.keys())]
    names = dict(Deputy.objects.filter(pk__among=people).values_list("pk", "name"))
    lines = []
    for pk in people:
        counts = figures.get(pk, {})
        others_here = [sum(counts.get(kind, 0) for kind in others)] if others else []
        lines.append(FrozenLine(groups.get(pk, ""), names.get(pk, GONE), [*(counts.get(row.code, 0) for row in shown), *others_here]))
    return FrozenTable([row.label for row in shown] + ["其他"] * bool(others), lines)


def _counted_then(closing: YearClosing, kinds: Kinds, left: set[Cell], then: dict[int, RosterLine]) -> Counter:
    """What today's records come to on the days that counted when the year was closed."""
    rows = DutyRecord.objects.in_year(closing.year).filter(deputy_id__among={pk for pk, _ in left}, kind__in={kind for _, kind in left})
    acts = set()
    for record, pk, kind, on, place, station in rows.order_by().values_list("pk", "deputy", "kind", "on", "place", "station"):
        if pk in then and then[pk].acts_on(on):
            acts.add((pk, kind, kinds.once(kind, on, place, station) or record))
    return Counter((pk, kind) for pk, kind, _ in acts)


def _frozen(closing: YearClosing) -> Counter:
    return _cells({int(pk): counts for pk, counts in closing.figures.items()})


def _cells(figures: Figures) -> Counter:
    return Counter({(pk, kind): number for pk, counts in figures.items() for kind, number in counts.items()})
