"""How one wants to be reached; and a reminder that failed, tried once more."""

from datetime import timedelta

from accounts.models import User
from accounts.services.audit import SYSTEM_CHAIN, recorded
from common import clock
from notices.channels import WAYS
from notices.choices import Channel, ReminderState
from notices.models import Preference, Reminder

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


def send_again(reminder: Reminder, actor: User) -> bool:
    """Let one that has failed be tried anew, valid for at least another day; False when another did so already.

    A gateway that can be asked is asked first all the same; of the others the person who presses the button takes the second message upon them.
    """
    with recorded() as trail:
        locked = Reminder.objects.select_for_update().get(pk=reminder.pk)
        if locked.state != ReminderState.FAILED:
            return False
        can_tell = locked.channel != Channel.APP and WAYS[locked.channel].can_tell
        fresh = {"state": ReminderState.DUE, "attempts": 0, "error": "", "token": None, "lease_until": None, "wait_until": None}
        fresh |= {"valid_until": max(locked.valid_until, clock.now() + timedelta(days=1)), "tried_at": locked.tried_at if can_tell else None}
        Reminder.objects.filter(pk=locked.pk).update(**fresh)
        locked.folded.filter(state=ReminderState.FAILED).update(state=ReminderState.FOLDED, error="")
        trail.add(SYSTEM_CHAIN, actor, "reminder.again", locked, kind=locked.kind)
    return True
