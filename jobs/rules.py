"""Who may look after the background, and whether it works."""

from datetime import datetime, timedelta

from common import clock
from jobs.models import Pulse

STALLED = timedelta(minutes=5)  # reminders are sent every half minute


def can_operate(user) -> bool:
    """The system administrator, and whoever was given the permission to change signs of life."""
    return user.is_active and user.has_perm("jobs.change_pulse")


def has_stalled(at: datetime | None) -> bool:
    """Whether a sign of life is missing or too old."""
    return at is None or clock.now() - at > STALLED


def last_seen(*names: str) -> dict[str, datetime]:
    """Name → its last sign of life, of these or of all."""
    return dict((Pulse.objects.filter(pk__in=names) if names else Pulse.objects.all()).values_list("name", "at"))
