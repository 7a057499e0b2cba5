"""The tree as the page shows it: parents before children, each with its depth; a big one folded at its congresses."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Value, When

from stations.choices import UnitKind
from stations.models import Unit

ORDER = {kind: number for number, kind in enumerate(UnitKind)}
IN_ORDER = (Case(*[When(kind=kind, then=Value(ORDER[kind])) for kind in UnitKind if kind != UnitKind.CONGRESS], default=Value(len(ORDER))), "pk")
DEEPEST = 5  # indents the style sheet knows
WHOLE = 40  # units that are shown at once; more are folded at their congresses
SHORT = {UnitKind.CONGRESS: "人大", UnitKind.HOME: "家", UnitKind.STATION: "站", UnitKind.DEPARTMENT: "承办单位"}


@dataclass(frozen=True)
class TreeRow:
    unit: Unit
    depth: int = 0
    below: str = ""  # 「6 个站、8 个承办单位」 folded under it


def rows_of(units: Iterable[Unit]) -> list[TreeRow]:
    """Units in tree order. Sorted here, not by path: databases disagree on «/» in sorting."""
    units = list(units)
    known = {unit.pk for unit in units}
    below = defaultdict(list)
    for unit in units:
        below[unit.parent_id if unit.parent_id in known else None].append(unit)
    return list(_walk(below, None, 0))


def folded_rows(units: Iterable[Unit]) -> list[TreeRow]:
    """The units as they come, each congress with a count of the open units below it; one query for all."""
    units = list(units)
    congresses = {unit.pk for unit in units if unit.kind == UnitKind.CONGRESS}
    counts: dict[int, Counter] = defaultdict(Counter)
    if congresses:
        found = Unit.objects.open().under(*[unit for unit in units if unit.pk in congresses]).exclude(pk__in=congresses)
        for path, kind in found.order_by().values_list("path", "kind"):
            for pk in congresses.intersection(map(int, path.strip("/").split("/"))):
                counts[pk][kind] += 1
    return [TreeRow(unit, below=_counted(counts[unit.pk])) for unit in units]


def asked_for(units: QuerySet[Unit], wanted: dict) -> QuerySet[Unit]:
    """What the search asks for; without a search all open units."""
    units = units.exclude(closed_on=None) if wanted.get("state") else units.open()
    for name in ("kind", "sort"):
        if wanted.get(name):
            units = units.filter(**{name: wanted[name]})
    text = wanted.get("q", "")
    return units.filter(Q(name__contains=text) | Q(area__contains=text) | Q(code__startswith=text)) if text else units


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """Homes, stations and departments before the congresses below; within a kind as they were made."""
    return sorted(units, key=_rank)


def _walk(below: dict, parent: int | None, depth: int) -> Iterator[TreeRow]:
    for unit in in_order(below[parent]):
        yield TreeRow(unit, min(depth, DEEPEST))
        yield from _walk(below, unit.pk, depth + 1)


def _rank(unit: Unit) -> tuple[int, int]:
    return (len(ORDER) if unit.kind == UnitKind.CONGRESS else ORDER[unit.kind], unit.pk)


def _counted(kinds: Counter) -> str:
    return "、".join(f"{kinds[kind]} 个{SHORT[kind]}" for kind in UnitKind if kinds[kind])
