from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from common import clock
from deputies.choices import DutyKind
from deputies.models import DutyRecord
from jobs import services as jobs
from jobs.models import Job
from reports.rules.annual import Wanted
from reports.services import orders
from reports.services.annual import Tally
from reports.services.annual_workbook import produce, workbook
from tests.factories.jobs import JobFactory
from tests.factories.reports import YEAR

HEAD = (
    "序号 代表小组 代表姓名 收到意见 提出建议 出席人代会 参加其他会议 提出议案 视察 调研 学习培训 小组活动 接待选民 联系走访 述职 为民办事 合计 备注"
)
DETAIL_HEAD = "编号 履职类型 标题 时间 代表 内容 地点/站点 来源 确认人 确认时间"


def made(congress, below=False, **more):
    data, report = workbook(Tally(congress, YEAR, below, **more), "罗敏")
    return load_workbook(BytesIO(data)), report


def values(sheet, first=1) -> list[tuple]:
    return [tuple(cell for cell in row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def test_titles_and_columns(duty_year):
    book, _ = made(duty_year.town.congress)
    assert book.sheetnames == ["统计表", "按小组", "按站（家）", "历年对比", "明细", "口径说明"]
    table, detail, words = book["统计表"], book["明细"], book["口径说明"]
    assert [sheet["A1"].value for sheet in (table, detail, words)] == ["代表年度履职情况统计表", "2026年度代表履职明细", "口径说明"]
    assert [cell.value for cell in table[3]] == HEAD.split()
    assert [cell.value for cell in detail[3]] == DETAIL_HEAD.split()
    assert table["A2"].value == "填报单位：青禾镇人大主席团"
    assert [cell.value for cell in table[table.max_row] if cell.value] == ["填表人：罗敏", "审核人：", "单位负责人（签字）："]
    assert {row[0] for row in values(words, 3)} >= {"统计范围", "兼任多级代表", "数据来源", *[kind.label for kind in DutyKind]}


def test_it_prints_without_touching_up(duty_year):
    book, _ = made(duty_year.town.congress)
    freezes = {"统计表": "D4", "按小组": "C4", "按站（家）": "C4", "历年对比": "C4", "明细": "B4", "口径说明": "A3"}
    for sheet in book:
        frozen, heads = freezes[sheet.title], "$2:$2" if sheet.title == "口径说明" else "$3:$3"
        assert (sheet.freeze_panes, sheet.print_title_rows) == (frozen, heads)
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.oddFooter.center.text) == (True, "第 &P 页，共 &N 页")
        assert "A1" in {str(area).split(":")[0] for area in sheet.merged_cells.ranges}


def test_sums_of_the_table_agree_with_the_detail_sheet_and_with_the_database(duty_year):
    congress = duty_year.town.congress
    book, report = made(congress)
    table, detail = book["统计表"], book["明细"]
    rows = {row[2]: row for row in values(table, 4) if isinstance(row[0], int)}
    total = next(row for row in values(table, 4) if row[0] == "合计")
    by_detail = {name: [0] * len(DutyKind) for name in rows}
    for row in values(detail, 4):
        by_detail[row[4]][[kind.label for kind in DutyKind].index(row[1])] += 1
    assert {name: list(row[3:16]) for name, row in rows.items()} == by_detail
    assert list(total[3:16]) == [sum(column) for column in zip(*by_detail.values(), strict=True)]
    assert {name: row[16] for name, row in rows.items()} == {name: sum(counts) for name, counts in by_detail.items()}
    assert total[16] == report.total == DutyRecord.objects.counted_for([congress.pk], YEAR).count() == detail.max_row - 3


def test_a_subtree_says_what_it_takes_off(duty_year):
    book, _ = made(duty_year.town.county, below=True)
    rows = values(book["统计表"], 4)
    totals = [(row[0], row[1] or row[2], row[16]) for row in rows if row[0] in {"合计", "减", "总计"}]
    assert totals == [("合计", "云岭县人大常委会", 4), ("合计", "青禾镇人大主席团", 6), ("减", "重复列示", -3), ("总计", None, 7)]
    numbers = [row[0] for row in values(book["明细"], 4)]
    assert (len(numbers), len(set(numbers))) == (7, 7)


def test_dates_are_dates_and_text_is_text(duty_year):
    dangerous = '=HYPERLINK("http://x","y")'
    officer = duty_year.town.office
    DutyRecord.objects.filter(deputy=duty_year.he).update(
        title=dangerous, content="+86\x0b", place="@家", confirmed_by=officer, confirmed_at=clock.now()
    )
    book, _ = made(duty_year.town.congress)
    detail = book["明细"]
    row = next(row for row in detail.iter_rows(min_row=4) if row[4].value == "何秀兰")
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in (row[2], row[5], row[6])] == [
        (dangerous, "s", True),
        ("+86", "s", True),
        ("@家", "s", True),
    ]
    assert (row[3].value.date(), row[3].number_format, row[3].is_date) == (date(2026, 4, 1), "yyyy-mm-dd", True)
    assert (row[8].value, row[9].is_date, row[9].value.tzinfo) == ("罗敏", True, None)
    assert next(row[6] for row in values(detail, 4) if row[3].date() == date(2026, 1, 1)) == "河湾村联络站"


def test_the_job_leaves_the_file_for_whoever_asked(duty_year):
    town = duty_year.town
    job = orders.order_annual(Wanted(town.congress, YEAR), town.office, None)
    jobs.run_pending()
    job.refresh_from_db()
    assert (job.state, job.result_name, job.outcome) == ("done", "青禾镇人大主席团2026年度代表履职情况统计表.xlsx", {"text": "共 6 次履职"})


def test_the_job_asks_again_who_may(duty_year):
    town = duty_year.town
    for owner in (town.clerk, town.officer, town.office, town.deputy_user):
        JobFactory(kind="annual", owner=owner, params={"congress": town.county.pk, "year": YEAR, "below": True})
    jobs.run_pending()
    assert set(Job.objects.values_list("state", "error")) == {("failed", "您现在的岗位看不到这个人大的报表。请先切换岗位，再重新生成。")}


@pytest.mark.django_db
def test_progress_is_told_every_five_hundred_rows(town, monkeypatch):
    from tests.factories.deputies import DutyRecordFactory

    DutyRecordFactory.create_batch(501, deputy=town.deputy, on=date(YEAR, 5, 10))
    told = []
    job = JobFactory.build(owner=town.office, params={"congress": town.congress.pk, "year": YEAR, "below": False})
    produce(job, lambda done, total: told.append((done, total)))
    assert told == [(500, 501)]
