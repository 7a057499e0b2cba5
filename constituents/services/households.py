"""Linked households and the meetings with them (YH 三(三)). What a meeting becomes as casework is opinions.services.meetings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common import clock
from constituents.choices import FACE_TO_FACE, ContactWay
from constituents.models import Constituent, Household, HouseholdMeeting
from constituents.rules.corrections import changes_between
from constituents.services.corrections import note_correction
from constituents.services.people import find_or_add
from deputies.choices import DutyKind, DutySource
from deputies.models import Deputy
from deputies.registry import Duty
from deputies.services.ledger import record_duties, withdraw_duty
from stations.models import Unit
from stations.rules.chains import chain_of

FASTER = "faster"
PERSONAL = ("name", "phone", "address")


@dataclass(frozen=True)
class HouseholdFacts:
    """A household as it was typed. category: (code, name) of the regulation's, or two empty strings."""

    name: str
    phone: str = ""
    village: str = ""
    address: str = ""
    category: tuple[str, str] = ("", "")
    starts_on: date | None = None
    request_key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting as it was typed."""

    on: date
    way: str
    heard: str
    done: str = ""
    signed: bool = False
    request_key: UUID = field(default_factory=uuid4)


def add_household(deputy: Deputy, station: Unit, facts: HouseholdFacts, actor: User) -> Household:
    """Link a household to the deputy. The same request key: once. Raises ValidationError when it is linked already."""
    with recorded() as trail:
        known = Household.objects.filter(request_key=facts.request_key).first()
        if known:
            return known
        Deputy.objects.select_for_update(no_key=True).get(pk=deputy.pk)
        person = find_or_add(station, facts.name, facts.phone, facts.address, facts.village)
        if Household.objects.filter(deputy=deputy, person=person, ends_on=None).exists():
            raise ValidationError(f"{facts.name}已经是{deputy.name}代表的联系户，不用再登记。")
        household = Household(deputy=deputy, person=person, request_key=facts.request_key, by=actor)
        household.category, household.category_name = facts.category
        household.starts_on = facts.starts_on or clock.today()
        household.save()
        trail.add(
            chain_of(station), actor, "household.add", household, deputy=deputy.pk, personal=[name for name in PERSONAL if getattr(person, name)]
        )
    return household


def change_household(household: Household, facts: HouseholdFacts, ends_on: date | None, actor: User) -> Household:
    """Put right the household's person, category and days; ends_on ends it. The trail names fields, never values."""
    with recorded() as trail:
        household = Household.objects.select_for_update(of=("self",)).select_related("person__station").get(pk=household.pk)
        person = Constituent.objects.select_for_update(of=("self",)).get(pk=household.person_id)
        wanted = {name: getattr(facts, name) for name in ("name", "phone", "village", "address")}
        changed = [name for name, value in wanted.items() if getattr(person, name) != value]
        for name in changed:
            setattr(person, name, wanted[name])
        if changed:
            person.save(update_fields=[*changed, "name_index", "phone_index"])
        own = {"category": facts.category[0], "category_name": facts.category[1], "starts_on": facts.starts_on, "ends_on": ends_on}
        moved = [name for name, value in own.items() if getattr(household, name) != value]
        for name in moved:
            setattr(household, name, own[name])
        if moved:
            household.save(update_fields=moved)
        if "category_name" in moved:  # the duty records name it
            record_duties([_duty(meeting) for meeting in household.meetings.valid().face_to_face().select_related("household", "station")], trail)
        if changed or moved:
            trail.add(chain_of(household.person.station), actor, "household.change", household, fields=changed + moved)
    return household


def write_meeting(household: Household, facts: MeetingFacts, actor: User, trail: Trail) -> HouseholdMeeting:
    """Write the meeting and the deputy's duty record (联系走访, once a meeting, none for a call); call it inside `recorded()`."""
    station = household.person.station
    meeting = HouseholdMeeting(household=household, station=station, recorded_by=actor, request_key=facts.request_key)
    meeting.on, meeting.way, meeting.heard, meeting.done, meeting.signed = facts.on, facts.way, facts.heard, facts.done, facts.signed
    meeting.save(force_insert=True)
    _count(meeting, trail)
    trail.add(chain_of(station), actor, "household.meet", meeting, household=household.pk)
    return meeting


def correct_meeting(meeting: HouseholdMeeting, facts: MeetingFacts, version: int, actor: User) -> HouseholdMeeting:
    """Put right what was noted, with its trail; the duty record follows. Raises ValidationError with code FASTER when another has changed it."""
    with recorded() as trail:
        meeting = _lock(meeting, version)
        before = _said(meeting)
        changed = [name for name in ("on", "way", "heard", "done", "signed") if getattr(meeting, name) != getattr(facts, name)]
        for name in changed:
            setattr(meeting, name, getattr(facts, name))
        if changed:
            meeting.version += 1
            meeting.save(update_fields=[*changed, "version"])
            _count(meeting, trail)
            note_correction(meeting, changes_between(before, _said(meeting)), actor)
            trail.add(chain_of(meeting.station), actor, "household.correct", meeting, fields=changed)
    return meeting


def void_meeting(meeting: HouseholdMeeting, version: int, reason: str, actor: User) -> HouseholdMeeting:
    """Void a mis-saved meeting: the duty record goes, opinions that came from it stay casework of their own."""
    with recorded() as trail:
        meeting = _lock(meeting, version)
        meeting.voided_at, meeting.voided_by, meeting.void_reason = clock.now(), actor, reason
        meeting.version += 1
        meeting.save(update_fields=["voided_at", "voided_by", "void_reason", "version"])
        withdraw_duty(DutySource.HOUSEHOLD, meeting.pk, trail=trail)
        trail.add(chain_of(meeting.station), actor, "household.void", meeting, reason=reason)
    return meeting


def note_paper(deputy: Deputy, stations: list[Unit], year: int, households: int, actor: User) -> None:
    """Names, phones and addresses left the system on paper or as a sheet: the chain of each station's congress says so."""
    with recorded() as trail:
        for station in stations:
            trail.add(chain_of(station), actor, "household.paper", deputy, year=year, households=households, personal=list(PERSONAL))


def all_duties() -> Iterator[Duty]:
    """Every duty that meetings put into the ledger (for its rebuild)."""
    for meeting in HouseholdMeeting.objects.valid().face_to_face().select_related("household", "station").order_by("pk").iterator(chunk_size=2000):
        yield _duty(meeting)


def _count(meeting: HouseholdMeeting, trail: Trail) -> None:
    """A call is no meeting (打电话不算见面): it stays with the household and counts nowhere."""
    if meeting.way in FACE_TO_FACE:
        record_duties([_duty(meeting)], trail)
    else:
        withdraw_duty(DutySource.HOUSEHOLD, meeting.pk, trail=trail)


def _duty(meeting: HouseholdMeeting) -> Duty:
    """Without the household's name: the ledger is read and exported by more people than the household's card."""
    kind = f"（{meeting.household.category_name}）" if meeting.household.category_name else ""
    title = f"联系户{kind}：{ContactWay(meeting.way).label}"
    return Duty(DutySource.HOUSEHOLD, meeting.pk, meeting.household.deputy_id, DutyKind.CONTACT, meeting.on, title, station=meeting.station)


def _said(meeting: HouseholdMeeting) -> dict[str, object]:
    """What the row says by the names of its fields, for the trail."""
    way = ContactWay(meeting.way).label
    return {"联系时间": meeting.on, "方式": way, "了解的情况": meeting.heard, "处理情况": meeting.done, "群众已签名": meeting.signed}


def _lock(meeting: HouseholdMeeting, version: int) -> HouseholdMeeting:
    fresh = HouseholdMeeting.objects.select_for_update(of=("self",)).select_related("household", "station").get(pk=meeting.pk)
    if fresh.version != version:
        raise ValidationError("已有他人先行处理：这次见面刚被改过，请对照现在的内容，再决定要不要保存。", code=FASTER)
    if fresh.voided_at:
        raise ValidationError("这次见面已经作废，不能再改。")
    return fresh
