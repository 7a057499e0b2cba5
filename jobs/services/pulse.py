"""Signs of life of beat and of the regular tasks, for the page that says whether the background works."""

import logging

from django.db import DatabaseError

from common import clock
from jobs.models import Pulse

BEAT = "beat"

log = logging.getLogger(__name__)


def beat(name: str) -> None:
    """Note that this happened now. A database that is away costs a sign of life, nothing else."""
    try:
        Pulse.objects.bulk_create([Pulse(name=name, at=clock.now())], update_conflicts=True, unique_fields=["name"], update_fields=["at"])
    except DatabaseError as error:
        log.warning("no sign of life of %s: %s", name, type(error).__name__)


def note_task(sender, state: str = "", **_about) -> None:
    """Celery's task_postrun: a regular task ended well."""
    regular = {entry["task"] for entry in sender.app.conf.beat_schedule.values()}
    if state == "SUCCESS" and sender.name in regular:
        beat(sender.name)
