"""What is missing where, as a workbook: one sheet with a column an item, one with the remarks."""

from collections.abc import Iterable, Iterator

from common.workbooks import SheetSpec
from stations.models import FacilityCheck
from stations.rules.facilities import STATES, ItemLine, UnitLine

FIRST = [("人大", 22), ("单位", 26), ("种类", 12)]
REMARKS = [("人大", 22), ("单位", 26), ("清单", 12), ("项目", 26), ("情况", 10), ("核对日期", 14), ("说明", 40), ("谁核对的", 12)]


def facility_sheets(lines: list[UnitLine], items: list[ItemLine], rows: Iterable[FacilityCheck], facts: list[str]) -> list[SheetSpec]:
    columns = [*FIRST, *((f"{each.item.list_name}：{each.item.name}", 12) for each in items), ("没做到的项数", 12)]
    return [
        SheetSpec("达标情况", columns, _matrix(lines, items), title="代表之家、代表联络站达标情况", facts=facts, frozen_columns=2),
        SheetSpec("说明", REMARKS, _remarks(lines, items, rows), title="逐项核对记录", facts=facts, frozen_columns=2),
    ]


def _matrix(lines: list[UnitLine], items: list[ItemLine]) -> Iterator[list]:
    for line in lines:
        states = [STATES.get(line.states.get(each.item.key), "") for each in items]
        yield [line.congress, line.unit.name, line.unit.get_kind_display(), *states, line.total - line.done]


def _remarks(lines: list[UnitLine], items: list[ItemLine], rows: Iterable[FacilityCheck]) -> Iterator[list]:
    by_unit, names = {line.unit.pk: line for line in lines}, {each.item.key: each.item for each in items}
    for row in rows:
        line, item = by_unit.get(row.unit_id), names.get(row.key)
        if line and item and row.key in line.states:
            yield [line.congress, line.unit.name, item.list_name, item.name, row.get_state_display(), row.on, row.note, row.by.name]
