"""Query sets of opinions and referrals."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from opinions.choices import OPEN_STATES, ReferralState
from stations.choices import Role
from stations.rules.access import STAFF_AND_OFFICE, access_of


class OpinionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OpinionQuerySet":
        """Opinions of the user's stations, those referred to the user's departments, those the user brought as a deputy."""
        from deputies.rules.seats import deputy_id_of
        from opinions.models import Opinion, Referral

        access = access_of(user)
        seen = Q(pk__in=[])
        stations = access.units(*STAFF_AND_OFFICE)
        departments = access.units(Role.DEPARTMENT_CLERK)
        if stations:
            seen |= Q(station_id__in=stations)
        if departments:
            seen |= Q(Exists(Referral.objects.filter(opinion=OuterRef("pk"), department_id__in=departments)))
        deputy_id = deputy_id_of(user)
        if deputy_id:
            seen |= Q(Exists(Opinion.deputies.through.objects.filter(opinion_id=OuterRef("pk"), deputy_id=deputy_id)))
        return self.filter(seen)

    def open(self) -> "OpinionQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, today: date) -> "OpinionQuerySet":
        """Open cases whose present step should have ended before today."""
        return self.open().filter(due_on__lt=today)

    def for_list(self) -> "OpinionQuerySet":
        return self.select_related("station", "category", "lead_department", "constituent").defer("words", "due_basis")


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReferralQuerySet":
        """Referrals to the user's departments, and all of the opinions the user's stations own."""
        access = access_of(user)
        departments = access.units(Role.DEPARTMENT_CLERK)
        stations = access.units(*STAFF_AND_OFFICE)
        return self.filter(Q(department_id__in=departments) | Q(opinion__station_id__in=stations))

    def open(self) -> "ReferralQuerySet":
        return self.filter(state__in=(ReferralState.SENT, ReferralState.ACCEPTED))

    def overdue(self, today: date) -> "ReferralQuerySet":
        return self.open().filter(due_on__lt=today)
