"""The visit as a whole: what was logged, and the opinions that its referred matters become."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from common.clock import SHANGHAI
from constituents.choices import RECEIVED, Outcome, Way
from constituents.models import Matter, Visit
from constituents.services.boxes import registration_voided
from constituents.services.home_visits import note_contacts, place_of
from constituents.services.people import NOBODY, Visitor, move_house, resolve
from constituents.services.receptions import attend, lock_days, release
from constituents.services.visits import MatterLog, VisitDraft, log_visit, personal_fields
from deputies.choices import DutySource
from deputies.models import Deputy
from deputies.services.ledger import record_duties, withdraw_duty
from opinions.choices import Channel, State, Urgency
from opinions.models import Category, Opinion, OpinionEvent
from opinions.rules.cases import post_label
from opinions.rules.duty import opinion_duty
from opinions.services.cases import NotPossible, void_opinion
from opinions.services.register import Registration, register
from opinions.services.sealing import INSTEAD, is_accusation, seal_matter, seal_matters, without_accusation
from stations.models import Unit
from stations.rules.chains import chain_of

__all__ = ["MatterDraft", "VisitCorrection", "VisitDraft", "Visitor", "correct_visit", "take_visit", "void_visit"]

BEFORE_REFERRAL = (State.SCREENING, State.AUDITING, State.APPROVING, State.REFERRING)
FASTER = "faster"
PERSON = ("name", "phone", "address", "village")
CHANNEL_OF = {Way.WALK_IN: Channel.VISIT, Way.APPOINTMENT: Channel.VISIT, Way.EMAIL: Channel.ONLINE}  # the other ways are channels of the same name


@dataclass(frozen=True)
class MatterDraft(MatterLog):
    """A matter, with what the opinion needs when it is referred."""

    category: Category | None = None
    urgency: str = Urgency.ORDINARY
    proposed_department: Unit | None = None
    accused: Unit | None = None


@dataclass(frozen=True)
class VisitCorrection:
    """What the visit should say. A visitor who is not `is_known` leaves the person as it is; answers go by the matter's position."""

    version: int
    at: datetime
    way: str = Way.WALK_IN
    occasion: str = ""
    deputies: tuple[Deputy, ...] = ()
    visitor: Visitor = NOBODY
    anonymous: bool = False
    answers: dict[int, MatterLog] = field(default_factory=dict)


def take_visit(draft: VisitDraft, actor: User) -> Visit:
    """Log the visit and register an opinion for each referred matter, all or nothing (B3, C1).

    Sending the same request_key again answers with the visit that is already there.
    """
    known = Visit.objects.filter(request_key=draft.request_key).first()
    if known:
        return known
    try:
        with recorded() as trail:
            visit = log_visit(replace(draft, matters=tuple(without_accusation(log) for log in draft.matters)), actor, trail)
            seal_matters(visit, draft.matters, actor)
            _register_matters(visit, draft, actor)
    except IntegrityError:  # the same form, sent twice at once: the other one was first
        known = Visit.objects.filter(request_key=draft.request_key).first()
        if known is None:
            raise
        return known
    return visit


def correct_visit(visit: Visit, correction: VisitCorrection, actor: User) -> Visit:
    """Put right who came, when, which deputies and what was answered; number and opinions' words stay.

    Attendance, duty records and the opinions' deputies follow. The trail names the changed fields only.
    Raises ValidationError with code FASTER when the visit is no longer the version that was seen.
    """
    with recorded() as trail:
        visit = _lock(visit, correction.version)
        changed = _set_facts(visit, correction) + _set_person(visit, correction) + _set_answers(visit, correction, actor)
        if _set_deputies(visit, correction):
            changed.append("deputies")
        visit.version += 1
        visit.save(update_fields=["at", "way", "place", "occasion", "constituent", "day", "version"])
        if changed:
            _opinions_follow(visit, actor)
            trail.add(chain_of(visit.station), actor, "visit.correct", visit, number=visit.number, fields=changed)
    return visit


def void_visit(visit: Visit, version: int, reason: str, actor: User) -> Visit:
    """Void a mis-saved visit; its number stays. Opinions that have not been referred are voided with it, later ones forbid it."""
    with recorded() as trail:
        visit = _lock(visit, version)
        opinions = list(_opinions(visit))
        _refuse_referred(opinions)
        for opinion in opinions:
            _void_with(opinion, f"来访登记作废：{reason}", actor)
        visit.voided_at, visit.voided_by, visit.void_reason = clock.now(), actor, reason
        visit.version += 1
        visit.save(update_fields=["voided_at", "voided_by", "void_reason", "version"])
        release(visit.day, visit.deputies.all())
        note_contacts(visit, trail)
        registration_voided(visit)
        trail.add(chain_of(visit.station), actor, "visit.void", visit, number=visit.number, reason=reason)
    return visit


def _register_matters(visit: Visit, draft: VisitDraft, actor: User) -> None:
    for matter, typed in zip(visit.matters.order_by("position"), draft.matters, strict=True):
        if matter.outcome != Outcome.REFERRED:
            continue
        register(
            Registration(
                station=visit.station,
                channel=CHANNEL_OF.get(visit.way) or Channel(visit.way),
                received_on=_day(visit.at),
                words=matter.words,
                category=getattr(typed, "category", None),
                urgency=getattr(typed, "urgency", Urgency.ORDINARY),
                constituent=visit.constituent,
                matter=matter,
                deputies=draft.deputies,
                proposed_department=getattr(typed, "proposed_department", None),
            ),
            actor,
        )


def _lock(visit: Visit, version: int) -> Visit:
    fresh = Visit.objects.select_for_update(of=("self",)).select_related("station", "constituent", "day").get(pk=visit.pk)
    if fresh.version != version:
        raise ValidationError("已有他人先行处理：这次来访刚被改过，请对照现在的内容，再决定要不要保存。", code=FASTER)
    if fresh.voided_at:
        raise ValidationError("这次来访已经作废，不能再改。")
    return fresh


def _set_facts(visit: Visit, correction: VisitCorrection) -> list[str]:
    if _day(correction.at).year != visit.year:
        raise ValidationError(f"编号 {visit.number} 属于 {visit.year} 年，不能改到别的年份；请作废后重新登记。")
    changed = [name for name in ("at", "way", "occasion") if getattr(visit, name) != getattr(correction, name)]
    if "way" in changed and Way.HOME_VISIT in (visit.way, correction.way):
        visit.place = place_of(visit.station, correction.way, correction.visitor.village or (visit.constituent.village if visit.constituent else ""))
    visit.at, visit.way, visit.occasion = correction.at, correction.way, correction.occasion
    return changed


def _set_person(visit: Visit, correction: VisitCorrection) -> list[str]:
    """Retyped parts replace the old ones; the person's row itself stays, because other visits may hang on it."""
    old, typed = visit.constituent, correction.visitor
    if correction.anonymous:
        visit.constituent = None
    elif typed.is_known:
        kept = Visitor(old.name, old.phone, old.address, old.village) if old and typed.chosen is None else Visitor()
        merged = {name: getattr(typed, name) or getattr(kept, name) for name in PERSON}
        visit.constituent = resolve(visit.station, replace(typed, **merged))
        if visit.constituent == old:
            move_house(visit.constituent, typed.address, typed.village)
            return [name for name in PERSON if getattr(old, name) != getattr(visit.constituent, name)]
    return ["constituent", *personal_fields(visit.constituent)] if visit.constituent != old else []


def _set_answers(visit: Visit, correction: VisitCorrection, actor: User) -> list[str]:
    """Answers and legal ways only: a referred matter's words belong to the opinion."""
    changed = []
    for matter in visit.matters.exclude(outcome=Outcome.REFERRED):
        typed = correction.answers.get(matter.position)
        if typed and is_accusation(typed) and typed.words != INSTEAD:
            seal_matter(matter, typed.words, actor)
            typed = without_accusation(typed)
        new = {name: getattr(typed, name) for name in ("words", "answer", "legal_way", "organ")} if typed else {}
        if new and any(getattr(matter, name) != value for name, value in new.items()):
            Matter.objects.filter(pk=matter.pk).update(**new)
            changed.append(f"matter {matter.position}")
    return changed


def _set_deputies(visit: Visit, correction: VisitCorrection) -> bool:
    """Move the visit to its day and deputies; whoever is no longer supported by any visit loses the attendance."""
    old_day, old = visit.day, set(visit.deputies.all())
    new = set(correction.deputies)
    lock_days(visit.station, [day for day in (old_day and old_day.date, _day(visit.at)) if day])
    visit.day = attend(visit.station, _day(visit.at), new, visit.clerk) if visit.way in RECEIVED else None
    visit.save(update_fields=["day"])
    visit.deputies.set(new)
    release(old_day, old if old_day != visit.day else old - new)
    note_contacts(visit)
    return old != new


def _opinions(visit: Visit):
    """Those of its matters, and what was split from them."""
    raised = Q(matter__visit=visit) | Q(split_from__matter__visit=visit)
    return Opinion.objects.filter(raised).exclude(state=State.VOIDED).select_related("station").order_by("pk")


def _opinions_follow(visit: Visit, actor: User) -> None:
    """The opinions take over what was corrected, and their timelines say so: whoever has one open notices."""
    deputies = set(visit.deputies.all())
    for opinion in _opinions(visit):
        for deputy in set(opinion.deputies.all()) - deputies:
            withdraw_duty(DutySource.OPINION, opinion.pk, deputy)
        opinion.deputies.set(deputies)
        opinion.constituent, opinion.received_on = visit.constituent, _day(visit.at)
        opinion.version += 1
        opinion.save(update_fields=["constituent", "received_on", "version"])
        line = {"version": opinion.version, "line": "更正了来访登记，反映人、日期、代表以来访登记为准"}
        OpinionEvent.objects.create(
            opinion=opinion,
            at=clock.now(),
            actor=actor,
            post=post_label(actor, opinion.station),
            action="correct",
            from_state=opinion.state,
            to_state=opinion.state,
            detail=line,
        )
        record_duties(opinion_duty(opinion, deputy) for deputy in deputies)


def _void_with(opinion: Opinion, reason: str, actor: User) -> None:
    try:
        void_opinion(opinion, actor, None, reason)
    except NotPossible as error:
        raise ValidationError(f"意见 {opinion.number} 不能随来访作废：{error}已到审核以后的，请副站长或站长先作废它。") from error


def _refuse_referred(opinions: list[Opinion]) -> None:
    later = [opinion.number for opinion in opinions if opinion.state not in BEFORE_REFERRAL]
    if later:
        raise ValidationError(f"意见 {'、'.join(later)} 已经交办，来访不能作废。请先撤回交办并作废意见，或改用「更正」。")


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
