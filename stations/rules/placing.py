"""Where a unit may hang in the tree, and whose it became."""

from collections.abc import Iterable

from django.db.models import QuerySet

from stations.choices import Level, UnitKind
from stations.models import Unit
from stations.rules.access import access_of
from stations.rules.permissions import KEEPERS

LEVELS = list(Level)  # lowest first
PLACED = (UnitKind.STATION, UnitKind.HOME, UnitKind.DEPARTMENT)


def levels_below(parent: Unit) -> list[Level]:
    """Levels a congress under this one may have, the next one first; a congress of unknown level may hold any."""
    lower = LEVELS[: LEVELS.index(Level(parent.level))] if parent.level else LEVELS
    return lower[::-1]


def addable(congress: Unit) -> tuple[UnitKind, ...]:
    """Kinds of units that can be added under this one: nothing but congresses hold any, and the lowest hold no congress."""
    if congress.kind != UnitKind.CONGRESS or congress.closed_on:
        return ()
    return (*PLACED, UnitKind.CONGRESS) if levels_below(congress) else PLACED


def may_hold(parent: Unit, unit: Unit) -> bool:
    """Everything hangs under a congress; a congress under one of a higher level."""
    if parent.kind != UnitKind.CONGRESS or parent.closed_on:
        return False
    return unit.kind != UnitKind.CONGRESS or not unit.level or unit.level in levels_below(parent)


def merged_into(unit: Unit) -> Unit | None:
    """The successor of a merged unit: it is a closed child of a unit of its own kind, and of its own level."""
    parent = unit.parent
    if unit.closed_on is None or parent is None or parent.kind != unit.kind:
        return None
    return parent if unit.kind != UnitKind.CONGRESS or parent.level == unit.level else None


def successors_of(units: Iterable[Unit]) -> dict[int, int]:
    """For each merged unit among these the id of the open one whose people go on with its work; asks nothing while none is closed."""
    closed = [unit for unit in units if unit.closed_on]
    above = Unit.objects.in_bulk({pk for unit in closed for pk in unit.ancestor_ids[:-1]}) if closed else {}
    found = {}
    for unit in closed:
        heirs = (above[pk] for pk in reversed(unit.ancestor_ids[:-1]))
        heir = next((each for each in heirs if each.closed_on is None), None)
        if heir and (heir.kind, heir.level) == (unit.kind, unit.level):
            found[unit.pk] = heir.pk
    return found


def home_of(unit: Unit) -> Unit | None:
    """The nearest open unit above that may hold it: where a merged unit goes when it opens again."""
    above = {parent.pk: parent for parent in Unit.objects.filter(pk__in=unit.ancestor_ids[:-1])}
    return next((above[pk] for pk in reversed(unit.ancestor_ids[:-1]) if may_hold(above[pk], unit)), None)


def can_reshape(user, unit: Unit) -> bool:
    """Moving, merging, closing is for whoever keeps the unit above: nobody takes the own congress away from under the feet."""
    return unit.parent_id is not None and access_of(user).holds(unit.parent_id, *KEEPERS)


def parents_for(user, unit: Unit) -> QuerySet[Unit]:
    """Congresses the user keeps that may hold the unit, but for the present one and what hangs below the unit itself."""
    kept = Unit.objects.open().filter(pk__in=access_of(user).units(*KEEPERS), kind=UnitKind.CONGRESS)
    if unit.kind == UnitKind.CONGRESS and unit.level:
        kept = kept.filter(level__in=LEVELS[LEVELS.index(Level(unit.level)) + 1 :])
    return kept.exclude(path__startswith=unit.path).exclude(pk=unit.parent_id).order_by("path")


def heirs_for(user, unit: Unit) -> QuerySet[Unit]:
    """Open neighbours of the same kind and level, into which the unit may be merged; from further away it is moved first."""
    near = Unit.objects.open().filter(parent_id=unit.parent_id, kind=unit.kind, level=unit.level)
    return near.filter(pk__in=access_of(user).units(*KEEPERS)).exclude(pk=unit.pk).order_by("pk")
