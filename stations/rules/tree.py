"""The tree as the page shows it: parents before children, each with its depth."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stations.choices import UnitKind
from stations.models import Unit

ORDER = {kind: number for number, kind in enumerate(UnitKind)}
DEEPEST = 5  # indents the style sheet knows


@dataclass(frozen=True)
class TreeRow:
    unit: Unit
    depth: int


def rows_of(units: Iterable[Unit], text: str = "", kind: str = "") -> list[TreeRow]:
    """Open units in tree order; a search shows the hits alone, flat. Sorted here, not by path: databases disagree on «/» in sorting."""
    units = [unit for unit in units if unit.closed_on is None]
    if text or kind:
        hits = (unit for unit in units if (not kind or unit.kind == kind) and (text in unit.name or text in unit.area))
        return [TreeRow(unit, 0) for unit in in_order(hits)]
    known = {unit.pk for unit in units}
    below = defaultdict(list)
    for unit in units:
        below[unit.parent_id if unit.parent_id in known else None].append(unit)
    return list(_walk(below, None, 0))


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """Homes, stations and departments before the congresses below; within a kind as they were made."""
    return sorted(units, key=_rank)


def _walk(below: dict, parent: int | None, depth: int) -> Iterator[TreeRow]:
    for unit in in_order(below[parent]):
        yield TreeRow(unit, min(depth, DEEPEST))
        yield from _walk(below, unit.pk, depth + 1)


def _rank(unit: Unit) -> tuple[int, int]:
    return (len(ORDER) if unit.kind == UnitKind.CONGRESS else ORDER[unit.kind], unit.pk)
