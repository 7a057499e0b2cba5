"""Yearly plans: written at once, copied, confirmed, done or late; the days that the regulation names; what the congress sees."""

import io
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from common import clock
from stations.models import PlanItem, Unit, YearPlan
from stations.rules.plans import lines_of
from stations.rules.regulation import DEFAULT_BODY
from stations.services.plans import Line, copy_plan, mark_done, save_plan
from tests.factories.stations import RegulationFactory, UnitFactory

HOME_DAY = DEFAULT_BODY["home_day"] | {"kind": "day_of_quarter", "month": 2, "day": 15, "holiday": "keep"}


@pytest.fixture(autouse=True)
def june():
    with clock.at(datetime(2026, 6, 15, 3, tzinfo=UTC)):
        yield


def line(title, month=3, day=None, **more) -> Line:
    due_on = date(2026, month, day) if day else date(2026, month, {2: 28, 3: 31, 6: 30, 12: 31}[month])
    return Line("contact", title, due_on, day is None, **more)


def address(name, town, year=2026) -> str:
    return reverse(f"stations:{name}", args=[town.station.pk, year])


def write(client, town, *rows, user=None, version=None, initial=0, **more):
    """Send the plan's page with these rows (title, month, day, pk)."""
    client.force_login(user or town.officer)
    data = {"line-TOTAL_FORMS": len(rows), "line-INITIAL_FORMS": initial, "version": version if version is not None else _version(town)}
    for number, row in enumerate(rows):
        facts = {"sort": "contact", "person": "林小禾"} | row
        data |= {f"line-{number}-{name}": value for name, value in facts.items()}
    return client.post(address("plan_edit", town), data | more)


def _version(town) -> int:
    plan = YearPlan.objects.filter(unit=town.station, year=2026).first()
    return plan.version if plan else 0


def saved(town) -> list[tuple]:
    return list(PlanItem.objects.filter(plan__unit=town.station).order_by("due_on").values_list("title", "due_on", "by_month"))


def test_the_whole_plan_is_written_at_once(client, town):
    response = write(client, town, {"title": "走访", "month": 3}, {"title": "座谈", "month": 2, "day": 14}, {"title": "", "month": "", "person": ""})
    assert response.url == address("plan_year", town)
    assert saved(town) == [("座谈", date(2026, 2, 14), False), ("走访", date(2026, 3, 31), True)]
    assert AuditEntry.objects.filter(action="plan.save").count() == 1


def test_sending_it_twice_changes_nothing(client, town):
    for _ in range(2):
        assert write(client, town, {"title": "走访", "month": 3}, version=0).status_code == 302
    assert (len(saved(town)), _version(town)) == (1, 1)


def test_what_is_done_stays_done_when_the_plan_changes(client, town):
    plan = save_plan(town.station, 2026, [line("走访"), line("座谈", 2)], 0, town.officer)
    item = plan.items.get(title="走访")
    mark_done(item, date(2026, 3, 20), "走了 9 户", town.officer)
    write(client, town, {"pk": item.pk, "title": "走访联系户", "month": 6}, initial=1)
    assert list(plan.items.values_list("title", "due_on", "done_note")) == [("走访联系户", date(2026, 6, 30), "走了 9 户")]


def test_the_slower_of_two_keeps_the_text_and_is_told(client, town):
    save_plan(town.station, 2026, [line("走访")], 0, town.office)
    response = write(client, town, {"title": "座谈", "month": 2}, version=0)
    assert response.context["faults"][0].startswith("已有他人先改了这份计划")
    assert response.context["forms"][0]["title"].value() == "座谈"
    assert [title for title, *_ in saved(town)] == ["走访"]


@pytest.mark.parametrize(
    ("row", "errors"),
    [
        ({"title": "座谈", "month": 2, "day": 30}, {"day": ["2026 年 2 月没有 30 日。"]}),
        ({"title": "座谈", "month": ""}, {"month": ["请选择几月。"]}),
        ({"title": "", "month": 3}, {"title": ["请写明做什么，或去掉这一行。"]}),
    ],
)
def test_what_is_wrong_is_said_at_the_line(client, town, row, errors):
    assert write(client, town, row).context["forms"].errors[0] == errors
    assert saved(town) == []


def test_last_years_plan_is_copied_with_nothing_done(client, town):
    last = save_plan(
        town.station, 2024, [Line("study", "学习", date(2024, 2, 29), False), Line("study", "总结", date(2024, 12, 31), True)], 0, town.officer
    )
    mark_done(last.items.get(title="学习"), date(2024, 2, 29), "", town.officer)
    copied = copy_plan(town.station, 2025, town.officer)
    assert list(copied.items.values_list("title", "due_on", "by_month", "done_on")) == [
        ("学习", date(2025, 2, 28), False, None),
        ("总结", date(2025, 12, 31), True, None),
    ]
    client.force_login(town.officer)
    response = client.post(address("plan_copy", town, 2025), follow=True)
    assert "2025 年已经有计划了" in response.content.decode()
    assert "没有 2029 年的计划可以照抄" in client.post(address("plan_copy", town, 2030), follow=True).content.decode()


def test_the_office_confirms_what_it_saw_and_a_change_asks_anew(client, town):
    save_plan(town.station, 2026, [line("走访")], 0, town.officer)
    client.force_login(town.office)
    assert "请看过再确认" in client.post(address("plan_confirm", town), {"version": 9}, follow=True).content.decode()
    client.post(address("plan_confirm", town), {"version": 1})
    assert YearPlan.objects.get().confirmed_by == town.office
    item = PlanItem.objects.get()
    mark_done(item, date(2026, 3, 1), "", town.officer)
    assert YearPlan.objects.get().confirmed_at is not None  # what is done is no change of the plan
    write(client, town, {"title": "座谈", "month": 2})
    assert YearPlan.objects.get().confirmed_at is None


def test_done_and_late_follow_from_the_days(client, town):
    plan = save_plan(town.station, 2026, [line("甲", 3), line("乙", 6, 20), line("丙", 12), line("丁", 2)], 0, town.officer)
    client.force_login(town.officer)
    url = reverse("stations:plan_item", args=[plan.items.get(title="丁").pk])
    client.post(url, {"done_on": "2026-02-20", "done_note": "到会 9 人"})
    assert [(each.item.title, each.words) for each in lines_of(plan.items.all())] == [
        ("丁", "已完成"),
        ("甲", "超期"),
        ("乙", "快到期"),
        ("丙", "未到期"),
    ]
    assert client.post(url, {"done_on": "2026-06-16"}).context["form"].errors == {"done_on": ["这一天还没有到，请改成完成的日期。"]}
    client.post(url, {"done_on": "", "done_note": "又没了"})
    item = plan.items.get(title="丁")
    assert (item.done_on, item.done_note) == (None, "")


def test_a_closed_station_keeps_its_plan_to_be_read(client, town):
    save_plan(town.station, 2026, [line("走访")], 0, town.officer)
    Unit.objects.filter(pk=town.station.pk).update(closed_on=date(2026, 6, 1))
    client.force_login(town.office)
    assert "走访" in client.get(address("plan_year", town)).content.decode()
    assert client.get(address("plan_edit", town)).status_code == 403
    assert [name for name, *_ in overview(client, town.office)] == ["青禾镇人大代表之家", "上塘村联络站"]


def test_reception_days_come_from_the_regulation(client, town):
    client.force_login(town.officer)
    rule = client.get(address("plan_year", town)).context["days"][0]
    assert (rule.title, len(rule.days), rule.provisional) == ("接待日", 12, False)
    assert [str(day.on) for day in rule.days if day.was_moved] == ["2026-01-12", "2026-05-11"]
    assert client.get(address("plan_year", town, 2027)).context["days"][0].provisional is True


def test_a_home_has_its_own_day(client, town):
    RegulationFactory(congress=town.congress, number=2, body=DEFAULT_BODY | {"home_day": HOME_DAY, "yearly": {"plan": "01-31", "summary": ""}})
    client.force_login(town.office)
    context = client.get(reverse("stations:plan_year", args=[town.home.pk, 2026])).context
    assert (context["plan_due"], context["summary_due"]) == (date(2026, 1, 31), None)
    assert [(rule.title, [str(day.on) for day in rule.days]) for rule in context["days"]] == [
        ("代表之家活动日", ["2026-02-15", "2026-05-15", "2026-08-15", "2026-11-15"])
    ]


def test_paper_and_sheet_hold_the_plan_and_the_days(client, town):
    save_plan(town.station, 2026, [line("=走访", person="林小禾")], 0, town.officer)
    client.force_login(town.officer)
    paper = client.get(address("plan_paper", town)).content.decode()
    assert "=走访" in paper and "1月12日、2月10日" in paper
    plan, days = load_workbook(io.BytesIO(client.get(address("plan_sheet", town)).content)).worksheets
    assert [cell.value for cell in plan[3]][:6] == [1, "联系群众", "=走访", "3月", "林小禾", "超期"]
    assert [cell.value.date().isoformat() for cell in days[3][1:3]] == ["2026-01-12", "2026-01-10"]


def overview(client, user, **query) -> list[tuple]:
    client.force_login(user)
    page = client.get(reverse("stations:plans_year", args=[2026]), query).context["page"]
    return [(row.unit.name, row.words, row.total, row.done, row.late) for row in page]


def test_the_congress_sees_every_plan_of_the_year(client, town):
    plan = save_plan(town.station, 2026, [line("甲"), line("乙", 2), line("丙", 12)], 0, town.officer)
    mark_done(plan.items.get(title="乙"), date(2026, 2, 3), "", town.officer)
    own = [("青禾镇人大代表之家", "还没有", 0, 0, 0), ("河湾村联络站", "没确认", 3, 1, 1), ("上塘村联络站", "还没有", 0, 0, 0)]
    assert overview(client, town.office) == own
    assert overview(client, town.county_office) == [*own, ("白岩村联络站", "还没有", 0, 0, 0)]
    assert overview(client, town.officer) == [own[1]]
    assert overview(client, town.office, state="late") == overview(client, town.office, state="draft") == [own[1]]
    assert [name for name, *_ in overview(client, town.office, state="none", kind="station")] == ["上塘村联络站"]
    sheet = load_workbook(io.BytesIO(client.get(reverse("stations:plans_export", args=[2026]), {"q": "河湾"}).content)).active
    assert [cell.value for cell in sheet[4]] == ["青禾镇人大主席团", "河湾村联络站", "代表联络站", "没确认", 3, 1, 1]


def test_pages_ask_as_much_for_many_as_for_few(client, town):
    client.force_login(town.county_office)

    def queries(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    save_plan(town.station, 2026, [line("甲")], 0, town.officer)
    few = [queries(url) for url in (address("plan_year", town), reverse("stations:plans_year", args=[2026]))]
    save_plan(town.station, 2026, [line(f"事{number}") for number in range(12)], 1, town.officer)
    for number in range(20):
        save_plan(UnitFactory(parent=town.congress, name=f"第{number}站"), 2026, [line("甲")], 0, town.officer)
    assert [queries(url) for url in (address("plan_year", town), reverse("stations:plans_year", args=[2026]))] == few
