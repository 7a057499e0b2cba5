"""What becomes of the letters of a box: an opinion, an answer, the legal way; or they are given to a deputy first (XM 三(三), B6)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from common.clock import SHANGHAI
from common.uploads import Upload
from constituents.choices import LETTERS_WAITING, LetterOutcome, Outcome, Way
from constituents.models import BoxOpening, Letter, LetterScan, Visit
from constituents.services.boxes import SEALED, OpeningFacts, add_opening, add_scan, count_letter, scan_contents
from constituents.services.people import NOBODY, Visitor, resolve
from deputies.models import Deputy
from notices.services import tell
from opinions.services.attachments import attach
from opinions.services.sealing import INSTEAD, is_accusation
from opinions.services.visits import MatterDraft, VisitDraft, take_visit
from stations.rules.chains import chain_of

SETTLED_OUTCOMES = {LetterOutcome.REFERRED: Outcome.REFERRED, LetterOutcome.ANSWERED: Outcome.ANSWERED, LetterOutcome.LEGAL_WAY: Outcome.LEGAL_WAY}
NOON = time(12, 0)


@dataclass(frozen=True)
class Handled:
    """What is done with a letter, on which day, through which deputy; `matter` holds the answer, the field or the legal way."""

    outcome: str
    on: date
    deputy: Deputy | None = None
    matter: MatterDraft = field(default_factory=lambda: MatterDraft(""))
    note: str = ""


@dataclass(frozen=True)
class LetterDraft:
    """A letter as it was typed at the opening."""

    words: str
    handled: Handled
    visitor: Visitor = NOBODY
    scan: Upload | None = None


def open_box(facts: OpeningFacts, letters: list[LetterDraft], actor: User) -> BoxOpening:
    """Register an opening with all its letters, all or nothing. The same request key answers with the opening that is there."""
    known = BoxOpening.objects.filter(request_key=facts.request_key).first()
    if known:
        return known
    try:
        with recorded() as trail:
            opening = add_opening(facts, actor, trail)
            for position, draft in enumerate(letters, 1):
                _add_letter(opening, position, draft, actor)
    except IntegrityError:  # the same form, sent twice at once: the other one was first
        known = BoxOpening.objects.filter(request_key=facts.request_key).first()
        if known is None:
            raise
        return known
    return opening


def handle_letter(letter: Letter, handled: Handled, actor: User) -> Letter:
    """Say what becomes of a letter that waits. Raises ValidationError when somebody else has said so meanwhile."""
    with recorded() as trail:
        fresh = Letter.objects.select_for_update(of=("self",)).select_related("opening__box__station", "opening__box__group").get(pk=letter.pk)
        if not fresh.is_waiting:
            raise ValidationError("已有他人先行处理：这封信已经登记了处理结果，请回到信件页查看。")
        _settle(fresh, handled, actor)
        trail.add(chain_of(fresh.opening.box.station), actor, "letter.handle", fresh, outcome=handled.outcome)
    return fresh


def _add_letter(opening: BoxOpening, position: int, draft: LetterDraft, actor: User) -> None:
    letter = Letter(opening=opening, position=position, words=draft.words, outcome=draft.handled.outcome)
    letter.constituent = resolve(opening.box.station, draft.visitor)
    letter.save(force_insert=True)
    if draft.scan:
        add_scan(letter, draft.scan, actor, uuid4())
    _settle(letter, draft.handled, actor)


def _settle(letter: Letter, handled: Handled, actor: User) -> None:
    letter.outcome, letter.deputy, letter.note = handled.outcome, handled.deputy, handled.note
    letter.visit = letter.handled_on = letter.handled_by = None
    if handled.outcome in SETTLED_OUTCOMES:
        letter.visit = _registered(letter, handled, actor)
    if handled.outcome not in LETTERS_WAITING:
        letter.handled_on, letter.handled_by = handled.on, actor
    letter.save()
    count_letter(letter)
    _tell(letter, actor)


def _registered(letter: Letter, handled: Handled, actor: User) -> Visit:
    """The visit that stands for the letter; its scans go with the opinion. The words of an accusation are sealed there and leave the letter."""
    box, day = letter.opening.box, letter.opening.on
    matter = replace(handled.matter, words=letter.words, outcome=SETTLED_OUTCOMES[handled.outcome])
    visitor = Visitor(chosen=letter.constituent_id) if letter.constituent_id else NOBODY
    deputies = (handled.deputy,) if handled.deputy else ()
    at = min(clock.now(), datetime.combine(day, NOON, SHANGHAI)) if day < clock.today() else clock.now()
    visit = take_visit(VisitDraft(box.station, at, (matter,), deputies, visitor, Way.BOX, box.place, box.name), actor)
    if is_accusation(matter):
        if letter.scans.exists():
            raise ValidationError(SEALED)
        letter.words = INSTEAD
    opinion = getattr(visit.matters.get(), "opinion", None)
    for scan in LetterScan.objects.filter(letter=letter) if opinion else ():
        attach(opinion, Upload(scan.kind, scan_contents(scan), scan.name), actor, uuid4())
    return visit


def _tell(letter: Letter, actor: User) -> None:
    """Whoever a letter was given to: that there is one, never what it says."""
    box = letter.opening.box
    liaison = box.group.liaison_id if box.group else None
    told = {LetterOutcome.DEPUTY: letter.deputy and letter.deputy.user_id, LetterOutcome.LIAISON: liaison}.get(letter.outcome)
    if told and told != actor.pk:
        tell([told], f"{box.name}有一封信交给您", "请看一看，登记怎么处理的。", letter.get_absolute_url())
