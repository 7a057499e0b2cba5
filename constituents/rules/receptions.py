"""Who is on duty at a station, and who keeps its reception days."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from common import clock
from constituents.models import ReceptionDay, ReceptionDuty
from deputies.models import Deputy, Mandate
from stations.choices import STATION_ROLES
from stations.models import Unit
from stations.rules.access import access_of


def deputies_at(station: Unit, day: date, also: Iterable[int] = ()) -> QuerySet[Deputy]:
    """Deputies who may have received people there that day: those on duty first, then those linked to the station; `also`: more ids."""
    linked = Mandate.objects.filter(deputy=OuterRef("pk"), station=station).active_on(day)
    noted = ReceptionDuty.objects.filter(deputy=OuterRef("pk"), day__station=station, day__date=day)
    found = Deputy.objects.filter(Q(Exists(linked)) | Q(Exists(noted)) | Q(pk__in=also))
    return found.annotate(is_on_duty=Exists(noted)).order_by("-is_on_duty", "id").only("name")


def on_duty(station: Unit, day: date) -> list[int]:
    """Ids of the deputies planned for the station's reception day, or already there; nobody on any other day."""
    return list(ReceptionDuty.objects.filter(day__station=station, day__date=day).values_list("deputy_id", flat=True))


def can_keep_day(user, day: ReceptionDay) -> bool:
    """Mark who came, take appointments, write the day's record: the station's staff (LZ 五(二))."""
    return access_of(user).holds(day.station_id, *STATION_ROLES)


def others_at(day: ReceptionDay) -> QuerySet[Deputy]:
    """Deputies of the station who are not on the day's list but may receive on it."""
    there = ReceptionDuty.objects.filter(day=day).values("deputy")
    return Deputy.objects.linked_to(day.station, day.date).exclude(pk__in=there).order_by("name", "id").only("name")


def unmarked_days(station_ids: list[int]) -> QuerySet[ReceptionDay]:
    """Past days of these stations on which somebody's attendance is missing, the oldest first (B5)."""
    days = ReceptionDay.objects.filter(station_id__among=station_ids, date__lt=clock.today())
    return days.unmarked().select_related("station").order_by("date", "pk")
