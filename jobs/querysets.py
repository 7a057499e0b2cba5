"""Query sets of background jobs."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class JobQuerySet(models.QuerySet):
    def visible_to(self, user) -> "JobQuerySet":
        """A job and its file belong to whoever asked for it, to nobody else."""
        return self.filter(owner_id=user.pk)

    def open(self) -> "JobQuerySet":
        """Those that wait or run."""
        return self.filter(state__in=("waiting", "running"))

    def due(self, now: datetime) -> "JobQuerySet":
        """Jobs nobody works on: those that wait, and those whose worker has not been heard of since its lease ended."""
        return self.filter(Q(state="waiting") | Q(state="running", lease_until__lt=now))
