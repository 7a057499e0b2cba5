"""Titles between the rows of a roster (「一、县人大代表（12人）」): whether one gives its rows a level, group or constituency is asked."""

import re

from common.tables import Line
from common.text import clean_text
from deputies.rules.levels import parse_levels
from deputies.rules.questions import NONE, Questions
from deputies.rules.roster_cells import GROUP, LEVEL, NOTHING, PLACE, STATION, TICKS

MEANINGS = {LEVEL: "代表层级", GROUP: "代表小组", PLACE: "选区（选举单位）", STATION: "联系的站（家）"}
_LEADING = re.compile(r"^\s*(第?[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]+[、.．]\s*)\s*")
_TRAILING = re.compile(r"\s*[（(]?\s*共?\s*[0-9０-９一二三四五六七八九十]+\s*[人名位]\s*[)）]?\s*$|[:：]\s*$")
_TELLING = re.compile(r"(组|团|选区|选举单位|联络站|代表之家)$")


def plain_title(title: str) -> str:
    """「县人大代表」 of 「一、县人大代表（12人）」."""
    return _TRAILING.sub("", _LEADING.sub("", clean_text(title))).strip()


def apply_section(line: Line, title: str, questions: Questions) -> dict[str, str]:
    """What the title says of the line's empty cells, {column: text}, once that was answered; {} for a mere title. Raises Unanswered."""
    plain = plain_title(title)
    empty = [column for column in MEANINGS if _is_empty(line, column)]
    if not plain or not empty or not (_TELLING.search(plain) or _levels(plain)):
        return {}
    choices = [(column, f"下面各行的{MEANINGS[column]}都是「{plain}」") for column in empty if column != LEVEL or _levels(plain)]
    answer = questions.ask("section", [line.sheet, title], "姓名", lambda: [*choices, (NONE, "只是标题，各行照表里的写")])
    return {} if answer == NONE else {answer: plain}


def _is_empty(line: Line, column: str) -> bool:
    columns = (LEVEL, *TICKS) if column == LEVEL else (column,)
    return all(clean_text(line.values.get(name)) in NOTHING for name in columns)


def _levels(text: str) -> bool:
    return bool(parse_levels(text, unknown=lambda _word: []))
