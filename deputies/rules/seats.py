"""Whose seat a user has."""

from datetime import date

from django.db.models import QuerySet

from deputies.models import Deputy
from stations.models import Unit


def deputy_id_of(user) -> int | None:
    """The id of the deputy who logs in as this user, read once per user object (that is, once per request)."""
    if not hasattr(user, "_deputy_id"):
        user._deputy_id = Deputy.objects.filter(user_id=user.pk).order_by().values_list("pk", flat=True).first()
    return user._deputy_id


def stations_of(deputy: Deputy, day: date) -> QuerySet[Unit]:
    """The stations and homes that the deputy's seats of that day are linked to (TZ art. 5(一))."""
    return Unit.objects.open().filter(pk__in=deputy.mandates.held_on(day).values("station_id"))
