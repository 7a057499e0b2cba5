"""An uploaded roster: its lines, which rows hold no deputy, and under which section title each line stands."""

import re
from dataclasses import dataclass, field

from common.sheets import SheetError, cell_name
from common.tables import Line, Table, read_table, without_numbers
from common.text import clean_name, clean_text
from common.uploads import Upload
from deputies.rules.roster_cells import GROUP, LEVEL, PLACE, STATION, TERM, WANTED

LONGEST = 10_000  # lines; a city has 9,000 deputies
SHARED = (LEVEL, PLACE, GROUP, STATION, TERM)  # what several deputies have in common: a cell merged downwards over them holds for each
_ENDS = re.compile(r"\s*([合小总共]\s*计|填表|制表|填报|审核|说明|注\s*[：:]|备注\s*[：:]|[（(]?盖章)")
_TITLE = re.compile(r"(组|团|选区|代表)([（(].*[)）])?$|^[一二三四五六七八九十]+、")
_HEADING = {"姓名", "代表姓名"}
_DOWNWARDS = re.compile(r"([A-Z]+)([0-9]+):\1([0-9]+)")


@dataclass
class Roster:
    """The deputies' lines; faults and notes as of a table; the title of the section that each line, by sheet and number, belongs to."""

    lines: list[Line] = field(default_factory=list)
    faults: list = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sections: dict[tuple[str, int], str] = field(default_factory=dict)


def read_roster(upload: Upload) -> Roster:
    """The deputies' rows of every visible sheet with a 姓名 column; captions between them, totals, seals and repeated headers become notes."""
    table = read_table(upload, WANTED, ["姓名"])
    _fill_down(table)
    merged = {(fault.sheet, _row(fault.cell)) for fault in table.faults}
    roster, left, section = Roster(notes=table.notes), set(), {}
    for line in table.lines:
        here = (line.sheet, line.number)
        reason, title = _no_deputy(line, here in merged)
        if title:
            section[line.sheet] = title
        if reason:
            roster.notes.append(f"工作表「{line.sheet}」第 {line.number} 行没有读：{without_numbers(reason)}")
            left.add(here)
        else:
            roster.lines.append(line)
            roster.sections[here] = section.get(line.sheet, "")
    roster.faults = [fault for fault in table.faults if (fault.sheet, _row(fault.cell)) not in left]
    if not roster.lines:
        raise SheetError("", "", "名册里没有代表，请检查是否传错了文件。")
    if len(roster.lines) > LONGEST:
        raise SheetError("", "", f"名册有 {len(roster.lines)} 行，一次最多 {LONGEST} 行，请分成几个文件。")
    return roster


def _row(cell: str) -> int:
    return int(re.sub("[A-Z]", "", cell))


def _fill_down(table: Table) -> None:
    """A group's or constituency's cell merged over its deputies is read for each of them, and a note says so; other merged cells stay faults."""
    for (sheet, cell), area in table.merges.items():
        hit = _DOWNWARDS.fullmatch(area)
        lines = [line for line in table.lines if hit and line.sheet == sheet and int(hit[2]) <= line.number <= int(hit[3])]
        names = [name for name in SHARED if lines and cell_name(lines[0].columns.get(name, -1), int(hit[2])) == cell]
        if names and lines[0].number == int(hit[2]):
            for line in lines[1:]:
                line.values[names[0]] = lines[0].values[names[0]]
            table.faults = [fault for fault in table.faults if (fault.sheet, fault.cell) != (sheet, cell)]
            text = clean_text(lines[0].values[names[0]])[:20]
            table.notes.append(f"工作表「{sheet}」{area} 是合并的单元格，里面每一行的{names[0]}都按「{without_numbers(text)}」读。")


def _no_deputy(line: Line, is_merged: bool) -> tuple[str, str]:
    """Why this row is none of the deputies' ("" when it is one, or should be), and its words when it is the title of a section."""
    filled = [clean_text(cell) for cell in line.values.values() if clean_text(cell)]
    if not filled:
        return "没有名册的内容。", ""
    if clean_name(line.values["姓名"]) in _HEADING:
        return "重复的表头。", ""
    if any(_ENDS.match(text) for text in filled[:2]):
        return "合计或落款。", ""
    if len(filled) == 1 and (is_merged or not clean_text(line.values["姓名"]) or _TITLE.search(filled[0])):
        return f"分段标题「{filled[0][:20]}」。", filled[0]
    return "", ""
