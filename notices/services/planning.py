"""Which reminders must exist: planned from business rows, as often as one likes; the unique key lets each exist once."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from common import clock
from common.clock import SHANGHAI
from notices.channels import configured
from notices.choices import ROBOTS, Channel, ReminderState
from notices.models import Preference, Reminder
from notices.registry import Draft, Planner, Tuning, kinds_of, planners, planners_of, tunings
from notices.rules.drafts import dated, later_stems, stem_of, told_once, twin_stems, worded

log = logging.getLogger(__name__)

CATCH_UP = timedelta(days=31)  # downtime longer than this is told by the operations page, not by old reminders
OPEN = (ReminderState.DUE, ReminderState.FOLDED)


def plan(now: datetime | None = None) -> int:
    """Insert every reminder that has fallen due since CATCH_UP and is not overtaken; return how many drafts there were."""
    now = now or clock.now()
    planned = 0
    settings = tunings()
    for name, planner in planners().items():
        try:
            drafts = _due(name, planner, settings, now)
        except Exception:
            log.exception("planner %s failed; the others go on", name)
            continue
        Reminder.objects.bulk_create(_reminders(drafts, now), ignore_conflicts=True, batch_size=500)
        planned += len(drafts)
    if planned:
        _settle(settings, now)
    return planned


def _settle(settings: list[Tuning], now: datetime) -> None:
    """Take back what was written by settings that were replaced meanwhile: who replaced them may have looked before it was there."""
    for kind in {kind for before, after in zip(settings, tunings(), strict=True) for kind in before.differs(after)}:
        retune(kind, now)


def replan(recipient_id: int, now: datetime | None = None) -> int:
    """Drop what waits to be sent to somebody who is no longer to be told (a post was handed over); return how many there were.

    Who is to be told instead needs no move: the next plan() names them from the business rows. What a group is told stays.
    """
    now = now or clock.now()
    waiting = Reminder.objects.filter(recipient_id=recipient_id, state__in=OPEN).exclude(channel__in=ROBOTS).exclude(kind=DIGEST)
    if not waiting.exists():
        return 0
    settings = tunings()
    drafts = (draft for name, planner in planners().items() for draft in _tuned(_proposed(name, planner, settings, now), settings))
    wanted = {stem_of(draft) for draft in drafts if draft.recipient_id == recipient_id}
    gone = [pk for pk, key in waiting.values_list("pk", "key") if key.rpartition(":")[0] not in wanted]
    return Reminder.objects.filter(pk__in=gone, state__in=OPEN).update(state=ReminderState.DROPPED, lease_until=None)


def retune(kind: str, now: datetime | None = None) -> int:
    """Take back what waits of a kind and is, by the settings as they are now, not due (any more); return how many there were.

    Their keys are free again: plan() writes them anew when they fall due. What was sent or handed to a gateway is left as it is.
    """
    now = now or clock.now()
    with transaction.atomic():
        # locked in the state that was asked for: a worker that is about to send one finds it gone, or it is sent already and not ours
        rows = Reminder.objects.select_for_update().filter(kind=kind, state__in=OPEN, tried_at=None)
        waiting = dict(rows.values_list("pk", "key"))
        if not waiting:
            return 0
        settings = tunings()
        drafts = [draft for name, planner in planners_of(kind).items() for draft in _due(name, planner, settings, now)]
        due = {stem_of(draft) for draft in drafts} | set(_group_stems(drafts).values())
        gone = [pk for pk, key in waiting.items() if key.rpartition(":")[0] not in due]
        Reminder.objects.filter(pk__in=gone).delete()
    return len(gone)


def standing_drafts(kind: str, now: datetime) -> dict[str, Draft] | None:
    """By stem: what the planners of a kind propose now, whatever is set; None when nobody plans the kind."""
    several = planners_of(kind)
    if not several:
        return None
    settings = tunings()
    drafts = [draft for name, planner in several.items() for draft in _proposed(name, planner, settings, now) if draft.kind == kind]
    found = {stem_of(draft): draft for draft in reversed(drafts)}
    groups = _group_stems(drafts)
    return {groups[stem]: draft for stem, draft in found.items()} | found


def _due(name: str, planner: Planner, settings: list[Tuning], now: datetime) -> list[Draft]:
    """What is to be told now: due, not overtaken, and nothing of the same was told that a setting which was changed since could forget."""
    own = [each for each in settings if each.concerns(kinds_of(name))]
    proposed = _proposed(name, planner, own, now)
    due = [draft for draft in _tuned(proposed, own) if draft.due_at <= now < draft.valid_until]
    return _unspoken(due, proposed) if own or any(draft.same for draft in due) else due


def _proposed(name: str, planner: Planner, settings: list[Tuning], now: datetime) -> list[Draft]:
    """What a planner yields; a day that is to be told sooner or later than it proposes lies in a wider window."""
    wider = timedelta(days=max((each.days(kinds_of(name)) for each in settings), default=0))
    return list(planner(now - CATCH_UP - wider, now + wider))


def _tuned(drafts: list[Draft], settings: list[Tuning]) -> list[Draft]:
    for each in settings:
        drafts = each.apply(drafts)
    return told_once(drafts)


def _unspoken(due: list[Draft], proposed: list[Draft]) -> list[Draft]:
    """Without those of which a twin or a later moment waits or was told; a later one that a setting put before them does not silence them."""
    later, twins = later_stems(proposed), twin_stems(proposed)
    stems = [stem_of(draft) for draft in due]
    keys = {f"{each}:{Channel.APP}" for stem in stems for each in (*later.get(stem, ()), *twins.get(stem, ()))}
    rows = Reminder.objects.filter(key__in=keys, state__in=(ReminderState.DUE, ReminderState.SENT))
    told = {key.rpartition(":")[0]: sent_at for key, sent_at in rows.values_list("key", "sent_at")}

    def is_over(stem: str, due_at: datetime) -> bool:
        since = any(told[each] is None or told[each] >= due_at for each in later.get(stem, ()) if each in told)
        return since or any(each in told for each in twins.get(stem, ()))

    return [draft for stem, draft in zip(stems, due, strict=True) if not is_over(stem, draft.due_at)]


DIGEST = "digest"  # kind of the reminder that tells a day's folded ones


def _reminders(drafts: list[Draft], now: datetime) -> Iterator[Reminder]:
    """One in the app for each draft, and one for each way outside that its recipient has chosen."""
    ways = configured()
    chosen = _preferences({draft.recipient_id for draft in drafts}) if ways and drafts else {}
    groups = _group_stems([draft for draft in drafts if draft.recipient_id in chosen]) if set(ROBOTS) & set(ways) else {}
    for draft in drafts:
        yield _reminder(worded(draft, now), Channel.APP, f"{stem_of(draft)}:{Channel.APP}")
        preference = chosen.get(draft.recipient_id)
        for channel in ways if preference and draft.due_at >= preference.since else ():
            if preference.wants(channel):
                stem = groups[stem_of(draft)] if channel in ROBOTS else stem_of(draft)
                yield _reminder(dated(draft), channel, f"{stem}:{channel}")


def _preferences(user_ids: Iterable[int]) -> dict[int, Preference]:
    return {each.user_id: each for each in Preference.objects.filter(user_id__in=user_ids, user__is_active=True).exclude(since=None)}


def _group_stems(drafts: list[Draft]) -> dict[str, str]:
    """A group is told once a day that there is something of a kind, however many of its people it is for.

    By stem of the draft. The day is the one on which the app told it, though a setting has moved it since.
    """
    keys = [f"{stem_of(draft)}:{Channel.APP}" for draft in drafts]
    first = dict(Reminder.objects.filter(key__in=keys).values_list("key", "due_at")) if keys else {}
    days = {stem_of(draft): first.get(f"{stem_of(draft)}:{Channel.APP}", draft.due_at).astimezone(SHANGHAI) for draft in drafts}
    return {stem_of(draft): f"{draft.kind}:all:{days[stem_of(draft)]:%Y%m%d}:group" for draft in drafts}


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
