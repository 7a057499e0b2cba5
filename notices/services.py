"""Planning and sending reminders: told once, never lost.

The truth is in the database. plan() may run twice, late, or in two processes: the unique key lets each reminder exist once.
dispatch() claims rows with a token and a lease; what a killed worker had claimed is taken again when its lease is over.
"""

import logging
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from common import clock
from notices.models import Channel, Notice, Reminder, ReminderState
from notices.registry import Draft, planners

log = logging.getLogger(__name__)

CATCH_UP = timedelta(days=31)  # downtime longer than this is told by the operations page, not by old reminders
LEASE = timedelta(seconds=60)
BATCH = 200
MAX_ATTEMPTS = 5


def plan(now: datetime | None = None) -> int:
    """Insert every reminder that has fallen due since CATCH_UP and is not overtaken; return how many drafts there were."""
    now = now or clock.now()
    planned = 0
    for name, planner in planners().items():
        try:
            drafts = [draft for draft in planner(now - CATCH_UP, now) if draft.due_at <= now < draft.valid_until]
        except Exception:
            log.exception("planner %s failed; the others go on", name)
            continue
        Reminder.objects.bulk_create(map(_reminder, drafts), ignore_conflicts=True, batch_size=500)
        planned += len(drafts)
    return planned


def replan(recipient_id: int, now: datetime | None = None) -> int:
    """Drop what waits to be sent to somebody who is no longer to be told (a post was handed over); return how many there were.

    Who is to be told instead needs no move: the next plan() names them from the business rows.
    """
    now = now or clock.now()
    waiting = Reminder.objects.filter(recipient_id=recipient_id, state=ReminderState.DUE)
    if not waiting.exists():
        return 0
    drafts = (draft for planner in planners().values() for draft in planner(now - CATCH_UP, now))
    wanted = {_key(draft) for draft in drafts if draft.recipient_id == recipient_id}
    gone = [pk for pk, key in waiting.values_list("pk", "key") if key not in wanted]
    return Reminder.objects.filter(pk__in=gone, state=ReminderState.DUE).update(state=ReminderState.DROPPED, lease_until=None)


def _key(draft: Draft) -> str:
    return f"{draft.kind}:{draft.subject}:{draft.period}:{draft.recipient_id}:{Channel.APP}"


def _reminder(draft: Draft) -> Reminder:
    return Reminder(
        key=_key(draft),
        kind=draft.kind,
        recipient_id=draft.recipient_id,
        title=draft.title,
        body=draft.body,
        url=draft.url,
        due_at=draft.due_at,
        valid_until=draft.valid_until,
    )


def dispatch(now: datetime | None = None) -> int:
    """Send everything that is due, batch by batch; return how many were sent. Overtaken ones are dropped."""
    sent = 0
    while True:
        moment = now or clock.now()
        token = uuid.uuid4()
        claimed = _claim(moment, token)
        if not claimed:
            return sent
        try:
            sent += _deliver(claimed, token, moment)
        except Exception as error:  # one bad batch must not stop the others; its rows are tried again after the lease
            log.exception("a batch of %s reminders was not delivered", len(claimed))
            _note_failure(claimed, token, error)


def _claim(now: datetime, token: uuid.UUID) -> list[int]:
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    with transaction.atomic():
        due = Reminder.objects.filter(free, state=ReminderState.DUE, due_at__lte=now).order_by("due_at", "pk")
        due = due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        claimed = list(due.values_list("pk", flat=True)[:BATCH])
        Reminder.objects.filter(pk__in=claimed).update(token=token, lease_until=now + LEASE)
    return claimed


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


def tell(recipients: Iterable[int], title: str, body: str = "", url: str = "") -> None:
    """Write a notice at once for each user id, inside the caller's transaction. Name no personal data in it."""
    Notice.objects.bulk_create(Notice(recipient_id=pk, title=title, body=body, url=url, at=clock.now()) for pk in set(recipients))


def mark_read(notices) -> int:
    """Mark the unread ones of this query set as read; return how many there were."""
    return notices.filter(read_at=None).update(read_at=clock.now())


def pass_on(notices, recipient_id: int) -> int:
    """Tell somebody else what these unread notices say, and mark them read here; return how many there were. Inside the caller's transaction."""
    unread = list(notices.filter(read_at=None).select_for_update())
    passed = (Notice(recipient_id=recipient_id, title=each.title, body=each.body, url=each.url, at=each.at) for each in unread)
    Notice.objects.bulk_create(passed)
    return Notice.objects.filter(pk__in=[each.pk for each in unread]).update(read_at=clock.now())
