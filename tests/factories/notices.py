"""Reminders as dispatch() leaves them."""

from datetime import timedelta
from itertools import count

from common import clock
from notices.choices import Channel, ReminderState
from notices.models import Reminder

_numbers = count(1)


def reminder_of(user, **more) -> Reminder:
    """A text that failed and may be tried again, unless more is said."""
    now = clock.now()
    given = {"kind": "referral-late", "channel": Channel.SMS, "title": "交办超期", "due_at": now, "valid_until": now + timedelta(days=1)}
    given |= {"state": ReminderState.FAILED, "attempts": 5, "error": "对方拒收（HTTP 429）"}
    return Reminder.objects.create(key=f"made:{next(_numbers)}", recipient=user, **(given | more))
