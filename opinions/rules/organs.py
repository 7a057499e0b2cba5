"""Who takes what is not for the station: the tables of the station's congress and of those above it, the nearest first."""

from django.db.models import QuerySet

from deputies.rules.files import congresses_of
from opinions.models import Organ
from stations.models import Unit


def organs_for(station: Unit) -> list[Organ]:
    """One query."""
    return list(Organ.objects.filter(congress__in=station.ancestor_ids).order_by("-congress__path", "legal_way", "pk"))


def organs_kept_by(user) -> QuerySet[Organ]:
    """The lines an office may add to and strike out."""
    return Organ.objects.filter(congress__in=congresses_of(user)).select_related("congress").order_by("congress__path", "legal_way", "pk")
