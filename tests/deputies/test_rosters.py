"""Rosters: every fault told, all or nothing, the same file twice changes nothing."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from accounts.models import AuditEntry
from deputies.models import Constituency, Deputy, Mandate
from deputies.resources.jobs import CHECK, WRITE
from jobs import services
from jobs.models import Job
from tests.deputies.roster_sheets import HEADER, line, workbook
from tests.factories.deputies import MandateFactory, TermFactory

pytestmark = pytest.mark.django_db


def run(kind, data, user, congress, answers=None, name="名册.xlsx") -> Job:
    job = services.start(kind, "名册", user, {"congress": congress.pk, "answers": answers or {}, "name": name}, upload=data)
    services.run_job(job.pk)
    job.refresh_from_db()
    return job


@pytest.fixture
def check(town):
    return lambda data, **more: run(CHECK, data, town.office, town.congress, **more)


@pytest.fixture
def write(town):
    return lambda data, **more: run(WRITE, data, town.office, town.congress, **more)


def figures(job) -> dict[str, int]:
    return {name: count for name, count in job.outcome["figures"].items() if count}


def asked(job) -> list[tuple[str, str]]:
    return [(question["kind"], question["text"]) for question in job.outcome["questions"]]


def faults(job):
    return [(fault["cell"], fault["words"]) for fault in job.outcome["faults"]]


FULL = {
    "序号": 1,
    "性别": "女",
    "民族": "汉族",
    "出生年月": "1968.05",
    "政治面貌": "中共党员",
    "文化程度": "大专",
    "单位及职务": "河湾村党支部书记",
    "代表层级": "镇代表",
    "选区（选举单位）": "第一选区",
    "代表小组": "第一代表小组",
    "手机号码": 13800001234.0,
    "电子邮箱": "wu@example.cn",
    "通讯地址": "河湾村 3 组",
    "届次": "第十九届",
    "备注": "妇女代表",
}


def test_a_roster_is_written_with_seats_and_one_audit_entry(write, town):
    job = write(workbook(line("吴　小 满", **FULL)))
    assert (job.error, figures(job)) == ("", {"added": 1})
    deputy = Deputy.objects.get(name="吴小满")
    assert (deputy.gender, deputy.born_in, deputy.phone) == ("female", date(1968, 5, 1), "13800001234")
    assert (deputy.email, deputy.address) == ("wu@example.cn", "河湾村 3 组")
    seat = deputy.mandates.get()
    assert (seat.term, seat.constituency.name, seat.group, seat.starts_on) == (town.term, "第一选区", town.groups[0], town.term.starts_on)
    assert AuditEntry.objects.get(action="roster.import").chain == f"congress:{town.congress.pk}"


def test_a_check_writes_nothing(check):
    before = Deputy.objects.count(), Mandate.objects.count(), AuditEntry.objects.count()
    job = check(workbook(line("吴小满", **FULL)))
    assert (job.outcome["figures"]["added"], job.outcome["fault_count"]) == (1, 0)
    assert (Deputy.objects.count(), Mandate.objects.count(), AuditEntry.objects.count() - 1) == before  # the job's own entry


def test_the_same_file_twice_changes_nothing(write):
    data = workbook(line("吴小满", **FULL), line("吴小满", **FULL | {"出生年月": "1970-01", "手机号码": None}), line("郑平"))
    assert figures(write(data)) == {"added": 3}
    assert figures(write(data)) == {"same": 3}
    assert Deputy.objects.filter(name="吴小满").count() == 2


def test_a_changed_line_updates_what_it_says_and_keeps_the_rest(write, town):
    write(workbook(line("吴小满", **FULL)))
    job = write(workbook(line("吴小满", 出生年月="1968-05", 单位及职务="镇人大代表工作站", 代表小组="第二代表小组")))
    assert figures(job) == {"changed": 1}
    deputy = Deputy.objects.get(name="吴小满")
    seat = deputy.mandates.get()
    assert (deputy.work, deputy.phone, seat.group, seat.constituency.name) == ("镇人大代表工作站", "13800001234", town.groups[1], "第一选区")


def test_a_wrong_email_is_told_with_its_cell(check):
    job = check(workbook(line("吴小满", **FULL | {"电子邮箱": "wu@"})))
    assert faults(job) == [("M3", "电子邮箱：应像 name@example.cn 这样，请核对。")]


def test_every_fault_of_every_row_is_told_with_its_cell(check):
    rows = [
        line("吴小满", 性别="女士", 出生年月="1968.1", 手机号码="12345"),
        line("李三1"),
        line(None, 性别="男", 民族="汉族"),
        line("郑平", 出生年月="2026/2/30", 选区="x", 代表层级="党代表"),
        line("郑安", 届次="第三届"),
        line("郑康", **{"选区（选举单位）": "第九选区"}),
        line("郑泰", 代表小组="第九小组"),
    ]
    job = check(workbook(*rows))
    found = faults(job)
    assert [cell for cell, _ in found] == ["C3", "E3", "L3", "B4", "B5", "E6"]
    assert job.outcome["fault_count"] == 6
    assert asked(job) == [("term", "第三届"), ("constituency", "第九选区"), ("group", "第九小组")]
    words = dict(found)
    assert "「男」或「女」" in words["C3"] and "1968-01 或 1968-10" in words["E3"] and "11 位" in words["L3"]
    assert Deputy.objects.filter(name__in=["吴小满", "郑平"]).count() == 0


def test_one_fault_and_nothing_is_written(write):
    job = write(workbook(line("吴小满", **FULL), line("郑平", 性别="x")))
    assert job.outcome["fault_count"] == 1
    assert Deputy.objects.filter(name__in=["吴小满", "郑平"]).count() == 0


def test_a_failure_while_writing_takes_everything_back(write, monkeypatch):
    def fail(rows, **kwargs):
        assert Deputy.objects.filter(name="吴小满").exists()
        raise RuntimeError("13800001234")

    monkeypatch.setattr(Mandate.objects, "bulk_create", fail)
    job = write(workbook(line("吴小满", **FULL), line("郑平")))
    assert (job.state, "13800001234" in job.error) == ("failed", False)
    assert Deputy.objects.filter(name__in=["吴小满", "郑平"]).count() == 0


def test_a_repeated_row_is_told(check):
    row = line("吴小满", **FULL)
    found = faults(check(workbook(row, row)))
    assert found[0][0] == "B4" and "第 3 行" in found[0][1]


def test_captions_sections_totals_and_two_header_rows(write):
    header = ["序号", "姓名", "基本情况", None, "代表层级"]
    rows = [
        [None, None, "性别", "出生年月", None],
        ["一、河湾村（2人）", None, None, None, None],
        [1, "王 小 明", "男", "1968.05", "镇代表"],
        ["序号", "姓名", "性别", "出生年月", "代表层级"],
        [2, "欧阳 春", "女", 25000, "乡人大代表"],
        ["合计", "2人", None, None, None],
        ["填表人：", None, "审核人：", None, None],
    ]
    data = workbook(*rows, header=header, captions=("名册", "2026年"), merged=("C3:D3", "A5:E5"))
    job = write(data)
    assert (job.error, job.outcome.get("faults")) == ("", None)
    assert list(Deputy.objects.filter(name__in=["王小明", "欧阳春"]).order_by("pk").values_list("name", "born_in")) == [
        ("王小明", date(1968, 5, 1)),
        ("欧阳春", date(1968, 6, 1)),
    ]


def test_what_was_not_read_is_told(check):
    job = check(workbook([1, "吴小满", "身份证"], ["合计", "1人"], header=["序号", "姓名", "身份证号码"]))
    notes = "".join(job.outcome["notes"])
    assert "身份证号码" in notes and "合计或落款" in notes


def test_several_levels_in_one_cell_are_several_seats(town):
    term = TermFactory(congress=town.county, name="第十七届")
    Constituency.objects.create(term=term, name="青禾选区")
    cells = {"代表层级": "县、镇代表", "届次": "第十七届；第十九届", "选区（选举单位）": "青禾选区；第一选区", "代表小组": "无；第一代表小组"}
    job = run(WRITE, workbook(line("吴小满", **cells)), town.county_office, town.congress)
    assert job.error == ""
    seats = Mandate.objects.filter(deputy__name="吴小满").order_by("pk")
    assert [(seat.term, seat.constituency.name, seat.group) for seat in seats] == [
        (term, "青禾选区", None),
        (town.term, "第一选区", town.groups[0]),
    ]
    one = cells | {"选区（选举单位）": "第一选区", "代表小组": "第一代表小组"}
    job = run(CHECK, workbook(line("吴小满", **one)), town.county_office, town.congress)
    assert job.outcome["figures"]["same"] == 1


def test_a_town_cannot_write_the_countys_seats_but_may_name_them(town, check):
    term = TermFactory(congress=town.county, name="第十七届")
    cells = {"代表层级": "县、镇代表", "届次": "第十七届；第十九届"}
    found = faults(check(workbook(line("吴小满", **cells))))
    assert found[0][0] == "I3" and "由它的人大办登记" in found[0][1]
    MandateFactory(deputy=town.deputy, term=term)
    assert check(workbook(line("周启明", **cells))).outcome["figures"]["same"] == 1


def test_a_roster_changes_no_file_that_another_congress_keeps(town, check):
    elsewhere = MandateFactory(deputy__name="郑平", term__congress=town.county, term__name="第十七届", station=town.station).deputy
    row = workbook(line("郑平", 代表层级="县代表", 届次="第十七届", 手机号码="13900005678"))
    assert "由选出他的人大办登记" in faults(check(row))[0][1]
    assert run(CHECK, row, town.county_office, town.county).outcome["figures"]["changed"] == 1
    assert elsewhere.phone == ""


def test_an_ended_seat_is_not_opened_again_by_a_roster(check, town):
    town.deputy.mandates.update(ends_on=date(2024, 1, 1))
    found = faults(check(workbook(line("周启明", 代表层级="镇代表"))))
    assert "已于 2024年1月1日终止" in found[0][1]


def test_formulas_without_a_value_are_faults(check):
    found = faults(check(workbook(line("吴小满", 单位及职务="=1/0"))))
    assert found[0][0] == "H3" and "没有值" in found[0][1]


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "空的"),
        (b"%PDF-1.4", "PDF"),
        (workbook([1, "x"], header=["甲", "乙"]), "「姓名」"),
        ("姓名,性别\n".encode("gb18030"), "没有一行内容"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(check, data, words):
    job = check(data, name="名册.csv")
    assert job.state == "failed" and words in job.error


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_usual_encodings(write, encoding):
    assert write("姓名,出生年月,手机\n吴小满,１９６８年５月,138 0000 1234\n".encode(encoding), name="名册.csv").outcome["figures"]["added"] == 1
    assert Deputy.objects.get(name="吴小满").phone == "13800001234"


def test_rare_letters_stay_as_they_are(write):
    write(workbook(line("𠮷䶮"), line("阿依努尔·买买提")))
    assert Deputy.objects.filter(name__in=["𠮷䶮", "阿依努尔·买买提"]).count() == 2


def test_the_phone_stands_nowhere_in_plain(write, settings, tmp_path):
    write(workbook(line("吴小满", **FULL)))
    assert all(b"13800001234" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert all("13800001234" not in entry.body for entry in AuditEntry.objects.all())


def test_a_lost_post_stops_the_job(town):
    town.office.posts.update(ends_on=date(2021, 1, 1))
    assert "不再管理" in run(CHECK, workbook(line("吴小满")), town.office, town.congress).error


def test_sheet_of_export_has_the_columns_and_comes_back_unchanged(client, town, write):
    write(workbook(line("吴小满", **FULL), line("钱多")))
    Deputy.objects.filter(name="钱多").update(note="=1+1")
    client.force_login(town.office)
    response = client.get("/deputies/export/")
    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "代表名册" and list(rows[2]) == HEADER
    mine = next(row for row in rows if row[1] == "吴小满")
    assert mine[2:] == (
        "女",
        "汉族",
        "1968-05",
        "中共党员",
        "大专",
        "河湾村党支部书记",
        "乡镇代表",
        "第一选区",
        "第一代表小组",
        "13800001234",
        "wu@example.cn",
        "河湾村 3 组",
        "第十九届",
        "妇女代表",
    )
    assert figures(write(response.content)) == {"same": 5}
    assert AuditEntry.objects.filter(action="roster.export").count() == 1
