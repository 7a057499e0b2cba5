"""Which audit chain a unit's deeds belong to: its congress's."""

from django.db.models.functions import Length

from stations.choices import UnitKind
from stations.models import Unit


def congress_of(unit: Unit) -> Unit:
    """The nearest congress at or above the unit."""
    if unit.kind == UnitKind.CONGRESS:
        return unit
    return Unit.objects.filter(pk__in=unit.ancestor_ids, kind=UnitKind.CONGRESS).order_by(Length("path").desc()).first() or unit


def chain_of(unit: Unit) -> str:
    return f"congress:{congress_of(unit).pk}"
