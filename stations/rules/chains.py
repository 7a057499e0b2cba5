"""Which audit chain a unit's deeds belong to: its congress's."""

from collections.abc import Iterable

from django.db.models.functions import Length

from stations.choices import UnitKind
from stations.models import Unit


def congress_of(unit: Unit) -> Unit:
    """The nearest congress at or above the unit."""
    if unit.kind == UnitKind.CONGRESS:
        return unit
    return Unit.objects.filter(pk__in=unit.ancestor_ids, kind=UnitKind.CONGRESS).order_by(Length("path").desc()).first() or unit


def chains_of(units: Iterable[Unit]) -> dict[int, str]:
    """The chain of each unit by its id, in one query."""
    ancestors = {unit.pk: unit.ancestor_ids for unit in units}
    wanted = {pk for ids in ancestors.values() for pk in ids}
    congresses = set(Unit.objects.filter(pk__in=wanted, kind=UnitKind.CONGRESS).order_by().values_list("pk", flat=True))
    return {pk: f"congress:{next((each for each in reversed(ids) if each in congresses), pk)}" for pk, ids in ancestors.items()}


def chain_of(unit: Unit) -> str:
    """One light query: every deed asks for it."""
    return f"congress:{unit.pk}" if unit.kind == UnitKind.CONGRESS else chains_of([unit])[unit.pk]
