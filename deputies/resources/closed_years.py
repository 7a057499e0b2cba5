"""The statistics of a closed year as a sheet of a workbook."""

from common import clock
from common.workbooks import SheetSpec
from deputies.models import YearClosing
from deputies.services.closed_years import FrozenTable


def closed_sheet(closing: YearClosing, table: FrozenTable) -> SheetSpec:
    """One line a deputy, as it was reported, and the sum."""
    columns = [("序号", 6), ("代表小组", 20), ("代表姓名", 12), *((head, 10) for head in table.heads), ("合计", 8)]
    lines = [(number, line.group, line.name, *line.counts, line.total) for number, line in enumerate(table.lines, 1)]
    rows = [*lines, (None, "合计", f"{len(lines)} 名代表", *table.sums, table.total)]
    at = closing.closed_at.astimezone(clock.SHANGHAI)
    facts = [f"填报单位：{closing.congress.name}", f"统计期：{closing.year}年", f"{at.year}年{at.month}月{at.day}日关闭时的数，以后的更正不在内"]
    return SheetSpec("关闭时的统计表", columns, rows, "代表年度履职情况统计表", facts, frozen_columns=3)
