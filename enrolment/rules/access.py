"""Who opens accounts for many, and whose."""

from django.db.models import Q, QuerySet

from accounts.models import User
from common import clock
from deputies.models import Mandate
from stations.choices import Role
from stations.models import Post, Unit
from stations.rules.access import access_of
from stations.rules.permissions import can_open_accounts

can_enrol = can_open_accounts


def units_of(user) -> QuerySet[Unit]:
    """The open units below the user's posts as administrator."""
    return Unit.objects.open().filter(pk__in=access_of(user).units(Role.ADMINISTRATOR))


def accounts_under(user, units: QuerySet[Unit] | None = None) -> QuerySet[User]:
    """Active accounts of whoever holds a post or a seat today in these units (all of the administrator's without any).

    Those of system administrators with rights over everything are left out: only one of them may reset another.
    """
    units = (units_of(user) if units is None else units).order_by().values("pk")
    today = clock.today()
    posts = Post.objects.filter(unit__in=units).filter(Q(ends_on=None) | Q(ends_on__gte=today)).order_by().values("user")
    seats = Mandate.objects.filter(Q(station__in=units) | Q(term__congress__in=units)).held_on(today).order_by().values("deputy__user")
    found = User.objects.filter(Q(pk__in=posts) | Q(pk__in=seats.filter(deputy__user__isnull=False)), is_active=True)
    return (found if user.is_superuser else found.exclude(is_superuser=True)).exclude(pk=user.pk)
