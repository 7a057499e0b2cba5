"""Who inspects the 民情记录 of a deputy (TZ art. 6)."""

from django.db.models import Q

from constituents.models import ContactInspection
from deputies.models import Deputy, Mandate
from deputies.rules.seats import deputy_id_of
from stations.choices import Role
from stations.rules.access import access_of


def can_inspect(user, deputy: Deputy) -> bool:
    """The office and the heads (站长) of the congress or station that the deputy has a seat in or is linked to; nobody the own record."""
    units = access_of(user).units(Role.OFFICE, Role.HEAD)
    if not units or deputy_id_of(user) == deputy.pk:
        return False
    return Mandate.objects.filter(Q(term__congress_id__among=units) | Q(station_id__among=units), deputy=deputy).exists()


def can_withdraw(user, row: ContactInspection) -> bool:
    """Whoever noted it, and the office."""
    is_office = access_of(user).has_role(Role.OFFICE) and can_inspect(user, row.deputy)
    return row.by_id == user.pk or is_office
