"""Sending what is due: told once, never lost. In the app first, then outside."""

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction

from common import clock
from notices.choices import Channel, ReminderState
from notices.models import Notice, Reminder
from notices.services.claims import claim
from notices.services.outside import send_outside

log = logging.getLogger(__name__)

BATCH = 200
LEASE = timedelta(seconds=30)  # a batch takes a second or two, and nobody waits for others
MAX_ATTEMPTS = 5


def dispatch(now: datetime | None = None) -> int:
    """Send everything that is due; return how many were sent. Overtaken ones are dropped. Outside ways stop after OUTSIDE_SECONDS."""
    return _send_inside(now) + send_outside(now)


def _send_inside(now: datetime | None) -> int:
    sent = 0
    while True:
        moment = now or clock.now()
        token = uuid.uuid4()
        claimed = claim(moment, token, [Channel.APP], BATCH, LEASE)
        if not claimed:
            return sent
        try:
            sent += _deliver(claimed, token, moment)
        except Exception as error:  # one bad batch must not stop the others; its rows are tried again after the lease
            log.exception("a batch of %s reminders was not delivered", len(claimed))
            _note_failure(claimed, token, error)


def _deliver(claimed: list[int], token: uuid.UUID, now: datetime) -> int:
    """Mark and write the notices in one transaction, so that neither can be without the other."""
    with transaction.atomic():
        mine = Reminder.objects.select_for_update().filter(pk__in=claimed, token=token, state=ReminderState.DUE)
        overtaken = [reminder.pk for reminder in mine if reminder.valid_until <= now]
        live = [reminder for reminder in mine if reminder.valid_until > now]
        Reminder.objects.filter(pk__in=overtaken).update(state=ReminderState.DROPPED, lease_until=None)
        Reminder.objects.filter(pk__in=[reminder.pk for reminder in live]).update(state=ReminderState.SENT, sent_at=now, lease_until=None)
        Notice.objects.bulk_create(
            Notice(recipient_id=each.recipient_id, reminder=each, title=each.title, body=each.body, url=each.url, at=now) for each in live
        )
    return len(live)


def _note_failure(claimed: list[int], token: uuid.UUID, error: Exception) -> None:
    for reminder in Reminder.objects.filter(pk__in=claimed, token=token, state=ReminderState.DUE):
        reminder.attempts += 1
        reminder.error = f"{type(error).__name__}"
        if reminder.attempts >= MAX_ATTEMPTS:
            reminder.state = ReminderState.FAILED
        reminder.save(update_fields=["attempts", "error", "state"])
