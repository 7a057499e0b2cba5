"""Query sets of visits, visitors and reception days."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from common.crypto import keyed_indexes
from deputies.rules.seats import deputy_id_of
from stations.rules.access import STAFF_AND_OFFICE, access_of

NAME_PURPOSE = "constituent.name"
PHONE_PURPOSE = "constituent.phone"


class StationQuerySet(models.QuerySet):
    """Rows of one station each: visible to its staff and to the office above it."""

    def visible_to(self, user):
        return self.filter(station_id__among=access_of(user).units(*STAFF_AND_OFFICE))


class ConstituentQuerySet(StationQuerySet):
    def named(self, name: str) -> "ConstituentQuerySet":
        """Those whose whole name this is."""
        return self.filter(name_index__in=keyed_indexes(name, NAME_PURPOSE))

    def with_phone(self, digits: str) -> "ConstituentQuerySet":
        """Those whose whole phone number this is, as `clean_phone` writes it."""
        return self.filter(phone_index__in=keyed_indexes(digits, PHONE_PURPOSE))


class VisitQuerySet(StationQuerySet):
    def visible_to(self, user) -> "VisitQuerySet":
        """Visits of the user's stations, and those the user received as a deputy."""
        stations = Q(station_id__among=access_of(user).units(*STAFF_AND_OFFICE))
        deputy_id = deputy_id_of(user)
        if not deputy_id:
            return self.filter(stations)
        received = self.model.deputies.through.objects.filter(visit_id=OuterRef("pk"), deputy_id=deputy_id)
        return self.filter(stations | Exists(received))

    def valid(self) -> "VisitQuerySet":
        return self.filter(voided_at=None)

    def for_list(self) -> "VisitQuerySet":
        return self.select_related("station", "constituent", "clerk").prefetch_related("matters", "deputies")


class ReceptionDayQuerySet(StationQuerySet):
    def visible_to(self, user) -> "ReceptionDayQuerySet":
        """Days of the user's stations, and those on which the user is on duty as a deputy."""
        stations = Q(station_id__among=access_of(user).units(*STAFF_AND_OFFICE))
        deputy_id = deputy_id_of(user)
        if not deputy_id:
            return self.filter(stations)
        duties = self.model.deputies.through.objects.filter(day_id=OuterRef("pk"), deputy_id=deputy_id)
        return self.filter(stations | Exists(duties))

    def from_day(self, day: date) -> "ReceptionDayQuerySet":
        return self.filter(date__gte=day).order_by("date")

    def unmarked(self) -> "ReceptionDayQuerySet":
        """Planned days with an expected deputy of whom nobody has said whether he or she came (B5)."""
        duties = self.model.deputies.through.objects.filter(day_id=OuterRef("pk")).unmarked()
        return self.filter(Exists(duties), is_planned=True)


class ReceptionDutyQuerySet(models.QuerySet):
    def unmarked(self) -> "ReceptionDutyQuerySet":
        return self.filter(is_planned=True, attended=False, absence="")
