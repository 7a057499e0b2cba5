"""Whether a line of a roster is a person already known. Two people of one name stay two; what could be either is asked."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from common.masking import mask_phone
from common.tables import Line
from deputies.models import Deputy
from deputies.rules.questions import Questions
from deputies.rules.roster_seats import Seat
from stations.models import Unit

BATCH = 500
OTHER, SKIP = "other", "skip"


class LeftOut(Exception):
    """The answer was to leave the line out."""


class Facts(NamedTuple):
    """What a line says of the person."""

    name: str
    born_in: date | None
    phone: str
    gender: str


class Place(NamedTuple):
    """Where somebody sits; names are empty where nothing was said."""

    congress: Unit
    term_id: int
    constituency: str
    group: str


class People:
    """Everybody of these names whom the user may see, and those that this roster adds."""

    def __init__(self, user, names: Iterable[str], questions: Questions) -> None:
        self.questions = questions
        self.in_file = Counter(names)
        self.by_name: dict[str, list[Deputy]] = {}
        self.added: dict[int, tuple[Line, list[Seat]]] = {}  # by id() of the new person: its first line and all its seats so far
        wanted = list(self.in_file)
        for start in range(0, len(wanted), BATCH):
            found = Deputy.objects.visible_to(user).filter(name__in=wanted[start : start + BATCH])
            seats = "mandates__constituency", "mandates__group", "mandates__term__congress"
            for deputy in found.prefetch_related(*seats).order_by("pk"):
                self.by_name.setdefault(deputy.name, []).append(deputy)

    def add(self, deputy: Deputy, line: Line, seats: list[Seat]) -> None:
        self.by_name.setdefault(deputy.name, []).append(deputy)
        self.added[id(deputy)] = (line, list(seats))

    def sits(self, deputy: Deputy, seats: list[Seat]) -> None:
        """One more line of somebody whom this roster adds."""
        if id(deputy) in self.added:
            self.added[id(deputy)][1].extend(seats)

    def match(self, facts: Facts, seats: list[Seat], line: Line) -> Deputy | None:
        """The person of the line, or None for a new one. Raises Unanswered when it could be either, LeftOut when that was the answer."""
        namesakes = self.by_name.get(facts.name, [])
        possible = [one for one in namesakes if _same_phone(facts, one) or not _differ(facts.born_in, one.born_in)]
        sure = [one for one in possible if self._is_sure(facts, one, seats, len(possible))]
        if len(sure) > 1:
            sure = [one for one in sure if facts.born_in == one.born_in and _same_phone(facts, one)] or sure
        if len(sure) == 1 or not possible:
            return sure[0] if sure else None
        choices = {self._answer_for(one): (one, self._words(one)) for one in sure or possible}
        offered = [(answer, words) for answer, (_, words) in choices.items()]
        offered += [(OTHER, f"另一位同名的人，新登记一位「{facts.name}」"), (SKIP, "这一行不导入")]
        answer = self.questions.ask("person", [line.sheet, line.number, facts.name], "姓名", lambda: offered, _said(facts, seats))
        if answer == SKIP:
            raise LeftOut
        return None if answer == OTHER else choices[answer][0]

    def _is_sure(self, facts: Facts, one: Deputy, seats: list[Seat], namesakes: int) -> bool:
        """The same birth month and phone; or one of them, or the same seat, and nothing that speaks against it."""
        if _differ(facts.gender, one.gender) or _differ(facts.born_in, one.born_in):
            return False
        same_birth, same_phone = bool(facts.born_in and one.born_in), _same_phone(facts, one)
        if same_birth and same_phone:
            return True
        if any(self._sits_elsewhere(one, seat) for seat in seats):
            return False
        if same_phone or (same_birth and not _differ(facts.phone, one.phone)):
            return True
        is_there = any(self._sits_there(one, seat, facts.name, namesakes) for seat in seats)
        return is_there and (same_birth or not _differ(facts.phone, one.phone))

    def _places(self, one: Deputy) -> list[Place]:
        """The seats of somebody known, or added by this roster so far."""
        if one.pk is None:
            return [Place(seat.congress, seat.term.pk, seat.constituency, seat.group) for seat in self.added[id(one)][1]]
        return [Place(each.term.congress, each.term_id, str(each.constituency or ""), str(each.group or "")) for each in one.mandates.all()]

    def _sits_elsewhere(self, one: Deputy, seat: Seat) -> bool:
        """In another constituency of the same term, or in another congress of the same level: nobody sits in two."""
        for place in self._places(one):
            if place.term_id == seat.term.pk and _differ(place.constituency, seat.constituency):
                return True
            if place.congress != seat.congress and place.congress.level == seat.congress.level and place.congress.level:
                return True
        return False

    def _sits_there(self, one: Deputy, seat: Seat, name: str, namesakes: int) -> bool:
        there = [place for place in self._places(one) if place.term_id == seat.term.pk] if one.pk else []
        if seat.constituency:
            return any(place.constituency == seat.constituency for place in there)
        if seat.group:
            return any(place.group == seat.group for place in there)
        return bool(there) and namesakes == 1 and self.in_file[name] == 1

    def _answer_for(self, one: Deputy) -> str:
        if one.pk:
            return f"deputy:{one.pk}"
        line, _ = self.added[id(one)]
        return f"line:{line.sheet}:{line.number}"

    def _words(self, one: Deputy) -> str:
        if one.pk is None:
            line, seats = self.added[id(one)]
            return f"和「{line.sheet}」第 {line.number} 行是同一人（{_said(_facts_of(one), seats)}）"
        places = [f"{each.term.congress.name}{each.term.name}{each.constituency or ''}" for each in one.mandates.all()]
        return "就是已有的：" + "，".join(filter(None, [_said(_facts_of(one), []), one.work, *places]))


def _facts_of(one: Deputy) -> Facts:
    return Facts(one.name, one.born_in, one.phone, one.gender)


def _same_phone(facts: Facts, one: Deputy) -> bool:
    return bool(facts.phone) and facts.phone == one.phone


def _differ(one: object, other: object) -> bool:
    """Both are known and not the same."""
    return bool(one and other and one != other)


def _said(facts: Facts, seats: list[Seat]) -> str:
    """What is known of a person in few words, the phone masked."""
    born = f"{facts.born_in.year}年{facts.born_in.month}月生" if facts.born_in else "没有出生年月"
    words = [facts.name, {"male": "男", "female": "女"}.get(facts.gender, ""), born, mask_phone(facts.phone) if facts.phone else "没有电话"]
    return "，".join(filter(None, words + [f"{seat.congress.name}{seat.constituency}" for seat in seats]))
