"""Who may list, see and change deputies' files."""

from django.db.models import QuerySet

from deputies.models import Deputy, Mandate
from stations.choices import Role, UnitKind
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of


def can_list(user) -> bool:
    """Station staff and congress offices; a deputy reads the own file alone."""
    return access_of(user).has_role(*STAFF_AND_OFFICE)


def can_manage(user) -> bool:
    """The office of a congress keeps its roster."""
    return access_of(user).has_role(Role.OFFICE)


def congresses_of(user) -> QuerySet[Unit]:
    """The congresses whose rosters the user keeps: those under the office's own."""
    return Unit.objects.open().filter(kind=UnitKind.CONGRESS, pk__among=access_of(user).units(Role.OFFICE))


def can_change(user, deputy: Deputy) -> bool:
    """The office of any congress in which the person has or had a seat."""
    offices = access_of(user).units(Role.OFFICE)
    return bool(offices) and Mandate.objects.filter(deputy=deputy, term__congress_id__in=offices).exists()


def can_change_mandate(user, mandate: Mandate) -> bool:
    return access_of(user).holds(mandate.term.congress_id, Role.OFFICE)
