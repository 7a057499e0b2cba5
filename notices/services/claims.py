"""Taking reminders for one worker: a token and a lease. What a killed worker had taken is free again when its lease is over."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from notices.choices import ReminderState
from notices.models import Reminder

LEASE = timedelta(seconds=60)


def claim(now: datetime, token: uuid.UUID, channels: Collection[str], size: int, lease: timedelta) -> list[int]:
    """Primary keys of at most `size` reminders of these channels that are due and free, now this token's."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    ready = Q(wait_until=None) | Q(wait_until__lte=now)
    with transaction.atomic():
        due = Reminder.objects.filter(free, ready, state=ReminderState.DUE, due_at__lte=now, channel__in=channels).order_by("due_at", "pk")
        due = due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        claimed = list(due.values_list("pk", flat=True)[:size])
        Reminder.objects.filter(pk__in=claimed).update(token=token, lease_until=now + lease)
    return claimed
