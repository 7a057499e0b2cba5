"""The quarterly list of letters as a sheet."""

from collections.abc import Iterable

from common import clock
from common.workbooks import SheetSpec
from opinions.rules.letters import LetterLine

COLUMNS = (("序号", 6), ("开箱日期", 12), ("信箱", 18), ("反映的问题", 46), ("交给谁", 22), ("办理结果", 40), ("编号", 16))


def letters_sheet(title: str, unit: str, lines: Iterable[LetterLine]) -> SheetSpec:
    rows = [
        [
            number,
            line.letter.opening.on,
            line.letter.opening.box.name,
            line.letter.words,
            line.to,
            f"{line.short}：{line.result}" if line.result else line.short,
            line.opinion.number if line.opinion else line.letter.visit.number if line.letter.visit else "",
        ]
        for number, line in enumerate(lines, 1)
    ]
    facts = [f"填报单位：{unit}", f"填报日期：{clock.today():%Y-%m-%d}"]
    return SheetSpec("信箱清单", COLUMNS, rows, title=title, facts=facts, signature="填表人：          审核人：", frozen_columns=1)
