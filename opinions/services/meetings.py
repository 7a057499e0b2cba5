"""A meeting with a linked household as a whole: what was noted, and the opinion that is handed on from it."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import IntegrityError

from accounts.models import User
from accounts.services.audit import recorded
from constituents.models import Household, HouseholdMeeting
from constituents.services.households import MeetingFacts, write_meeting
from opinions.choices import Channel
from opinions.models import Opinion
from opinions.services.register import Registration, register


@dataclass(frozen=True)
class MeetingDraft:
    """A meeting, and in `words` what is to be handed on from it; empty: nothing."""

    household: Household
    facts: MeetingFacts
    words: str = ""


def log_meeting(draft: MeetingDraft, actor: User) -> HouseholdMeeting:
    """Write the meeting and register the opinion, all or nothing (D3, C1). The same request key answers with the meeting already there."""
    known = HouseholdMeeting.objects.filter(request_key=draft.facts.request_key).first()
    if known:
        return known
    try:
        with recorded() as trail:
            meeting = write_meeting(draft.household, draft.facts, actor, trail)
            if draft.words:
                raise_opinion(meeting, Raised(draft.words), actor)
    except IntegrityError:  # the same form, sent twice at once: the other one was first
        known = HouseholdMeeting.objects.filter(request_key=draft.facts.request_key).first()
        if known is None:
            raise
        return known
    return meeting


@dataclass(frozen=True)
class Raised:
    """What was said, word for word."""

    words: str
    request_key: UUID = field(default_factory=uuid4)


def raise_opinion(meeting: HouseholdMeeting, raised: Raised, actor: User) -> Opinion:
    """Hand on what was heard at the meeting: an opinion by the way 走访, brought by the deputy, of the household.

    Without a visit of its own: the meeting is counted as 联系走访 already and must not count as a reception too.
    """
    household = meeting.household
    return register(
        Registration(
            station=household.person.station,
            channel=Channel.HOME_VISIT,
            received_on=meeting.on,
            words=raised.words,
            constituent=household.person,
            deputies=(household.deputy,),
            meeting=meeting,
            request_key=raised.request_key,
        ),
        actor,
    )
