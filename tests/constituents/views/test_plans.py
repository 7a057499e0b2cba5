"""The pages of plans and swaps, as a clerk, an office and a deputy click through them."""

from datetime import date, datetime, time

import pytest
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from constituents.choices import OfferState
from constituents.models import Away, DutyOffer, ReceptionDay, ReceptionDuty, ReceptionPlan
from deputies.models import Term
from jobs.models import Job
from jobs.services import run_pending
from tests.factories.accounts import UserFactory

NOW = datetime(2026, 1, 20, 9, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def january():
    with clock.at(NOW):
        yield


def url(name: str, town, *args) -> str:
    return reverse(f"constituents:{name}", args=[town.station.pk, 2026, *args])


@pytest.fixture
def plan(client, town) -> ReceptionPlan:
    """Drafted on the page by the liaison officer, who stays logged in."""
    client.force_login(town.officer)
    response = client.post(url("plan_make", town), {"version": 0, "on_duty": 2}, follow=True)
    assert "2026 年的接待计划排好了" in response.text
    return ReceptionPlan.objects.get()


def published(client, plan, town) -> None:
    client.force_login(town.head)
    client.post(url("plan_approve", town), {"version": plan.version})
    client.post(url("plan_publish", town), {"version": plan.version})
    assert ReceptionPlan.objects.get().state == "published"


def test_the_officer_drafts_the_head_approves(client, town, plan):
    page = client.get(url("plan_year", town)).text
    assert "5月11日 星期一" in page
    assert "原定 5月10日" in page
    assert "放假顺延" in page
    assert "审核通过" not in page
    assert client.post(url("plan_approve", town), {"version": 1}).status_code == 403
    published(client, plan, town)
    paper = client.get(url("plan_paper", town)).text
    assert "审核人：冯国栋" in paper
    assert "乡镇代表 周启明" in paper
    assert "不受理范围：诉讼、行政复议、仲裁、信访、申诉、检举控告" in paper


def test_one_day_is_changed_by_a_plain_form(client, town, plan):
    day = ReceptionDay.objects.get(date=date(2026, 3, 10))
    address = reverse("constituents:plan_day", args=[day.pk])
    assert "何秀兰" in client.get(address).text
    typed = {"version": 1, "date": "2026-03-12", "starts_at": "14:00", "ends_at": "13:00", "topic": "春灌用水", "deputies": [town.deputies[2].pk]}
    assert "结束要在开始之后" in client.post(address, typed).text
    client.post(address, typed | {"ends_at": "17:00"})
    day.refresh_from_db()
    assert (day.date, day.topic, [deputy.name for deputy in day.deputies.all()]) == (date(2026, 3, 12), "春灌用水", ["马文山"])
    late = client.post(address, typed | {"ends_at": "18:00"}).text
    assert "刚有人改过" in late
    assert 'value="18:00"' in late  # what was typed stays
    drop = client.post(reverse("constituents:plan_day_drop", args=[day.pk]), {"version": 2, "reason": ""})
    assert "请填写「取消的原因」" in drop.text
    client.post(reverse("constituents:plan_day_drop", args=[day.pk]), {"version": 2, "reason": "村里修路"})
    assert "村里修路" in client.get(url("plan_year", town)).text
    client.post(reverse("constituents:plan_day_restore", args=[day.pk]), {"version": 3})
    assert ReceptionDay.objects.get(pk=day.pk).is_planned
    client.post(url("plan_day_add", town), typed | {"version": 4, "date": "2026-03-20", "ends_at": "17:00"})
    assert ReceptionDay.objects.filter(date=date(2026, 3, 20), duties__deputy=town.deputies[2]).exists()


def test_the_office_makes_all_plans_by_a_job(client, town, django_capture_on_commit_callbacks):
    client.force_login(town.office)
    page = client.get(reverse("constituents:plans_year", args=[2026]))
    assert "给 2 个还没有的排计划" in page.text
    key = page.context["order"]["request_key"].value()
    for _ in range(2):  # a double click
        client.post(reverse("constituents:plans_make", args=[2026]), {"request_key": key})
    assert Job.objects.count() == 1
    run_pending()
    assert (
        Job.objects.get().outcome["text"]
        == "排好 2 个站（家）2026 年的接待计划，共 22 天。青禾镇人大代表之家没有排：制度里没有安排这一类单位的日子，不用排。"
    )
    assert ReceptionPlan.objects.count() == 2
    page = client.get(reverse("constituents:plans_year", args=[2026]), {"state": "draft", "q": "河湾"}).text
    assert "河湾村联络站" in page
    assert "上塘村联络站" not in page


def test_a_plan_page_asks_as_much_for_many_days_as_for_few(client, town, plan, django_assert_max_num_queries):
    ReceptionDay.objects.filter(date__gte=date(2026, 4, 1)).delete()
    with django_assert_max_num_queries(60) as few:
        client.get(url("plan_year", town))
    for month in range(4, 13):
        day = ReceptionDay.objects.create(station=town.station, date=date(2026, month, 10))
        ReceptionDuty.objects.create(day=day, deputy=town.deputies[month % 3])
    with django_assert_max_num_queries(60) as many:
        client.get(url("plan_year", town))
    assert len(few) == len(many)


def test_a_swap_on_the_phone(client, town, plan):
    other = town.deputies[1]
    other.user = UserFactory(username="xiulan", name="何秀兰")
    other.save()
    day = ReceptionDay.objects.get(date=date(2026, 3, 10))
    day.duties.all().delete()
    duty = ReceptionDuty.objects.create(day=day, deputy=town.deputy)
    client.force_login(town.deputy_user)
    assert "3月10日" in client.get(reverse("constituents:duties")).text
    client.post(reverse("constituents:offer", args=[duty.pk]), {"receiver": other.pk, "note": "去县里开会"})
    offer = DutyOffer.objects.get()
    assert client.post(reverse("constituents:offer_accept", args=[offer.pk])).status_code == 403  # not one's own
    client.force_login(other.user)
    assert "周启明代表请您接班" in client.get(reverse("constituents:duties")).text
    assert "您接下了这一班" in client.post(reverse("constituents:offer_accept", args=[offer.pk]), follow=True).text
    offer.refresh_from_db()
    assert (offer.state, offer.taker, list(day.deputies.all())) == (OfferState.ACCEPTED, other, [other])
    client.force_login(town.officer)
    assert "已有人接" in client.get(url("plan_year", town)).text


def test_days_away_by_the_deputy_and_by_the_station(client, town, plan):
    client.force_login(town.deputy_user)
    wrong = client.post(
        reverse("constituents:away"), {"request_key": "5f0c7ed7-0f3e-4c57-8a6d-1f3a7f0a3a10", "first": "2026-07-09", "last": "2026-07-01"}
    )
    assert "最后一天要在第一天之后" in wrong.text
    for _ in range(2):
        typed = {"request_key": "5f0c7ed7-0f3e-4c57-8a6d-1f3a7f0a3a10", "first": "2026-07-01", "last": "2026-07-31"}
        client.post(reverse("constituents:away"), typed)
    assert Away.objects.get().deputy == town.deputy
    client.force_login(town.officer)
    station = reverse("constituents:station_away", args=[town.station.pk])
    client.post(
        station, {"request_key": "5f0c7ed7-0f3e-4c57-8a6d-1f3a7f0a3a11", "deputy": town.deputies[1].pk, "first": "2026-02-01", "last": "2026-02-28"}
    )
    page = client.get(station).text
    assert "周启明" in page
    assert "何秀兰" in page
    client.post(reverse("constituents:away_withdraw", args=[Away.objects.get(deputy=town.deputy).pk]), {"station": town.station.pk})
    assert Away.objects.get().deputy == town.deputies[1]


def test_years_beyond_the_next_have_no_page(client, town, plan):
    Term.objects.filter(pk=town.term.pk).update(ends_on=date(2028, 12, 31))
    assert client.get(reverse("constituents:plan_year", args=[town.station.pk, 2027])).status_code == 200
    assert client.get(reverse("constituents:plan_year", args=[town.station.pk, 2028])).status_code == 404
    assert "暂定" in client.get(reverse("constituents:plan_year", args=[town.station.pk, 2027])).text


def test_a_homes_plan_is_not_called_a_reception_of_the_public(client, town):
    client.force_login(town.head)
    where = [reverse(f"constituents:{name}", args=[town.home.pk, 2026]) for name in ("plan_approve", "plan_publish", "plan_year", "plan_paper")]
    ReceptionPlan.objects.create(station=town.home, year=2026)
    ReceptionDay.objects.create(station=town.home, date=date(2026, 3, 20), starts_at=time(9), ends_at=time(11))
    client.post(where[0], {"version": 1})
    assert "不上群众的公告页" in client.get(where[2]).text
    page = client.post(where[1], {"version": 1}, follow=True).text
    assert "代表之家的活动日是代表自己的" in page and "看公告页" not in page
    paper = client.get(where[3]).text
    assert "2026 年代表活动日计划" in paper and "不受理范围" not in paper and "听取群众" not in paper
