"""Home days as a sheet."""

from collections.abc import Iterable

from common import clock
from common.workbooks import SheetSpec
from constituents.models import HomeDay

COLUMNS = (
    ("序号", 6),
    ("日期", 12),
    ("家（站）", 24),
    ("种类", 8),
    ("名称", 30),
    ("地点", 20),
    ("议程", 40),
    ("邀请的一府两院人员", 30),
    ("应到", 8),
    ("到会", 8),
    ("提出的事", 10),
    ("状态", 12),
)


def home_days_sheet(rows: Iterable[tuple[HomeDay, str]]) -> SheetSpec:
    """rows: days of `for_list`, each with the word for its state."""
    cells = [
        [
            number,
            row.date,
            row.station.name,
            row.get_kind_display(),
            row.name,
            row.place,
            row.agenda,
            "；".join(row.guest_lines),
            row.expected,
            row.came,
            row.raised,
            f"{state}：{row.drop_reason}" if row.drop_reason else state,
        ]
        for number, (row, state) in enumerate(rows, 1)
    ]
    return SheetSpec("代表之家活动日", COLUMNS, cells, title="代表之家活动日", facts=[f"导出日期：{clock.today():%Y-%m-%d}"], frozen_columns=2)
