"""A day's reminders by one way told as one: each waits as FOLDED under the summary, which is a reminder like any other."""

from datetime import datetime, timedelta

from django.db import transaction

from notices.choices import ReminderState
from notices.models import Preference, Reminder
from notices.rules.hours import next_at
from notices.services.planning import DIGEST
from notices.services.standing import OVER, Standing

DAY = timedelta(days=1)


def fold(mine, preference: Preference, now: datetime) -> bool:
    """Put a claimed reminder (a query set of the one row) under the next summary; False when it would be overtaken by then: it goes alone."""
    with transaction.atomic():
        reminder = mine.select_for_update().first()
        moment = next_at(now, preference.digest_at)
        if reminder is None:
            return True
        if reminder.valid_until <= moment:
            return False
        digest = _summary(reminder, moment)
        if digest is None:  # handed over already, by a worker whose clock is ahead
            return False
        mine.update(state=ReminderState.FOLDED, digest=digest, lease_until=None, wait_until=None)
    return True


def _summary(reminder: Reminder, moment: datetime) -> Reminder | None:
    """The summary of that moment, locked; None when it is on its way."""
    key = f"{DIGEST}:all:{moment:%Y%m%d}:{reminder.recipient_id}:{reminder.channel}"
    same = {"kind": DIGEST, "recipient_id": reminder.recipient_id, "channel": reminder.channel}
    new = Reminder(key=key, title="今天的提醒", due_at=moment, valid_until=moment + DAY, **same)
    Reminder.objects.bulk_create([new], ignore_conflicts=True)
    return Reminder.objects.select_for_update().filter(key=key, state=ReminderState.DUE, tried_at=None).first()


def lines_of(digest: Reminder, standing: Standing, now: datetime) -> tuple[str, ...]:
    """Titles of what the summary tells, is not overtaken and still so; what is not is dropped. The summary's own title says how many."""
    waiting = digest.folded.filter(state=ReminderState.FOLDED)
    rows = list(waiting.filter(valid_until__gt=now).order_by("due_at", "pk"))
    told = [row for row in rows if standing.holds(row, now)]
    gone = {row.pk for row in rows} - {row.pk for row in told}
    waiting.filter(pk__in=gone).update(state=ReminderState.DROPPED, error=OVER)
    Reminder.objects.bulk_update(told, ["title"])
    lines = tuple(row.title for row in told)
    digest.title = f"有 {len(lines)} 条提醒"
    return lines


def end_folded(digest: Reminder, state: str, error: str, sent_at: datetime | None) -> None:
    """What the summary told ends as it did; what was overtaken before was dropped from it. Inside the caller's transaction."""
    folded = digest.folded.filter(state=ReminderState.FOLDED)
    told_at = digest.tried_at or sent_at
    if state == ReminderState.SENT and told_at:
        folded.filter(valid_until__lte=told_at).update(state=ReminderState.DROPPED)
    folded.update(state=state, error=error, sent_at=sent_at)
