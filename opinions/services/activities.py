"""A contact activity as a whole: what was noted, and the opinions that are handed on from it."""

from dataclasses import dataclass

from django.db import IntegrityError

from accounts.models import User
from accounts.services.audit import recorded
from constituents.models import ContactActivity
from constituents.services.activities import ActivityFacts, write_activity
from opinions.choices import Channel
from opinions.models import Opinion
from opinions.services.meetings import Raised
from opinions.services.register import Registration, register


@dataclass(frozen=True)
class ActivityDraft:
    """An activity, and in `words` what is to be handed on from it; empty: nothing."""

    facts: ActivityFacts
    words: str = ""


def log_activity(draft: ActivityDraft, actor: User) -> ContactActivity:
    """Write the activity and register the opinion, all or nothing (XM 一). The same request key answers with the one already there."""
    known = ContactActivity.objects.filter(request_key=draft.facts.request_key).first()
    if known:
        return known
    try:
        with recorded() as trail:
            activity = write_activity(draft.facts, actor, trail)
            if draft.words:
                raise_from_activity(activity, Raised(draft.words), actor)
    except IntegrityError:  # the same form, sent twice at once: the other one was first
        known = ContactActivity.objects.filter(request_key=draft.facts.request_key).first()
        if known is None:
            raise
        return known
    return activity


def raise_from_activity(activity: ContactActivity, raised: Raised, actor: User) -> Opinion:
    """Hand on what was heard: an opinion by the way 联系活动, brought by the deputies who took part. Who said it is not asked."""
    return register(
        Registration(
            station=activity.station,
            channel=Channel.ACTIVITY,
            received_on=activity.on,
            words=raised.words,
            deputies=tuple(activity.deputies.all()),
            activity=activity,
            request_key=raised.request_key,
        ),
        actor,
    )
