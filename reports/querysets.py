"""Query sets of reports."""

from django.db import models

from stations.rules.access import STAFF_AND_OFFICE, access_of


class YearSummaryQuerySet(models.QuerySet):
    def visible_to(self, user) -> "YearSummaryQuerySet":
        return self.filter(unit_id__among=access_of(user).units(*STAFF_AND_OFFICE))


class QuarterSummaryQuerySet(models.QuerySet):
    def visible_to(self, user) -> "QuarterSummaryQuerySet":
        return self.filter(unit_id__among=access_of(user).units(*STAFF_AND_OFFICE))

    def unsent(self) -> "QuarterSummaryQuerySet":
        return self.filter(sent_at=None)
