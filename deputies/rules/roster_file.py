"""An uploaded roster: its lines, and which rows hold no deputy."""

import re

from common.sheets import SheetError
from common.tables import Line, Table, read_table, without_numbers
from common.text import clean_name, clean_text
from common.uploads import Upload
from deputies.rules.roster_cells import WANTED

LONGEST = 10_000  # lines; a city has 9,000 deputies
_ENDS = re.compile(r"\s*([合小总共]\s*计|填表|制表|填报|审核|说明|注\s*[：:]|备注\s*[：:]|[（(]?盖章)")
_HEADING = {"姓名", "代表姓名"}


def read_roster(upload: Upload) -> Table:
    """The deputies' rows of every visible sheet with a 姓名 column; captions between them, totals, seals and repeated headers become notes."""
    table = read_table(upload, WANTED, ["姓名"])
    merged = {(fault.sheet, int(re.sub("[A-Z]", "", fault.cell))) for fault in table.faults}
    kept, left = [], set()
    for line in table.lines:
        reason = _no_deputy(line, (line.sheet, line.number) in merged)
        if reason:
            table.notes.append(f"工作表「{line.sheet}」第 {line.number} 行没有读：{without_numbers(reason)}")
            left.add((line.sheet, line.number))
        else:
            kept.append(line)
    table.lines = kept
    table.faults = [fault for fault in table.faults if (fault.sheet, int(re.sub("[A-Z]", "", fault.cell))) not in left]
    if not kept:
        raise SheetError("", "", "名册里没有代表，请检查是否传错了文件。")
    if len(kept) > LONGEST:
        raise SheetError("", "", f"名册有 {len(kept)} 行，一次最多 {LONGEST} 行，请分成几个文件。")
    return table


def _no_deputy(line: Line, is_merged: bool) -> str:
    """Why this row is none of the deputies'; empty when it is one, or should be."""
    filled = [clean_text(cell) for cell in line.values.values() if clean_text(cell)]
    if not filled:
        return "没有名册的内容。"
    if clean_name(line.values["姓名"]) in _HEADING:
        return "重复的表头。"
    if any(_ENDS.match(text) for text in filled[:2]):
        return "合计或落款。"
    if len(filled) == 1 and (is_merged or not clean_text(line.values["姓名"])):
        return f"分段标题「{filled[0][:20]}」。"
    return ""
