"""A year's summary: its figures are counted from the registers, the draft says them plainly, people's own words stay."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from common import clock
from constituents.choices import LegalWay, Outcome, Way
from constituents.models import ReceptionDay, ReceptionDuty
from constituents.services.home_days import drop_home_day
from opinions.models import Opinion
from opinions.services.visits import MatterDraft
from reports.models import YearSummary
from reports.rules.summary import Figures, draft, figures_of
from stations.models import PlanItem
from stations.services.plans import Line, mark_done, save_plan
from tests.factories.constituents import visited
from tests.factories.doors import opinion, place_of
from tests.factories.home_days import arranged

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november():
    with clock.at(NOW):
        yield


def address(town, name="summary", year=2026) -> str:
    return reverse(f"reports:{name}", args=[town.station.pk, year])


@pytest.fixture
def busy(town):
    """Two receptions (a deputy came to one), one cancelled, a visit with four matters, a call, a solved case; one from last year, one of
    another station."""
    for day, attended in ((date(2026, 3, 10), True), (date(2026, 4, 10), False), (date(2026, 12, 10), False), (date(2025, 3, 10), True)):
        row = ReceptionDay.objects.create(station=town.station, date=day)
        ReceptionDuty.objects.create(day=row, deputy=town.deputy, attended=attended)
    matters = (
        MatterDraft("水渠"),
        MatterDraft("社保", outcome=Outcome.ANSWERED, answer="带身份证去镇里办"),
        MatterDraft("医保", outcome=Outcome.ANSWERED, answer="已告知"),
        MatterDraft("官司", outcome=Outcome.LEGAL_WAY, legal_way=LegalWay.LAWSUIT),
    )
    ReceptionDay.objects.create(station=town.station, date=date(2026, 5, 10), drop_reason="放假")
    visited(town, matters=matters)
    visited(town, way=Way.PHONE, matters=())
    opinion(place_of(town), "closed")
    with clock.at(NOW - timedelta(days=365)):
        opinion(place_of(town), "closed")
        opinion(place_of(town), "screening")
    voided = opinion(place_of(town), "screening")
    Opinion.objects.filter(pk=voided.pk).update(state="voided")
    visited(town, station=town.other_station)


def test_the_figures_are_those_of_the_registers(town, busy):
    figures = figures_of(town.station, 2026, clock.today())
    assert figures == Figures(
        planned_days=2,
        attended_days=1,
        home_days=0,
        visits=1,
        others=1,
        matters=4,
        answered=2,
        referred=1,
        legal_way=1,
        received=2,
        closed=1,
        solved=1,
        open=2,
    )
    last = figures_of(town.station, 2025, clock.today())
    assert (last.planned_days, last.received, last.closed, last.open) == (1, 2, 1, 1)


def test_the_figures_take_as_many_queries_for_a_busy_station_as_for_a_quiet_one(town, busy, django_assert_num_queries):
    for station in (town.station, town.home):
        with django_assert_num_queries(6):
            figures_of(station, 2026, clock.today())


def test_a_home_counts_the_days_that_it_held_and_no_reception_days(town):
    ReceptionDay.objects.create(station=town.home, date=date(2026, 3, 10))
    arranged(town.home, town.office, town.deputy)
    drop_home_day(arranged(town.home, town.office, town.deputy), "没有办", town.office)
    figures = figures_of(town.home, 2026, clock.today())
    assert (figures.planned_days, figures.home_days) == (0, 1)
    assert "\n代表之家活动日 1 次。接待来访 0 人次" in draft(town.home, 2026, [], figures, clock.today())


def test_the_draft_says_plan_and_figures_plainly(town, busy):
    lines = [Line("study", "学习", date(2026, 2, 28), True, "沈雨"), Line("report", "述职", date(2026, 12, 10), False)]
    plan = save_plan(town.station, 2026, lines, 0, town.officer)
    mark_done(plan.items.get(title="学习"), date(2026, 2, 20), "到会 9 人。", town.officer)
    items = PlanItem.objects.filter(plan=plan)
    text = draft(town.station, 2026, items, figures_of(town.station, 2026, clock.today()), clock.today())
    assert text == (
        "河湾村联络站 2026 年工作总结\n\n"
        "一、计划完成情况\n年度计划 2 项，完成 1 项，没有完成 1 项。\n"
        "1. 学习（2月20日，沈雨）。到会 9 人。\n没有完成的：\n1. 述职（原定12月10日）。\n\n"
        "二、接待和联系群众\n接待日 2 个，其中有代表到站 1 个。接待来访 1 人次，反映 4 件事：当场答复 2 件，转交办理 1 件，告知法定途径 1 件。"
        "另有来电、走访、来信等 1 次。\n\n"
        "三、社情民意办理\n收到意见 2 件，办结 1 件，其中解决 1 件；现在还在办 2 件。办结不等于解决，两个数分开统计。\n\n"
        "四、问题和下一年的打算\n（请在这里写）\n"
    )


def test_what_people_wrote_stays_until_they_ask_for_a_new_draft(client, town, busy):
    client.force_login(town.officer)
    assert client.get(address(town)).context["form"]["text"].value().startswith("河湾村联络站 2026 年工作总结")
    assert YearSummary.objects.count() == 0
    client.post(address(town), {"text": "我们的总结\n今年下了大力气。", "version": 0})
    assert client.get(address(town)).context["form"]["text"].value() == "我们的总结\n今年下了大力气。"
    fresh = client.get(address(town), {"draft": "1"}).context["form"]["text"].value()
    assert fresh.startswith("河湾村联络站 2026 年工作总结")
    assert YearSummary.objects.get().text == "我们的总结\n今年下了大力气。"
    paper = client.get(address(town, "summary_paper")).content.decode()
    assert "<h1>我们的总结</h1>" in paper and "今年下了大力气。" in paper


def test_two_at_once_and_twice_the_same(client, town):
    client.force_login(town.officer)
    for _ in range(2):
        assert client.post(address(town), {"text": "甲", "version": 0}).status_code == 302
    client.force_login(town.office)
    response = client.post(address(town), {"text": "乙", "version": 0})
    assert response.context["form"].errors["__all__"][0].startswith("已有他人先改了这份总结")
    assert (response.context["form"]["text"].value(), YearSummary.objects.get().text) == ("乙", "甲")
