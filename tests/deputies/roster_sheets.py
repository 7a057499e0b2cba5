"""Rosters as offices hand them in, built cell by cell."""

import io

from openpyxl import Workbook

HEADER = [
    "序号",
    "姓名",
    "性别",
    "民族",
    "出生年月",
    "政治面貌",
    "文化程度",
    "单位及职务",
    "代表层级",
    "选区（选举单位）",
    "代表小组",
    "手机号码",
    "电子邮箱",
    "通讯地址",
    "届次",
    "备注",
]


def workbook(*rows, header=HEADER, captions=("青禾镇第十九届人大代表名册",), merged=(), sheet="名册") -> bytes:
    """An .xlsx of captions (one merged row each), the header and the rows."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for number, caption in enumerate(captions, 1):
        page.append([caption])
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(header))
    for row in ([header] if header else []) + list(rows):
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def line(name, **cells) -> list:
    """One row in the order of HEADER; cells by our heading."""
    cells = {"姓名": name} | cells
    return [cells.get(heading) for heading in HEADER]
