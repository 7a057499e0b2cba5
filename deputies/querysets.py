"""Query sets of deputies, mandates and duty records."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from stations.rules.access import STAFF_AND_OFFICE, access_of


class MandateQuerySet(models.QuerySet):
    def held_on(self, day: date) -> "MandateQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def visible_to(self, user) -> "MandateQuerySet":
        """Mandates in the congresses, or linked to the stations, of the user's posts; one's own."""
        units = access_of(user).units(*STAFF_AND_OFFICE)
        return self.filter(Q(term__congress_id__in=units) | Q(station_id__in=units) | Q(deputy__user_id=user.pk))


class DeputyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DeputyQuerySet":
        """Deputies with a mandate visible to the user; one's own file."""
        from deputies.models import Mandate

        seat = Mandate.objects.filter(deputy=OuterRef("pk")).visible_to(user)
        return self.filter(Q(user_id=user.pk) | Exists(seat))

    def linked_to(self, station, day: date) -> "DeputyQuerySet":
        """Deputies whose mandate on that day is linked to the station (TZ art. 5(一))."""
        from deputies.models import Mandate

        return self.filter(Exists(Mandate.objects.filter(deputy=OuterRef("pk"), station=station).held_on(day)))


class DutyRecordQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DutyRecordQuerySet":
        """One's own records, and those of the deputies one may see."""
        from deputies.models import Deputy

        return self.filter(deputy__in=Deputy.objects.visible_to(user))

    def in_year(self, year: int) -> "DutyRecordQuerySet":
        return self.filter(on__gte=date(year, 1, 1), on__lte=date(year, 12, 31))
