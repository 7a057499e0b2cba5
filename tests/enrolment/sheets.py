"""Sheets of accounts, row by row."""

import io

from openpyxl import Workbook

from common.tables import Line, read_table
from common.uploads import check_upload
from enrolment.rules.cells import HEADINGS, REQUIRED

HEADER = ["单位", "岗位", "A/B岗", "姓名", "用户名", "手机号码"]


def row(name="张三", unit="河湾村联络站", role="联络员", holder="", username="", phone="") -> list:
    return [unit, role, holder, name, username, phone]


def workbook(*rows, header=HEADER) -> bytes:
    book = Workbook()
    book.active.title = "账号"
    for each in [header, *rows]:
        book.active.append(each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines(*rows) -> list[Line]:
    """The rows as a job reads them; the first stands in row 2."""
    return read_table(check_upload(io.BytesIO(workbook(*rows))), HEADINGS, REQUIRED).lines
