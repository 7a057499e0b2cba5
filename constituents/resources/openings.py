"""The register of box openings as a sheet."""

from collections.abc import Iterable

from common import clock
from common.workbooks import SheetSpec
from constituents.models import BoxOpening

COLUMNS = (
    ("序号", 6),
    ("联络站", 20),
    ("选区", 12),
    ("信箱", 20),
    ("开启时间", 12),
    ("开启人", 12),
    ("在场人", 12),
    ("信件数", 8),
    ("交代表", 20),
    ("处理", 30),
    ("备注", 20),
)


def openings_sheet(rows: Iterable[BoxOpening], words: str, left_out: str = "") -> SheetSpec:
    """rows with their box and letters; words: which time they are of; left_out: what it does not hold, for the line below the title."""
    cells = (
        [
            number,
            row.box.station.name,
            row.box.constituency.name if row.box.constituency else "",
            row.box.name,
            row.on,
            row.opener,
            row.witness,
            row.count,
            row.given_to,
            row.outcomes,
            row.note,
        ]
        for number, row in enumerate(rows, 1)
    )
    facts = [f"导出日期：{clock.today():%Y-%m-%d}", *filter(None, [left_out])]
    return SheetSpec("信箱开启登记", COLUMNS, cells, title=f"信箱开启登记（{words}）", facts=facts, frozen_columns=4)
