"""Who is on duty at a station."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from constituents.models import ReceptionDuty
from deputies.models import Deputy, Mandate
from stations.models import Unit


def deputies_at(station: Unit, day: date) -> QuerySet[Deputy]:
    """Deputies who may have received people there that day: those linked to the station, and those planned or noted for the day."""
    linked = Mandate.objects.filter(deputy=OuterRef("pk"), station=station).held_on(day)
    noted = ReceptionDuty.objects.filter(deputy=OuterRef("pk"), day__station=station, day__date=day)
    return Deputy.objects.filter(Q(Exists(linked)) | Q(Exists(noted)))


def on_duty(station: Unit, day: date) -> list[int]:
    """Ids of the deputies planned for the station's reception day, or already there; nobody on any other day."""
    return list(ReceptionDuty.objects.filter(day__station=station, day__date=day).values_list("deputy_id", flat=True))
