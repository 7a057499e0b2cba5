from datetime import date, timedelta
from io import BytesIO

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from accounts.models import User
from common import clock
from common.workbooks import CUT, LONGEST
from jobs import services as jobs
from jobs.models import Job
from opinions.choices import FeedbackWay, Rating, ReferralRole, ReferralState, State
from opinions.models import Feedback, Opinion, Referral
from opinions.services.visits import MatterDraft
from reports.resources import OpinionLedger, ReceptionLedger, StationLog, VisitLedger
from reports.services import orders
from stations.choices import Role
from tests.factories.constituents import ConstituentFactory, visited
from tests.factories.opinions import OpinionFactory
from tests.factories.stations import PostFactory

COLUMNS = (
    "编号 收到日期 反映方式 联络站 领域 摘要 原话 状态 主办单位 协办单位 "
    "期限 是否逾期 答复类别 办得怎样 是否解决 办结时间 满意度（工作） 满意度（结果） 反映人"
)
LOG_COLUMNS = "编号 日期 星期 联络站 值班代表 值班工作人员 来访人 反映问题 现场解答_/_交办单位 办理结果 反馈时间 公布范围"


def opened(ledger, query=""):
    data, count = ledger.workbook(ledger.found(QueryDict(query)))
    (sheet,) = load_workbook(BytesIO(data)).worksheets
    assert sheet.max_row == count + 3
    return sheet


def rows(ledger, query="") -> list[dict]:
    sheet = opened(ledger, query)
    heads = [cell.value for cell in sheet[3]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=4, values_only=True)]


@pytest.fixture
def closed(town) -> Opinion:
    now = clock.now()
    person = ConstituentFactory(station=town.station, name="欧阳小明")
    opinion = OpinionFactory(
        station=town.station, registered_by=town.officer, received_on=date(2026, 5, 6), words="水渠塌了。", constituent=person, state=State.CLOSED,
        lead_department=town.department, reply_class="A", solved=True, closed_at=now, due_on=date(2026, 5, 20), number="河湾2026-0001",
    )  # fmt: skip
    for number, department, state in (
        (1, town.county_department, "replied"),
        (2, town.other_department, "replied"),
        (2, town.county_department, "declined"),
    ):
        facts = {"opinion": opinion, "department": department, "role": ReferralRole.ASSIST, "state": ReferralState(state), "round": number}
        Referral.objects.create(**facts, sent_by=town.head, due_on=date(2026, 5, 20))
    for hours, rating in ((2, Rating.UNSATISFIED), (1, Rating.SATISFIED)):
        told = {"way": FeedbackWay.PHONE, "at": now - timedelta(hours=hours), "by": town.officer}
        Feedback.objects.create(opinion=opinion, **told, work_rating=rating, result_rating=Rating.FAIRLY)
    return opinion


def test_a_closed_opinion_fills_every_column(town, closed):
    (row,) = rows(OpinionLedger(town.office))
    assert list(row) == COLUMNS.split()
    told = row.pop("办结时间")
    assert abs(told - closed.closed_at.astimezone(clock.SHANGHAI).replace(tzinfo=None)) < timedelta(seconds=1)
    assert [value.date() if hasattr(value, "date") else value for value in row.values()] == [
        *["河湾2026-0001", date(2026, 5, 6), "来访", "河湾村联络站", None, "水渠塌了", "水渠塌了。", "已办结", "青禾镇农业农村办", "青禾镇城建办"],
        *[date(2026, 5, 20), None, "A", None, "是", "满意", "基本满意", "欧阳*"],
    ]


def test_overdue_is_said_of_open_cases_only(town):
    today = clock.today()
    for due_on, state in ((today - timedelta(days=1), "handling"), (today, "handling"), (None, "screening"), (today - timedelta(days=9), "voided")):
        OpinionFactory(station=town.station, registered_by=town.officer, due_on=due_on, state=state)
    assert [row["是否逾期"] for row in rows(OpinionLedger(town.office))] == ["是", "否", None, None]


def test_only_what_the_user_sees_and_has_filtered(town, closed):
    OpinionFactory(station=town.other_station, registered_by=town.officer, state=State.HANDLING, number="上塘2026-0001")
    OpinionFactory(station=town.station_elsewhere, registered_by=town.officer_elsewhere, number="白岩2026-0001")
    seen = {
        user: [row["编号"] for row in rows(OpinionLedger(getattr(town, user)))]
        for user in ("office", "officer", "county_office", "officer_elsewhere")
    }
    assert seen == {
        "office": ["河湾2026-0001", "上塘2026-0001"],
        "officer": ["河湾2026-0001"],
        "county_office": ["河湾2026-0001", "上塘2026-0001", "白岩2026-0001"],
        "officer_elsewhere": ["白岩2026-0001"],
    }
    assert [row["编号"] for row in rows(OpinionLedger(town.office), "state=handling")] == ["上塘2026-0001"]


def test_who_sees_a_matter_as_its_department_does_not_see_who_brought_it(town, closed):
    """An officer of another station who also handles matters for a department of this town."""
    PostFactory(user=town.officer_elsewhere, unit=town.other_department, role=Role.DEPARTMENT_CLERK)
    assert [row["反映人"] for row in rows(OpinionLedger(town.officer_elsewhere))] == [None]
    Opinion.objects.update(identity_released=True)
    assert [row["反映人"] for row in rows(OpinionLedger(town.officer_elsewhere))] == ["欧阳*"]


def test_formulas_stay_text_and_long_texts_say_that_they_go_on(town):
    for words in ("=1+1", "+1", "-1", "@x", "＝1", "长" * 40_000, "好\x0b的"):
        OpinionFactory(station=town.station, registered_by=town.officer, words=words, summary=words[:40])
    cells = [row[6] for row in opened(OpinionLedger(town.office)).iter_rows(min_row=4)]
    assert [(cell.value, cell.data_type, bool(cell.quotePrefix)) for cell in cells[:5]] == [
        (words, "s", True) for words in ("=1+1", "+1", "-1", "@x", "＝1")
    ]
    assert (len(cells[5].value), cells[5].value.endswith(CUT), cells[6].value) == (LONGEST, True, "好的")


def test_it_prints_as_an_office_files_it(town, closed):
    sheet = opened(OpinionLedger(town.office))
    assert (sheet["A1"].value, sheet["A2"].value, sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == (
        *("社情民意台账", "填报单位：青禾镇人大主席团", "B4", "$3:$3", "A3:S3"),
    )
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert {(cell.border.left.style, cell.alignment.wrap_text, cell.font.name) for cell in sheet[4]} == {("thin", True, "宋体")}
    assert {cell.data_type for cell in sheet[4] if cell.value is not None and cell.is_date} == {"d"}


def test_a_visit_gives_a_row_for_each_matter(town):
    matters = (
        MatterDraft(words="水渠塌了。"),
        MatterDraft(words="问低保怎么办。", outcome="answered", answer="已告知材料。"),
        MatterDraft(words="邻居打官司。", outcome="legal_way", legal_way="lawsuit", organ="云岭县人民法院"),
    )
    visit = visited(town, matters=matters, deputies=tuple(town.deputies[:2]))
    opinion = Opinion.objects.get()
    Opinion.objects.update(lead_department=town.department, state=State.CLOSED, reply_class="B")
    told = {"way": FeedbackWay.PHONE, "at": clock.now(), "by": town.officer, "work_rating": "satisfied", "result_rating": "fairly"}
    Feedback.objects.create(opinion=opinion, **told)
    found = rows(VisitLedger(town.office))
    assert list(found[0]) == [name.replace("_", " ") for name in LOG_COLUMNS.split()]
    day = visit.at.astimezone(clock.SHANGHAI)
    same = {"编号": visit.number, "值班代表": "周启明、何秀兰", "值班工作人员": "林小禾", "来访人": "王*", "联络站": "河湾村联络站"}
    for row in found:
        assert ({name: row[name] for name in same}, row["日期"].date(), row["星期"]) == (same, day.date(), f"星期{'一二三四五六日'[day.weekday()]}")
    assert [(row["现场解答 / 交办单位"], row["办理结果"], row["反馈时间"] is None) for row in found] == [
        ("交青禾镇农业农村办", "已办结（B 类）", False),
        ("现场解答：已告知材料。", "已办结", True),
        ("告知法定途径：诉讼，云岭县人民法院", "已办结", True),
    ]


def test_a_voided_visit_keeps_its_number_and_says_so(town):
    visit = visited(town)
    type(visit).objects.update(voided_at=clock.now(), voided_by=town.officer, void_reason="登错了站")
    assert rows(VisitLedger(town.office)) == []
    (row,) = rows(VisitLedger(town.office), "state=all")
    assert (row["编号"], row["办理结果"]) == (visit.number, "来访已作废：登错了站")


@pytest.mark.parametrize("ledger", [OpinionLedger, VisitLedger])
def test_the_same_queries_for_1_and_3_rows(town, ledger, django_assert_max_num_queries):
    taken = []
    for count in (1, 3):
        while Opinion.objects.count() < count:
            visited(town)
        with django_assert_max_num_queries(14) as queries:
            assert len(rows(ledger(User.objects.get(pk=town.office.pk)))) == count  # as a new request does: nothing known of access yet
        taken.append(len(queries))
    assert taken[0] == taken[1]


@pytest.mark.parametrize("kind", [orders.OPINIONS, orders.VISITS])
def test_the_job_leaves_the_file(town, kind):
    visited(town)
    job = orders.order_ledger(kind, "", town.office, None)
    jobs.run_pending()
    job.refresh_from_db()
    assert (job.state, job.outcome, job.result_name) == ("done", {"text": "共 1 行"}, f"{orders.LEDGERS[kind]}{clock.today():%Y%m%d}.xlsx")


def test_the_job_asks_again_who_may(town):
    orders.order_ledger(orders.OPINIONS, "", town.clerk, None)
    jobs.run_pending()
    assert Job.objects.get().error == "您现在的岗位不能导出台账。"


def test_the_stations_log_has_exactly_the_columns_of_the_form(town):
    visited(town, deputies=tuple(town.deputies[:1]))
    visited(town, station=town.station_elsewhere)
    heads = [cell.value for cell in opened(StationLog(town.officer))[3]]
    assert heads == [name.replace("_", " ") for name in LOG_COLUMNS.split() if name not in ("编号", "联络站")]
    [row] = rows(StationLog(town.officer))
    assert (row["值班代表"], row["来访人"]) == ("周启明", "王*")


def test_reception_days_say_who_came_and_what_was_raised(town):
    day = visited(town, deputies=tuple(town.deputies[:2]), matters=(MatterDraft(words="路"), MatterDraft(words="桥"))).day
    [row] = rows(ReceptionLedger(town.officer))
    assert row["日期"].date() == day.date
    assert (row["到站代表"], row["接待人次"], row["反映件数"], row["转交办理"], row["当场答复"]) == ("周启明、何秀兰", 1, 2, 2, 0)
    assert row["状态"] == "待确认"
    assert rows(ReceptionLedger(town.officer), "state=confirmed") == []
    assert rows(ReceptionLedger(town.officer_elsewhere)) == []
