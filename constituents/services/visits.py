"""Logging, correcting and voiding visits: the rows of this floor. What becomes of referred matters is opinions.services.visits."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from accounts.models import User
from accounts.services.audit import Trail
from common.clock import SHANGHAI
from constituents.choices import RECEIVED, AppointmentState, Outcome, Way
from constituents.models import Appointment, Constituent, Matter, Visit
from constituents.services.home_visits import note_contacts, place_of
from constituents.services.people import NOBODY, Visitor, resolve
from constituents.services.receptions import attend
from deputies.models import Deputy
from stations.choices import NumberKind
from stations.models import Unit
from stations.rules.chains import chain_of
from stations.services.numbers import take_numbers, written

INFIX = "访"


@dataclass(frozen=True)
class MatterLog:
    """One thing raised, and what was done with it at once."""

    words: str
    outcome: str = Outcome.REFERRED
    answer: str = ""
    legal_way: str = ""
    organ: str = ""
    errand: str = ""
    errand_by: str = ""


@dataclass(frozen=True)
class VisitDraft:
    """A visit as it was typed. request_key makes sending it twice harmless; appointment: the one by which the person comes."""

    station: Unit
    at: datetime
    matters: tuple[MatterLog, ...]
    deputies: tuple[Deputy, ...] = ()
    visitor: Visitor = NOBODY
    way: str = Way.WALK_IN
    place: str = ""
    occasion: str = ""
    request_key: UUID = field(default_factory=uuid4)
    appointment: int | None = None


def log_visit(draft: VisitDraft, actor: User, trail: Trail) -> Visit:
    """Write the visit with its number, matters, reception day and the deputies' duty records; call it inside `recorded()`.

    The number is taken after everything slow (B3; YH 四(三)).
    """
    day = draft.at.astimezone(SHANGHAI).date()
    chain = chain_of(draft.station)
    person = resolve(draft.station, draft.visitor)
    _came(person, day)
    reception = attend(draft.station, day, draft.deputies, actor) if draft.way in RECEIVED else None
    visit = Visit(request_key=draft.request_key, station=draft.station, constituent=person, day=reception, clerk=actor)
    visit.place = draft.place or place_of(draft.station, draft.way, person.village if person else "")
    visit.way, visit.at, visit.year = draft.way, draft.at, day.year
    visit.occasion = draft.occasion
    visit.serial = take_numbers(NumberKind.VISIT, draft.station, day.year)
    visit.number = written(draft.station, day.year, visit.serial, INFIX)
    visit.save(force_insert=True)
    visit.deputies.set(draft.deputies)
    if visit.way == Way.HOME_VISIT:
        note_contacts(visit, trail)
    Matter.objects.bulk_create(_matter(visit, position, log) for position, log in enumerate(draft.matters, 1))
    if draft.appointment:
        appointments = Appointment.objects.standing().filter(pk=draft.appointment, day__station=draft.station, visit=None)
        appointments.update(visit=visit, state=AppointmentState.CAME)
    trail.add(chain, actor, "visit.log", visit, number=visit.number, personal=personal_fields(person))
    return visit


def personal_fields(person: Constituent | None) -> list[str]:
    """Names of the personal fields that are filled, for the audit trail."""
    return [name for name in ("name", "phone", "address") if person and getattr(person, name)]


def _came(person: Constituent | None, day) -> None:
    if person and (person.last_visit_on is None or person.last_visit_on < day):
        person.last_visit_on = day
        Constituent.objects.filter(pk=person.pk).update(last_visit_on=day)


def _matter(visit: Visit, position: int, log: MatterLog) -> Matter:
    """Only what belongs to the outcome is kept; the form may have carried more."""
    matter = Matter(visit=visit, position=position, words=log.words, outcome=log.outcome)
    if log.outcome == Outcome.ANSWERED:
        matter.answer = log.answer
    elif log.outcome == Outcome.LEGAL_WAY:
        matter.legal_way, matter.organ = log.legal_way, log.organ
    if log.outcome != Outcome.LEGAL_WAY:
        matter.errand, matter.errand_by = log.errand, log.errand_by
    return matter
