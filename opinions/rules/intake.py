"""Who may bring in opinions in bulk, and for which stations."""

from django.db.models import QuerySet

from stations.choices import UnitKind
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of


def can_import(user) -> bool:
    """Staff of a station, and the offices of the congresses above it."""
    return access_of(user).has_role(*STAFF_AND_OFFICE)


def stations_to_import(user) -> QuerySet[Unit]:
    """The open stations and homes for which the user may import."""
    kinds = (UnitKind.STATION, UnitKind.HOME)
    return Unit.objects.open().filter(pk__among=access_of(user).units(*STAFF_AND_OFFICE), kind__in=kinds).order_by("path")
