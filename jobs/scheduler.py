"""Celery's beat, leaving a sign of life whenever it sends something."""

from celery.beat import PersistentScheduler
from django.db import close_old_connections

from jobs.services import pulse


class Scheduler(PersistentScheduler):
    def apply_async(self, entry, *args, **kwargs):
        result = super().apply_async(entry, *args, **kwargs)
        close_old_connections()  # beat lives for months, a connection does not
        pulse.beat(pulse.BEAT)
        return result
