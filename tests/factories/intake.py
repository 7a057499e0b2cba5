"""Uploaded lists of opinions."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from common.uploads import check_upload
from jobs import services as jobs
from jobs.models import Job
from opinions.services.intake import IntakeOrder, start_check

HEADER = ["反映事由", "收到日期", "反映方式", "姓名", "电话", "村"]
ROWS = [
    ["村口的路灯坏了，晚上看不见路。", "2026-03-02", "代表信箱", "赵一凡", "13800138001", "河湾村"],
    ["自来水一到晚上就停。老人取水不便。", "2026/3/3 9:32:09", "热线", "", "", ""],
    ["想问问合作医疗什么时候缴费。", "2026年3月4日", "来信", "钱二妹", "", "上塘村"],
]


def csv_file(rows=ROWS, header=HEADER, name="信箱.csv", encoding="utf-8") -> SimpleUploadedFile:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return SimpleUploadedFile(name, out.getvalue().encode(encoding), "text/csv")


def xlsx_file(*sheets, name="信箱.xlsx") -> SimpleUploadedFile:
    """Each sheet is (title, rows) or (title, rows, a function that does more to the worksheet)."""
    book = Workbook()
    book.remove(book.active)
    for title, rows, *more in sheets or [("意见", [HEADER, *ROWS])]:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for change in more:
            change(sheet)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def checked(user, file, key, **given) -> Job:
    """The finished job that checked the file."""
    job = start_check(IntakeOrder(check_upload(file), **given), user, key)
    jobs.run_job(job.pk)
    job.refresh_from_db()
    assert job.error == ""
    return job
