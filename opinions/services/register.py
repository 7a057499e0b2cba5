"""Registering an opinion: the number, the first step of its chain, the deputies' duty records (C1, C3, D1)."""

import re
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common import clock
from constituents.models import Constituent, ContactActivity, HouseholdMeeting, Matter
from deputies.models import Deputy
from deputies.services.ledger import record_duties
from opinions.choices import Channel, State, Urgency
from opinions.models import Category, Opinion, OpinionEvent
from opinions.rules.cases import post_label
from opinions.rules.duty import opinion_duty, rebuild
from opinions.workflow import LIMIT_OF, first_state
from stations.choices import NumberKind
from stations.models import Regulation, Unit
from stations.rules.chains import chain_of
from stations.rules.regulation import Rules
from stations.rules.workdays import deadline
from stations.services.numbers import take_numbers, written
from stations.services.regulations import current_regulation

SUMMARY_LENGTH = 40  # characters taken from the words when nobody wrote a summary
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")


@dataclass
class Registration:
    """What is known of an opinion when it comes in. `words` stay as they were said (原汁原味, TZ art. 4)."""

    station: Unit
    channel: Channel | str
    received_on: date
    words: str
    summary: str = ""
    category: Category | None = None
    urgency: Urgency | str = Urgency.ORDINARY
    constituent: Constituent | None = None
    matter: Matter | None = None
    meeting: HouseholdMeeting | None = None
    activity: ContactActivity | None = None
    deputies: tuple[Deputy, ...] = ()
    proposed_department: Unit | None = None
    split_from: Opinion | None = None
    request_key: UUID | None = field(default_factory=uuid4)


def register(registration: Registration, actor: User, post: str = "") -> Opinion:
    """Write a new opinion with its number, first step and deadline, timeline, audit entry and duty records, in one transaction.

    A request key that is already there answers with the opinion it made. `post` is the actor's post in words; empty: looked up.
    """
    registration.request_key = registration.request_key or uuid4()
    known = _known(registration)
    if known:
        return known
    try:
        return _register(registration, actor, post)
    except IntegrityError:  # the same form, sent twice at the same moment
        known = _known(registration)
        if known is None:
            raise
        return known


def _known(registration: Registration) -> Opinion | None:
    return Opinion.objects.filter(request_key=registration.request_key).first()


def _register(registration: Registration, actor: User, post: str) -> Opinion:
    station = registration.station
    whole = registration.split_from
    opinion = drafted(registration, actor, whole.regulation if whole else current_regulation(station))
    post = post or post_label(actor, station)
    with recorded() as trail:
        opinion.year = clock.today().year
        opinion.serial = take_numbers(NumberKind.OPINION, station, opinion.year)
        opinion.number = written(station, opinion.year, opinion.serial)
        opinion.save(force_insert=True)
        opinion.deputies.set(registration.deputies)
        first_event(opinion, post).save(force_insert=True)
        record_duties([opinion_duty(opinion, deputy) for deputy in registration.deputies], trail)
        trail.add(chain_of(station), actor, "opinion.register", opinion, number=opinion.number, channel=str(opinion.channel))
    return opinion


def drafted(registration: Registration, actor: User, regulation: Regulation) -> Opinion:
    """The unsaved row without its number: the state and deadline of the chain's first step."""
    rules = Rules(regulation.body)
    opinion = Opinion(
        request_key=registration.request_key or uuid4(),
        station=registration.station,
        channel=registration.channel,
        received_on=registration.received_on,
        registered_at=clock.now(),
        registered_by=actor,
        constituent=registration.constituent,
        matter=registration.matter,
        meeting=registration.meeting,
        activity=registration.activity,
        words=registration.words,
        summary=registration.summary or shortened(registration.words),
        category=registration.category,
        urgency=registration.urgency,
        regulation=regulation,
        state=first_state(rules.chain(registration.channel)),
        proposed_department=registration.proposed_department,
        split_from=registration.split_from,
    )
    opinion.moved_at = opinion.registered_at
    opinion.due_on, opinion.due_basis = limit_of_step(rules, opinion.state)
    return opinion


def limit_of_step(rules: Rules, state: str) -> tuple[date | None, dict]:
    """When the step that begins today must end, and how that was computed; nothing for handling (its referrals know) and the end."""
    name = LIMIT_OF.get(State(state))
    if name is None:
        return None, {}
    return limit_named(rules, name)


def limit_named(rules: Rules, name: str) -> tuple[date, dict]:
    """The deadline of one of the regulation's limits, counted from today."""
    limit = rules.limit(name)
    found = deadline(clock.today(), limit.days)
    return found.due_on, found.as_basis(limit)


def first_event(opinion: Opinion, post: str) -> OpinionEvent:
    """The unsaved first line of the timeline."""
    return OpinionEvent(
        opinion=opinion,
        at=opinion.registered_at,
        actor=opinion.registered_by,
        post=post,
        action="register",
        to_state=opinion.state,
        detail={"version": opinion.version} | ({"line": f"从 {opinion.split_from.number} 拆出"} if opinion.split_from else {}),
    )


def rename(station: Unit, trail: Trail) -> None:
    """The duty records of the station's opinions say its name."""
    record_duties(rebuild(station), trail)


def shortened(words: str) -> str:
    """The first sentence of the words, at most 40 characters."""
    text = words.strip()
    first = _SENTENCE_END.split(text, maxsplit=1)[0].strip() or text
    return first if len(first) <= SUMMARY_LENGTH else f"{first[: SUMMARY_LENGTH - 1]}…"
