"""Query sets of visits, visitors and reception days."""

from datetime import date

from django.db import models

from stations.rules.access import STAFF_AND_OFFICE, access_of


class StationQuerySet(models.QuerySet):
    """Rows of one station each: visible to its staff and to the office above it."""

    def visible_to(self, user):
        return self.filter(station_id__in=access_of(user).units(*STAFF_AND_OFFICE))


class ConstituentQuerySet(StationQuerySet):
    pass


class VisitQuerySet(StationQuerySet):
    def valid(self) -> "VisitQuerySet":
        return self.filter(voided_at=None)

    def for_list(self) -> "VisitQuerySet":
        return self.select_related("station", "constituent", "clerk").prefetch_related("matters", "deputies")


class ReceptionDayQuerySet(StationQuerySet):
    def from_day(self, day: date) -> "ReceptionDayQuerySet":
        return self.filter(date__gte=day).order_by("date")
