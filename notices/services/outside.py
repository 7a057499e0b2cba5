"""Sending by ways that lie outside the database (decision 14).

Before a reminder is handed over, the row says so (`tried_at`), committed, under a renewed lease. Whatever happens then — no answer, a killed worker —
the next one sees it and asks the gateway by the key before anything is sent again. A gateway that cannot be asked is not sent to a second time.
"""

import logging
import time
import uuid
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from common import clock
from notices import registry
from notices.channels import WAYS, Message, NotSent, Uncertain, Unreachable
from notices.choices import OUTSIDE, ROBOTS, ReminderState
from notices.models import Preference, Reminder
from notices.rules.changes import CHANGE
from notices.rules.hours import quiet_until
from notices.services.claims import LEASE, claim
from notices.services.digests import end_folded, fold, lines_of
from notices.services.planning import DIGEST
from notices.services.standing import OVER, Standing

log = logging.getLogger(__name__)

OUTSIDE_SECONDS = 20  # of one dispatch(); the next goes on, so that a slow gateway keeps no worker from the rest
BATCH = 5  # what one claim may hold: each can take GATEWAY_TIMEOUT, and the others wait under their lease
ALONE = (DIGEST, CHANGE.name)  # never told by a summary
GIVE_UP = 3  # unreachable so often in one dispatch(): the gateway is left alone until the next
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 30, 300, 1800))  # after the first, second … refusal
UNKNOWN = "发出以后没有收到回答，可能已经送到，所以没有再发"


def send_outside(now: datetime | None = None) -> int:
    """Send what is due by mail, SMS and robots; return how many were sent."""
    stop, sent, away, standing = time.monotonic() + OUTSIDE_SECONDS, 0, Counter(), Standing()
    while time.monotonic() < stop:
        token = uuid.uuid4()
        channels = [channel for channel in OUTSIDE if away[channel] < GIVE_UP]
        claimed = claim(now or clock.now(), token, channels, BATCH, LEASE)
        if not claimed:
            break
        for pk in claimed:
            sent += _handle(Errand(pk, token, now, standing), away)
    return sent


class Errand:
    """One claimed reminder on its way; every write asks whether it still is this worker's."""

    def __init__(self, pk: int, token: uuid.UUID, now: datetime | None, standing: Standing) -> None:
        self.standing = standing
        self._fixed = now
        self.mine = Reminder.objects.filter(pk=pk, token=token, state=ReminderState.DUE)
        self.reminder = self.mine.first()

    @property
    def now(self) -> datetime:
        return self._fixed or clock.now()

    def write(self, **values) -> bool:
        return bool(self.mine.update(**values))

    def end(self, state: str, error: str = "") -> bool:
        """What a summary tells ends with it."""
        sent_at = self.now if state == ReminderState.SENT else None
        with transaction.atomic():
            ended = self.write(state=state, error=error, sent_at=sent_at, lease_until=None, wait_until=None)
            if ended and self.reminder.kind == DIGEST:
                end_folded(self.reminder, state, error, sent_at)
        return ended

    def again(self, pause: timedelta, **values) -> None:
        """Free for whoever comes after the pause."""
        self.write(wait_until=self.now + pause, lease_until=None, **values)

    def refused(self, error: Exception, *, is_final: bool = False, **values) -> None:
        """Count the attempt; after the last pause, or when another would end the same, it has failed."""
        attempts = self.reminder.attempts + 1
        if is_final or attempts > len(PAUSES):
            self.write(attempts=attempts, **values)
            self.end(ReminderState.FAILED, str(error))
        else:
            self.again(PAUSES[attempts - 1], attempts=attempts, error=str(error), **values)


def _handle(errand: Errand, away: Counter) -> bool:
    if errand.reminder is None:  # another worker has it
        return False
    channel = errand.reminder.channel
    try:
        if errand.reminder.tried_at and _answered(errand):
            return errand.reminder.state == ReminderState.SENT
        return _send(errand)
    except Unreachable as error:
        away[channel] += 1
        errand.again(PAUSES[1], error=str(error), tried_at=None)
    except NotSent as error:
        errand.refused(error, is_final=error.for_good, tried_at=None)
    except Uncertain as error:
        errand.refused(Uncertain(UNKNOWN) if not WAYS[channel].can_tell else error, is_final=not WAYS[channel].can_tell)
    except Exception as error:
        log.exception("reminder %s was not sent", errand.reminder.pk)
        errand.refused(RuntimeError(type(error).__name__))
    return False


def _answered(errand: Errand) -> bool:
    """Whether what became of the earlier attempt settles it: the gateway has it, or cannot say, or it is too late to send again."""
    reminder, way = errand.reminder, WAYS[errand.reminder.channel]
    if not way.can_tell:
        errand.end(ReminderState.FAILED, UNKNOWN)
        return True
    try:
        accepted = way.was_accepted(reminder.key)
    except (NotSent, Uncertain) as error:
        if errand.now >= reminder.valid_until:
            errand.end(ReminderState.FAILED, UNKNOWN)
        else:
            errand.again(PAUSES[0], error=str(error))
        return True
    if accepted:
        reminder.state = ReminderState.SENT if errand.end(ReminderState.SENT) else reminder.state
    return accepted


def _send(errand: Errand) -> bool:
    reminder = errand.reminder
    preference = Preference.objects.filter(pk=reminder.recipient_id, user__is_active=True).first()
    if _held(errand, preference):
        return False
    lines = lines_of(reminder, errand.standing, errand.now) if reminder.kind == DIGEST else ()
    if reminder.kind == DIGEST and not lines:
        errand.end(ReminderState.DROPPED)
        return False
    message = _message(reminder, preference, lines)
    if not errand.write(tried_at=errand.now, lease_until=errand.now + LEASE, title=reminder.title):
        return False
    WAYS[reminder.channel].send(message)
    return errand.end(ReminderState.SENT)


def _held(errand: Errand, preference: Preference | None) -> bool:
    """Whether it is not to be sent now: over, in quiet hours, or told by a summary."""
    reminder, now = errand.reminder, errand.now
    if _ended(errand, preference):
        return True
    hours = () if reminder.channel in ROBOTS else (preference.quiet_from, preference.quiet_to)
    over = quiet_until(now, *hours)
    if over:
        errand.again(over - now)
        return True
    if not errand.standing.holds(reminder, now):
        return errand.end(ReminderState.DROPPED, OVER) or True
    is_foldable = reminder.channel not in ROBOTS and reminder.kind not in ALONE and preference.digest
    return is_foldable and fold(errand.mine, preference, now)


def _ended(errand: Errand, preference: Preference | None) -> bool:
    """Whether it is over: overtaken, by a way that is not there, or not wanted any more."""
    reminder, now = errand.reminder, errand.now
    if now >= reminder.valid_until:
        return errand.end(ReminderState.DROPPED, reminder.error) or True
    if not WAYS[reminder.channel].is_configured():
        return errand.end(ReminderState.FAILED, f"没有接通{reminder.get_channel_display()}") or True
    if reminder.channel not in ROBOTS and (preference is None or not preference.wants(reminder.channel)):
        return errand.end(ReminderState.DROPPED, "收件人现在不用这种方式") or True
    return False


def _message(reminder: Reminder, preference: Preference | None, lines: tuple[str, ...]) -> Message:
    is_for_all = reminder.channel in ROBOTS
    title = registry.title_of(reminder.kind) if is_for_all else reminder.title
    path = "/notices/" if is_for_all or reminder.kind == DIGEST or not reminder.url else reminder.url
    to = preference.address(reminder.channel) if preference else ""
    return Message(reminder.key, to, title, f"{settings.SITE_URL}{path}", lines)
