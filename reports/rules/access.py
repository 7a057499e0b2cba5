"""Reports are for a station's staff and for congress offices; a congress's report for those with a post at it or above it."""

from django.db.models import QuerySet

from stations.choices import UnitKind
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of


def can_export(user) -> bool:
    """Ledgers of one's own rows."""
    return access_of(user).has_role(*STAFF_AND_OFFICE)


def congresses_of(user) -> QuerySet[Unit]:
    """Congresses whose annual report the user may produce, from the top of the tree down."""
    return Unit.objects.filter(pk__among=access_of(user).units(*STAFF_AND_OFFICE), kind=UnitKind.CONGRESS).order_by("path")


def can_report(user) -> bool:
    """Whether there is any such congress."""
    return congresses_of(user).exists()
