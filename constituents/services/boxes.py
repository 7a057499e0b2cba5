"""Verbs of letter boxes on this floor: the box, its openings, scans, the list handed in. What a letter becomes: opinions.services.letters."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common import clock
from common.pictures import photo
from common.uploads import PICTURES, Upload
from common.vault import Folder
from constituents.choices import LETTERS_HANDLED, LetterOutcome
from constituents.models import BoxOpening, HandedList, Letter, LetterBox, LetterScan, Visit
from constituents.rules.boxes import quarter_days
from deputies.choices import DutyKind, DutySource
from deputies.models import Constituency, Group
from deputies.registry import Duty
from deputies.services.ledger import record_duties, record_duty, withdraw_duty
from stations.models import Unit
from stations.rules.chains import chain_of

FILES = Folder("letters")
MOST_SCANS = 5  # files of one letter
SEALED = "这封信是检举控告，不要在这里放扫描件；原件按保密规定转交。"


@dataclass(frozen=True)
class OpeningFacts:
    """An opening as it was typed, without its letters. request_key makes sending it twice harmless."""

    box: LetterBox
    on: date
    opener: str
    count: int
    request_key: UUID
    witness: str = ""
    note: str = ""


def save_box(box: LetterBox, actor: User) -> LetterBox:
    """Add or change a box. A new one whose request key is there already answers with that one."""
    is_new = box.pk is None
    known = LetterBox.objects.filter(request_key=box.request_key).first() if is_new else None
    if known:
        return known
    if box.group is None and box.keeper:
        box.group = _group_of(box)
    with recorded() as trail:
        box.save()
        _letters_follow([box], trail)
        trail.add(chain_of(box.station), actor, "box.add" if is_new else "box.change", box, name=box.name, closed_on=box.closed_on)
    return box


def add_opening(facts: OpeningFacts, actor: User, trail: Trail) -> BoxOpening:
    """The row of an opening; joins the caller's `recorded()`. Raises ValidationError for a day on which the box was not in use."""
    box = LetterBox.objects.select_for_update(of=("self",)).select_related("station").get(pk=facts.box.pk)
    if facts.on < box.placed_on or (box.closed_on and facts.on > box.closed_on):
        raise ValidationError("这一天信箱没有启用，请核对开启日期。")
    opening = BoxOpening(box=box, request_key=facts.request_key, on=facts.on, opener=facts.opener, count=facts.count, by=actor)
    opening.witness, opening.note = facts.witness, facts.note
    opening.save(force_insert=True)
    trail.add(chain_of(box.station), actor, "box.open", opening, box=box.name, count=facts.count)
    return opening


def count_letter(letter: Letter) -> None:
    """Write what the deputy did with the letter into the duty ledger, and take it back where it no longer holds; joins the caller's transaction."""
    withdraw_duty(DutySource.LETTER, letter.pk)
    if _counts(letter):
        record_duty(*_duty_fields(letter))


def registration_voided(visit: Visit) -> None:
    """A letter whose registration was voided waits again: nothing of it counts. Joins the caller's transaction."""
    letter = Letter.objects.filter(visit=visit).first()
    if letter:
        letter.outcome = LetterOutcome.DEPUTY if letter.deputy_id else LetterOutcome.WAITING
        letter.visit = letter.handled_on = letter.handled_by = None
        letter.save(update_fields=["outcome", "visit", "handled_on", "handled_by"])
        withdraw_duty(DutySource.LETTER, letter.pk)


def all_duties() -> Iterator[Duty]:
    """Every duty that letters put into the ledger (for its rebuild)."""
    for letter in _counted().iterator():
        yield Duty(*_duty_fields(letter))


def outcomes(user, letter_ids: Collection[int]) -> dict[int, str]:
    """Letter id → what became of it."""
    rows = Letter.objects.visible_to(user).filter(pk__among=letter_ids).order_by().values_list("pk", "outcome")
    return {pk: LetterOutcome(outcome).label for pk, outcome in rows}


def add_scan(letter: Letter, upload: Upload, actor: User, key: UUID) -> LetterScan:
    """Keep a checked file of the letter; pictures are drawn anew. The same key again answers with what is there."""
    known = LetterScan.objects.filter(request_key=key).first()
    if known:
        return known
    kind, data = ("jpg", photo(upload.data)) if upload.kind in PICTURES else (upload.kind, upload.data)
    row = LetterScan(request_key=key, letter=letter, name=upload.name, kind=kind, size=len(data), by=actor)
    FILES.write(str(row.stored_as), data)
    try:
        with recorded() as trail:
            Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
            if letter.scans.count() >= MOST_SCANS:
                raise ValidationError(f"一封信最多 {MOST_SCANS} 个扫描件，请先删去不用的。")
            row.save(force_insert=True)
            trail.add(chain_of(letter.opening.box.station), actor, "letter.scan", letter, kind=kind, size=row.size)
    except (IntegrityError, ValidationError):
        FILES.delete(str(row.stored_as))
        known = LetterScan.objects.filter(request_key=key).first()  # sent twice at the same moment: the other one was first
        if known is None:
            raise
        return known
    return row


def scan_contents(scan: LetterScan) -> bytes:
    return b"".join(FILES.read(str(scan.stored_as)))


def remove_scan(scan: LetterScan, actor: User) -> None:
    """The row goes, and the file once that is certain; the trail says so."""
    with recorded() as trail:
        trail.add(chain_of(scan.letter.opening.box.station), actor, "letter.unscan", scan.letter, kind=scan.kind)
        stored_as = str(scan.stored_as)
        scan.delete()
        transaction.on_commit(lambda: FILES.delete(stored_as))


def hand_in(row: HandedList, actor: User) -> HandedList:
    """Note that a quarterly list was handed in (XM 三(四)). The same request key answers with what is there.

    Raises ValidationError when the quarter was not over on that day: its list would be short, and the one that is owed forgotten.
    """
    known = HandedList.objects.filter(request_key=row.request_key).first()
    if known:
        return known
    last = quarter_days(row.year, row.quarter)[1]
    if row.on <= last:
        raise ValidationError(f"{row.year} 年第 {row.quarter} 季度到 {last.month}月{last.day}日才过完，过完以后再报送。请核对季度和报送日期。")
    with recorded() as trail:
        row.by = actor
        row.save(force_insert=True)
        trail.add(chain_of(_congress_of(row)), actor, "letters.hand_in", row, year=row.year, quarter=row.quarter, letters=row.letters)
    return row


def take_back_list(row: HandedList, actor: User) -> None:
    """It was noted by mistake: the list is owed again; what was noted stays in the trail."""
    with recorded() as trail:
        facts = {"year": row.year, "quarter": row.quarter, "on": row.on, "to": row.to, "letters": row.letters}
        subject = f"{HandedList._meta.label}:{row.pk}"
        if HandedList.objects.filter(pk=row.pk).delete()[0]:
            trail.add(chain_of(_congress_of(row)), actor, "letters.take_back", subject, **facts)


def _congress_of(row: HandedList) -> Unit:
    return row.group.congress if row.group else row.constituency.term.congress


# A station that is merged or closed (stations.registry) ------------------------------------------------------------------
def foresee(unit: Unit, successor: Unit | None) -> list[str]:
    count = LetterBox.objects.in_use(clock.today()).filter(station=unit).count()
    if not count:
        return []
    return [f"它的 {count} 个信箱归「{successor.name}」。" if successor else f"它的 {count} 个信箱停用。"]


def settle(unit: Unit, successor: Unit | None) -> dict[str, int]:
    """Boxes in use go to the successor, or out of use; what was opened before stays where it was registered."""
    boxes = LetterBox.objects.in_use(clock.today()).filter(station=unit)
    if successor is None:
        return {"boxes_closed": boxes.update(closed_on=clock.today())}
    taken = set(LetterBox.objects.filter(station=successor).values_list("name", flat=True))
    moved = list(boxes)
    for box in moved:
        box.station = successor
        if box.name in taken:
            box.name = f"{unit.name[: 39 - len(box.name)]} {box.name}"
    LetterBox.objects.bulk_update(moved, ["station", "name"])
    with recorded() as trail:
        _letters_follow(moved, trail)
    return {"boxes_moved": len(moved)}


def scope_name(row: Group | Constituency) -> str:
    congress = row.congress if isinstance(row, Group) else row.term.congress
    return f"{congress.name}{row.name}"


def _group_of(box: LetterBox) -> Group | None:
    seats = box.keeper.mandates.held_on(clock.today()).filter(group__isnull=False)
    own = seats.filter(constituency=box.constituency) if box.constituency_id else seats
    seat = own.select_related("group").order_by("pk").first()
    return seat and seat.group


def _counted() -> QuerySet[Letter]:
    letters = Letter.objects.filter(outcome__in=LETTERS_HANDLED, deputy__isnull=False)
    return letters.select_related("opening__box", "visit__station").order_by("pk")


def _letters_follow(boxes: list[LetterBox], trail: Trail) -> None:
    """The duty records of letters say the box's name and place."""
    record_duties([Duty(*_duty_fields(letter)) for letter in _counted().filter(opening__box__in=boxes)], trail)


def _counts(letter: Letter) -> bool:
    return letter.outcome in LETTERS_HANDLED and letter.deputy_id is not None


def _duty_fields(letter: Letter) -> tuple:
    """收到意见: a letter that became an opinion is counted by the opinion, so each letter counts once. Its words stay out of the title."""
    box = letter.opening.box
    title, content = f"处理{box.name}来信", f"第 {letter.position} 封，{letter.opening.on:%Y-%m-%d} 开箱"
    station = letter.visit.station  # where it was registered, though the box may hang elsewhere by now
    return (DutySource.LETTER, letter.pk, letter.deputy_id, DutyKind.OPINION, letter.handled_on, title, content, box.place, station)
