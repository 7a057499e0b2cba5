"""Who may log, correct and void visits."""

from django.db.models import QuerySet

from stations.choices import STATION_ROLES, UnitKind
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of


def stations_to_log(user) -> QuerySet[Unit]:
    """Open stations and homes at whose desk the user may log a visit: the staff's own, and those under a head's or deputy head's congress."""
    kinds = (UnitKind.STATION, UnitKind.HOME)
    return Unit.objects.open().filter(pk__among=access_of(user).units(*STATION_ROLES), kind__in=kinds)


def can_take_visits(user) -> bool:
    return access_of(user).has_role(*STATION_ROLES)


def can_list_visits(user) -> bool:
    return access_of(user).has_role(*STAFF_AND_OFFICE)


def can_change_visit(user, visit) -> bool:
    """Correct or void a visit: the station's staff (LZ 五(二)), while it is valid."""
    return access_of(user).holds(visit.station_id, *STATION_ROLES)
