"""Which reminders must exist: planned from business rows, as often as one likes; the unique key lets each exist once."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from common import clock
from common.clock import SHANGHAI
from notices.channels import configured
from notices.choices import ROBOTS, Channel, ReminderState
from notices.models import Preference, Reminder
from notices.registry import Draft, planners

log = logging.getLogger(__name__)

CATCH_UP = timedelta(days=31)  # downtime longer than this is told by the operations page, not by old reminders


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
        Reminder.objects.bulk_create(_reminders(drafts), ignore_conflicts=True, batch_size=500)
        planned += len(drafts)
    return planned


def replan(recipient_id: int, now: datetime | None = None) -> int:
    """Drop what waits to be sent to somebody who is no longer to be told (a post was handed over); return how many there were.

    Who is to be told instead needs no move: the next plan() names them from the business rows. What a group is told stays.
    """
    now = now or clock.now()
    open_states = (ReminderState.DUE, ReminderState.FOLDED)
    waiting = Reminder.objects.filter(recipient_id=recipient_id, state__in=open_states).exclude(channel__in=ROBOTS).exclude(kind=DIGEST)
    if not waiting.exists():
        return 0
    drafts = (draft for planner in planners().values() for draft in planner(now - CATCH_UP, now))
    wanted = {_stem(draft) for draft in drafts if draft.recipient_id == recipient_id}
    gone = [pk for pk, key in waiting.values_list("pk", "key") if key.rpartition(":")[0] not in wanted]
    return Reminder.objects.filter(pk__in=gone, state__in=open_states).update(state=ReminderState.DROPPED, lease_until=None)


DIGEST = "digest"  # kind of the reminder that tells a day's folded ones


def _reminders(drafts: list[Draft]) -> Iterator[Reminder]:
    """One in the app for each draft, and one for each way outside that its recipient has chosen."""
    ways = configured()
    chosen = _preferences({draft.recipient_id for draft in drafts}) if ways and drafts else {}
    for draft in drafts:
        yield _reminder(draft, Channel.APP, f"{_stem(draft)}:{Channel.APP}")
        preference = chosen.get(draft.recipient_id)
        for channel in ways if preference and draft.due_at >= preference.since else ():
            if preference.wants(channel):
                yield _reminder(draft, channel, _outside_key(draft, channel))


def _preferences(user_ids: Iterable[int]) -> dict[int, Preference]:
    return {each.user_id: each for each in Preference.objects.filter(user_id__in=user_ids, user__is_active=True).exclude(since=None)}


def _stem(draft: Draft) -> str:
    return f"{draft.kind}:{draft.subject}:{draft.period}:{draft.recipient_id}"


def _outside_key(draft: Draft, channel: str) -> str:
    """A group is told once a day that there is something of a kind, however many of its people it is for."""
    if channel in ROBOTS:
        return f"{draft.kind}:all:{draft.due_at.astimezone(SHANGHAI):%Y%m%d}:group:{channel}"
    return f"{_stem(draft)}:{channel}"


def _reminder(draft: Draft, channel: str, key: str) -> Reminder:
    return Reminder(
        key=key,
        kind=draft.kind,
        recipient_id=draft.recipient_id,
        channel=channel,
        title=draft.title,
        body=draft.body,
        url=draft.url,
        due_at=draft.due_at,
        valid_until=draft.valid_until,
    )
