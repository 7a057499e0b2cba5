"""Who writes and who reviews what is published, and what in it looks personal (个人信息保护法 art. 25; 保密法: review by a named person)."""

import re
from dataclasses import dataclass

from common.text import find_personal
from opinions.choices import Handling, PublicationState, State
from opinions.models import Opinion, Publication
from opinions.rules.cases import post_for
from opinions.workflow import LEADERS, STATION_AND_OFFICE
from stations.choices import Role

REVIEWERS = (*LEADERS, Role.OFFICE)
_ADDRESS = re.compile(r"(?:[一-龥]{1,3}(?:村|社区|小区|路|街|巷))?(?:[0-9一二三四五六七八九十]+(?:组|栋|幢|单元|号楼|号|室|层)){1,4}")
_LONG_NUMBER = re.compile(r"[0-9A-Za-z]{7,}")
_CALLED = re.compile(r"(?:老|小)[一-龥](?=[，。、的说家])|[一-龥](?:某某?|先生|女士|大爷|大妈|师傅|老板)")
KINDS = {"phone": "电话", "id": "身份证号", "name": "姓名", "address": "住址", "number": "号码", "called": "称呼"}


@dataclass(frozen=True)
class Mark:
    """Something in a text that looks personal: where, what kind in words, and whether it must go before anything is published."""

    start: int
    end: int
    kind: str
    text: str
    must_go: bool


def can_write(user, opinion: Opinion) -> bool:
    """The station's staff and the offices above it, once the case is closed; never of an accusation, nor of a voice beside its lead."""
    is_fit = opinion.state == State.CLOSED and opinion.merged_into_id is None and opinion.handling != Handling.LEGAL_WAY
    return is_fit and post_for(user, opinion.station, STATION_AND_OFFICE) is not None


def can_review(user, publication: Publication) -> bool:
    """A leader or the office, but not whoever wrote it."""
    return publication.written_by_id != user.pk and post_for(user, publication.opinion.station, REVIEWERS) is not None


def can_withdraw(user, publication: Publication) -> bool:
    return publication.state == PublicationState.PUBLIC and post_for(user, publication.opinion.station, REVIEWERS) is not None


def marks_of(opinion: Opinion, text: str) -> list[Mark]:
    """What the machine finds in the text: numbers and the person's own data must go, the rest is for a person to judge."""
    found = [Mark(hit.start, hit.end, KINDS[hit.kind], text[hit.start : hit.end], True) for hit in find_personal(text)]
    person = opinion.constituent
    for kind, value in (("name", person.name), ("phone", person.phone), ("address", person.address)) if person else ():
        found += [Mark(hit.start(), hit.end(), KINDS[kind], value, True) for hit in re.finditer(re.escape(value), text)] if value else []
    for kind, pattern in (("number", _LONG_NUMBER), ("address", _ADDRESS), ("called", _CALLED)):
        found += [Mark(hit.start(), hit.end(), KINDS[kind], hit[0], False) for hit in pattern.finditer(text)]
    return _apart(found)


def _apart(marks: list[Mark]) -> list[Mark]:
    """The surest of those that lie over one another, in the order of the text."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda each: (not each.must_go, each.start, -each.end)):
        if all(mark.end <= other.start or mark.start >= other.end for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda each: each.start)


def all_marks(publication: Publication) -> list[Mark]:
    return [mark for text in publication.texts for mark in marks_of(publication.opinion, text)]


def pieces(opinion: Opinion, text: str) -> list[tuple[str, Mark | None]]:
    """The text cut at its marks, for a page that shows them."""
    found, place = [], 0
    for mark in marks_of(opinion, text):
        found += [(text[place : mark.start], None), (text[mark.start : mark.end], mark)]
        place = mark.end
    return [piece for piece in [*found, (text[place:], None)] if piece[0]]
