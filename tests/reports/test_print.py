"""A real LibreOffice opens the annual workbook without repair and prints it as an office files it: A4 landscape, heads on every page."""

import subprocess
from datetime import date
from pathlib import Path

import pypdf
import pytest

from reports.services.annual import Tally
from reports.services.annual_workbook import workbook
from tests.factories.deputies import DutyRecordFactory
from tests.factories.reports import YEAR

pytestmark = [pytest.mark.office, pytest.mark.markup, pytest.mark.xdist_group("office")]
LONG = "在河湾村联络站接待群众，听取村民对灌渠清淤、路灯维修、医保缴费的意见建议，当场答复两件，其余转交办理。" * 2


def printed(soffice: str, folder: Path, data: bytes) -> list[pypdf.PageObject]:
    """The pages that LibreOffice prints; a file that it would have to repair gives none."""
    (folder / "表.xlsx").write_bytes(data)
    own = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, own, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "表.xlsx")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, (folder / "表.pdf").exists()) == (0, True), done.stdout + done.stderr
    return list(pypdf.PdfReader(folder / "表.pdf").pages)


def words(page: pypdf.PageObject) -> str:
    return "".join(page.extract_text().split())


def test_the_annual_workbook_prints_untouched(duty_year, soffice, tmp_path):
    for number in range(70):
        facts = {"on": date(YEAR, 5, 1 + number % 30), "title": f"第{number}次接待", "content": LONG if number % 10 == 0 else ""}
        DutyRecordFactory(deputy=duty_year.zhou, station=duty_year.town.station, **facts)
    data, report = workbook(Tally(duty_year.town.county, YEAR, True), "罗敏")
    pages = printed(soffice, tmp_path, data)
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages} == {(842, 595)}  # A4 landscape, points
    texts = [words(page) for page in pages]
    assert [f"第{number}页，共{len(pages)}页" in text for number, text in enumerate(texts, 1)] == [True] * len(pages)
    detail = [text for text in texts if "履职类型" in text and "确认时间" in text]
    assert "序号代表小组代表姓名" in texts[0] and "项目说明" in texts[-1]  # the head of 口径说明, on its second page too
    assert len(detail) >= 2  # the head stands on each of its pages
    assert all(name in texts[0] for name in ("周启明", "补选者", "云岭县人大常委会", "总计", "单位负责人（签字）"))
    assert sum(text.count("LZ-") for text in detail) == report.total
    assert "".join(detail).count(LONG[-12:]) == 2 * 7  # no cell is cut off


def test_what_is_no_workbook_is_not_printed(soffice, tmp_path):
    """The control: part of a workbook is not mended in silence."""
    with pytest.raises(AssertionError):
        printed(soffice, tmp_path, b"PK\x03\x04 half a workbook")
