"""Messages in the app: written at once, read, passed on."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from common import clock
from notices.choices import ReminderState
from notices.models import Notice, Reminder
from notices.rules.changes import CHANGE, LASTS


def tell(recipients: Iterable[int], title: str, body: str = "", url: str = "") -> None:
    """Write a notice at once for each user id, inside the caller's transaction. Name no personal data in it."""
    Notice.objects.bulk_create(Notice(recipient_id=pk, title=title, body=body, url=url, at=clock.now()) for pk in set(recipients))


def tell_change(recipients: Iterable[int], title: str, body: str, url: str, until: datetime) -> None:
    """Tell a change, good to know until the given moment, at once in the app; plan() makes of it what goes outside.

    Inside the caller's transaction: told as surely and as often as the change was made. The title goes outside; name no personal data in it.
    """
    now, change = clock.now(), uuid.uuid4().hex
    common = {"kind": CHANGE.name, "title": title, "body": body, "url": url, "due_at": now, "valid_until": max(now, min(until, now + LASTS))}
    sent = {"state": ReminderState.SENT, "sent_at": now}
    rows = [Reminder(key=f"{CHANGE.name}:{change}:once:{pk}:app", recipient_id=pk, **common, **sent) for pk in sorted(set(recipients))]
    Reminder.objects.bulk_create(rows)
    Notice.objects.bulk_create(Notice(recipient_id=row.recipient_id, reminder=row, title=title, body=body, url=url, at=now) for row in rows)


def mark_read(notices) -> int:
    """Mark the unread ones of this query set as read; return how many there were."""
    return notices.filter(read_at=None).update(read_at=clock.now())


def pass_on(notices, recipient_id: int) -> int:
    """Tell somebody else what these unread notices say, and mark them read here; return how many there were. Inside the caller's transaction."""
    unread = list(notices.filter(read_at=None).select_for_update())
    passed = (Notice(recipient_id=recipient_id, title=each.title, body=each.body, url=each.url, at=each.at) for each in unread)
    Notice.objects.bulk_create(passed)
    return Notice.objects.filter(pk__in=[each.pk for each in unread]).update(read_at=clock.now())
