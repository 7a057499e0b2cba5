"""A sheet of duties that were done elsewhere: how each line is read, and whose it is. Nobody is guessed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError

from common import clock
from common.sheets import Marker
from common.tables import Fault, Line
from common.text import clean_name, clean_text, parse_date, validate_text
from deputies.choices import EntryState
from deputies.models import Deputy, Mandate
from deputies.rules.entries import Act, entered_before
from deputies.rules.files import congresses_of
from deputies.rules.kinds import kinds_in, together
from stations.rules.regulation.kinds import Kinds
from stations.rules.regulation.words import COUNTS, FROM_REGISTERS

DEPUTY, KIND, ON, TITLE, CONTENT, PLACE = "代表", "履职类型", "时间", "标题", "内容", "地点"
HEADINGS = {
    DEPUTY: [DEPUTY, "代表姓名", "姓名"],
    KIND: [KIND, "类型", "履职类别"],
    ON: [ON, "日期", "履职时间"],
    TITLE: [TITLE, "做了什么", "事项", "活动名称"],
    CONTENT: [CONTENT, "履职内容"],
    PLACE: [PLACE, "地点/站点", "履职地点"],
}
REQUIRED = [DEPUTY, KIND, ON, TITLE]
ENTERED = {
    EntryState.WAITING: "这位代表这一天的这件事已经补录过，等人大办确认：请到「补录的履职」里确认，并从表里删去这一行。",
    EntryState.CONFIRMED: "这位代表这一天的这件事已经补录过，并已计入，请从表里删去这一行。",
}
Row = tuple[Deputy, dict]
_LONGEST = {TITLE: 120, PLACE: 80}


@dataclass
class EntryPlan:
    """What the lines come to: (deputy, facts) each, and every fault."""

    rows: list[tuple[Deputy, dict]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class EntryReader:
    """Reads lines for an office: the deputies whose files it keeps, by name."""

    def __init__(self, user) -> None:
        seats = Mandate.objects.filter(term__congress__in=congresses_of(user)).select_related("deputy", "term").prefetch_related("suspensions")
        self.people: dict[str, dict[int, Deputy]] = {}
        self.seats: dict[int, list[Mandate]] = {}
        for seat in seats.order_by("pk"):
            self.people.setdefault(seat.deputy.name, {})[seat.deputy_id] = seat.deputy
            self.seats.setdefault(seat.deputy_id, []).append(seat)
        self.tables = kinds_in(congresses_of(user))
        self.merged: dict[tuple[int, ...], Kinds] = {}
        self.seen: set[Act] = set()

    def read(self, lines: list[Line], progress: Callable[[int, int], None] = lambda done, total: None) -> EntryPlan:
        read: list[tuple[Line, Row | ValidationError]] = []
        for done, line in enumerate(lines, 1):
            try:
                read.append((line, self._row(line)))
            except ValidationError as error:
                read.append((line, error))
            progress(done, len(lines))
        before, plan = entered_before(self.seen), EntryPlan()
        for line, found in read:
            state = None if isinstance(found, ValidationError) else before.get(_act(*found))
            error = ValidationError({TITLE: ENTERED[state]}) if state else found
            if isinstance(error, ValidationError):
                plan.faults += [line.fault(name, f"{name}：{words}") for name, several in error.message_dict.items() for words in several]
            else:
                plan.rows.append(found)
        return plan

    def _row(self, line: Line) -> Row:
        read, wrong = {}, {}
        for column, reader in (
            (DEPUTY, self._deputy),
            (KIND, partial(self._kind, read)),
            (ON, _day),
            (TITLE, _title),
            (CONTENT, _text),
            (PLACE, _text),
        ):
            try:
                read[column] = reader(_checked(column, line.values.get(column)))
            except ValidationError as error:
                wrong[column] = error.messages
        if wrong:
            raise ValidationError(wrong)
        deputy = read[DEPUTY]
        if not any(seat.acts_on(read[ON]) for seat in self.seats[deputy.pk]):
            raise ValidationError({ON: "这一天不在这位代表资格有效的日子里，不能计入，请核对日期。"})
        row = deputy, {"kind": read[KIND], "on": read[ON], "title": read[TITLE], "content": read[CONTENT], "place": read[PLACE]}
        if _act(*row) in self.seen:
            raise ValidationError({TITLE: "和上面一行完全一样，请删去重复的一行。"})
        self.seen.add(_act(*row))
        return row

    def _table(self, deputy: Deputy | None) -> Kinds:
        """Of the congresses in which the deputy sits; of one who is not known, of all."""
        congresses = sorted({seat.term.congress_id for seat in self.seats[deputy.pk]} if deputy else self.tables)
        key = tuple(congresses)
        if key not in self.merged:
            self.merged[key] = together(self.tables[pk] for pk in congresses)
        return self.merged[key]

    def _kind(self, read: dict, value: object) -> str:
        return _kind(self._table(read.get(DEPUTY)), clean_text(value))

    def _deputy(self, value: object) -> Deputy:
        name = clean_name(clean_text(value))
        found = self.people.get(name, {})
        if not name:
            raise ValidationError("没有填代表，请写代表的姓名。")
        if not found:
            raise ValidationError(f"名册里没有「{name[:20]}」，请核对姓名，或先登记代表。")
        if len(found) > 1:
            raise ValidationError(f"名册里有 {len(found)} 位「{name[:20]}」，请从表里删去这一行，到他的档案里补录。")
        return next(iter(found.values()))


def _act(deputy: Deputy, facts: dict) -> Act:
    return (deputy.pk, facts["kind"], facts["on"], facts["title"])


def _checked(column: str, value: object) -> object:
    if isinstance(value, Marker):
        raise ValidationError(f"这一格是 {value}，没有值：请改成文字或日期再上传。")
    text = clean_text(value)
    validate_text(text)
    if len(text) > _LONGEST.get(column, 5000):
        raise ValidationError(f"有 {len(text)} 个字，最多 {_LONGEST.get(column, 5000)} 个字，请缩短。")
    return value


def _kind(table: Kinds, name: str) -> str:
    """By the congress's name for it, else by the product's; what is in use goes first."""
    offered = table.entered_by("office")
    known = {row.name: row.code for row in reversed(table.rows)} | {row.name: row.code for row in table.used}
    code = known.get(name) or next((code for code, word in COUNTS.items() if word == name and code in table), None)
    if code in FROM_REGISTERS:
        raise ValidationError("由登记自动记入，不用补录，请删去这一行。")
    if code not in {row.code for row in offered}:
        told = "不认识这个类型" if code is None else "这个类型不再使用" if not table[code].used else "这个类型不由人大办补录"
        raise ValidationError(f"{told}，请写：" + "、".join(row.name for row in offered) + "。")
    return code


def _day(value: object) -> date:
    day = parse_date(value)
    if day > clock.today():
        raise ValidationError("还没有到这一天，做过以后再记。")
    return day


def _title(value: object) -> str:
    if not clean_text(value):
        raise ValidationError("没有写做了什么，请补上一句话。")
    return clean_text(value)


def _text(value: object) -> str:
    return clean_text(value)
