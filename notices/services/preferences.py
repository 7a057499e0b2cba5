"""How one wants to be reached; and a reminder that failed, tried once more."""

from accounts.models import User
from accounts.services.audit import SYSTEM_CHAIN, recorded
from common import clock
from notices.channels import WAYS
from notices.choices import Channel, ReminderState
from notices.models import Preference, Reminder
from notices.rules.told import can_retry

WAYS_CHOSEN = ("by_mail", "by_sms", "by_robot")


def save_preference(user: User, values: dict) -> Preference:
    """Write one's own choice. A way that is switched on tells from now on, not what was due before."""
    with recorded() as trail:
        preference, _ = Preference.objects.select_for_update().get_or_create(pk=user.pk)
        changed = sorted(name for name, value in values.items() if getattr(preference, name) != value)
        is_new_way = any(values.get(name) and not getattr(preference, name) for name in WAYS_CHOSEN)
        for name in changed:
            setattr(preference, name, values[name])
        if is_new_way:
            preference.since = clock.now()
        if changed:
            preference.save()
            trail.add(SYSTEM_CHAIN, user, "preference.save", preference, fields=changed)
    return preference


def retry(reminder: Reminder, actor: User) -> bool:
    """Let a failed reminder be sent once more, as if it had not been tried; False when another did so already.

    A gateway that can be asked is asked first all the same; of the others the person who presses the button takes the second message upon them.
    """
    with recorded() as trail:
        locked = Reminder.objects.select_for_update().get(pk=reminder.pk)
        if not can_retry(locked):
            return False
        keeps_mark = locked.channel != Channel.APP and WAYS[locked.channel].can_tell
        locked.state, locked.attempts, locked.error, locked.lease_until, locked.wait_until = ReminderState.DUE, 0, "", None, None
        locked.tried_at = locked.tried_at if keeps_mark else None
        locked.save(update_fields=["state", "attempts", "error", "lease_until", "wait_until", "tried_at"])
        locked.folded.filter(state=ReminderState.FAILED).update(state=ReminderState.FOLDED, error="")
        trail.add(SYSTEM_CHAIN, actor, "reminder.retry", locked)
    return True
