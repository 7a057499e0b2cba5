"""The 民情记录 as a sheet: a line for each thing heard."""

from collections.abc import Iterable, Iterator

from common import clock
from common.workbooks import SheetSpec
from constituents.models import ContactInspection
from opinions.rules.contacts import Record

COLUMNS = (
    *(("序号", 6), ("时间", 12), ("联系方式", 20), ("地点", 20), ("联系对象", 14)),
    *(("了解的情况、反映的问题", 50), ("处理情况、结果", 40), ("意见编号", 16)),
)
INSPECTED = (("检查日期", 12), ("检查人", 16), ("批阅意见", 60), ("检查时的联系次数", 16), ("登记人", 12))


def record_sheets(record: Record, groups: str, inspections: Iterable[ContactInspection]) -> list[SheetSpec]:
    today = clock.today()
    facts = (
        f"代表姓名：{record.deputy.name}",
        f"所在小组：{groups or '—'}",
        f"年度：{record.year} 年",
        f"联系 {len(record.contacts)} 次",
        f"填报日期：{today:%Y-%m-%d}",
    )
    sign = "代表（签字）：　　　　　检查人：　　　　　检查日期："
    rows = [(row.on, row.inspector, row.remark, row.contacts, row.by.name) for row in inspections]
    return [
        SheetSpec("民情记录", COLUMNS, _rows(record), f"人大代表民情记录（{record.year} 年）", facts, sign),
        SheetSpec("检查情况", INSPECTED, rows, "民情记录检查情况", facts[:3]),
    ]


def _rows(record: Record) -> Iterator[tuple]:
    for number, contact in enumerate(record.contacts, 1):
        for heard in contact.heard:
            yield (number, contact.on, contact.kind, contact.place, contact.whom, heard.words, heard.became, heard.number)
