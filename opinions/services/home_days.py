"""What was raised at a home day: each becomes an opinion, or is answered or shown the legal way, through the visit that stands for it (B2)."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db.models import Max

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from constituents.choices import Way
from constituents.models import HomeDay, HomeDayMatter
from constituents.services.home_days import write_minutes
from constituents.services.people import NOBODY, Visitor
from deputies.models import Deputy
from opinions.services.visits import MatterDraft, VisitDraft, take_visit


@dataclass(frozen=True)
class RaisedDraft:
    """One thing that was raised: by a deputy, by another person present, or by both for somebody."""

    matter: MatterDraft
    deputy: Deputy | None = None
    visitor: Visitor = NOBODY


@dataclass(frozen=True)
class Minutes:
    """What is written of a home day. seen: the minutes that the writer started from; request_key makes sending it twice harmless."""

    words: str
    seen: str
    request_key: UUID
    raised: tuple[RaisedDraft, ...] = ()


def write_home_day(row: HomeDay, minutes: Minutes, actor: User) -> HomeDay:
    """Save the minutes and register what was raised, all or nothing. The same request key again registers nothing twice.

    Raises ValidationError before the day, when it was dropped, or when somebody else has written other minutes meanwhile.
    """
    with recorded() as trail:
        row = write_minutes(row, minutes.words, minutes.seen, actor, trail)  # locks the row
        position = row.matters.aggregate(last=Max("position"))["last"] or 0
        for number, draft in enumerate(minutes.raised, 1):
            visit = take_visit(_visit(row, draft, uuid5(minutes.request_key, str(number))), actor)
            if not HomeDayMatter.objects.filter(visit=visit).exists():
                position += 1
                HomeDayMatter.objects.create(home_day=row, position=position, visit=visit)
    return row


def _visit(row: HomeDay, draft: RaisedDraft, key: UUID) -> VisitDraft:
    deputies = (draft.deputy,) if draft.deputy else ()
    at = min(clock.now(), row.begins)
    return VisitDraft(row.station, at, (draft.matter,), deputies, draft.visitor, Way.MEETING, row.place, row.name, key)
