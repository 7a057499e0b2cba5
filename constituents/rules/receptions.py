"""Who is on duty at a station."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from constituents.models import ReceptionDuty
from deputies.models import Deputy, Mandate
from stations.models import Unit


def deputies_at(station: Unit, day: date, also: Iterable[int] = ()) -> QuerySet[Deputy]:
    """Deputies who may have received people there that day: those on duty first, then those linked to the station; `also`: more ids."""
    linked = Mandate.objects.filter(deputy=OuterRef("pk"), station=station).active_on(day)
    noted = ReceptionDuty.objects.filter(deputy=OuterRef("pk"), day__station=station, day__date=day)
    found = Deputy.objects.filter(Q(Exists(linked)) | Q(Exists(noted)) | Q(pk__in=also))
    return found.annotate(is_on_duty=Exists(noted)).order_by("-is_on_duty", "id").only("name")


def on_duty(station: Unit, day: date) -> list[int]:
    """Ids of the deputies planned for the station's reception day, or already there; nobody on any other day."""
    return list(ReceptionDuty.objects.filter(day__station=station, day__date=day).values_list("deputy_id", flat=True))
