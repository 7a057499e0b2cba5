"""Reception days as a list, the record written, confirmed, corrected and printed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from common import clock
from constituents.models import ReceptionDay, ReceptionDuty
from constituents.services.attendance import mark_present
from constituents.services.records import save_record
from tests.factories.constituents import visited

LIST = "/visits/receptions/"


@pytest.fixture
def officer(client, town):
    client.force_login(town.officer)
    return client


@pytest.fixture
def day(town) -> ReceptionDay:
    row = ReceptionDay.objects.create(station=town.station, date=clock.today(), topic="冬春灌溉")
    ReceptionDuty.objects.create(day=row, deputy=town.deputy)
    return row


def to(name, day):
    return reverse(f"constituents:{name}", args=[day.pk])


def test_from_the_draft_to_the_paper_and_a_correction(officer, town, day):
    visited(town, deputies=(town.deputy,), at=clock.now())
    assert "写小结并确认" in officer.get(to("reception", day)).text
    page = officer.post(to("record", day), {"seen": "", "summary": "都问水渠。", "then": "confirm"}, follow=True)
    assert "已确认" in page.text and "都问水渠。" in page.text
    paper = officer.get(to("record_paper", day)).text
    for words in ("代表接待选民记录", "接待群众 1 人次，反映 1 件事：转交办理 1 件。", "王*", "都问水渠。", "冬春灌溉"):
        assert words in paper
    assert "王小明" not in paper and "草稿" not in paper
    assert "请写明为什么更正" in officer.post(to("record_correct", day), {"reason": ""}).text
    page = officer.post(to("record_correct", day), {"reason": "小结写错"}, follow=True)
    assert "以前的版本" in page.text and "待确认" in page.text


def test_a_summary_with_a_phone_number_stays_typed_and_is_refused(officer, town, day):
    page = officer.post(to("record", day), {"seen": "", "summary": "找 13912346215", "then": "save"})
    assert page.context["form"].errors and "找 13912346215" in page.text
    assert not day.records.exists()


def test_month_and_state_narrow_the_list(officer, town, day):
    old = ReceptionDay.objects.create(station=town.station, date=date(2026, 3, 10))
    coming = ReceptionDay.objects.create(station=town.station, date=clock.today() + timedelta(days=9))
    done = ReceptionDay.objects.create(station=town.station, date=date(2026, 2, 10))
    ReceptionDay.objects.create(station=town.station_elsewhere, date=date(2026, 3, 10))
    save_record(done, "", "", town.officer, confirm=True)
    cases = {
        "": [coming, day, old, done],
        "month=2026-03": [old],
        "state=coming": [coming],
        "state=unmarked": [day],
        "state=waiting": [old],
        "state=confirmed": [done],
    }
    for query, found in cases.items():
        assert officer.get(f"{LIST}?{query}").context["page"].rows == found, query
    assert "没有符合条件" in officer.get(f"{LIST}?month=2025-01").text
    assert set(officer.get(f"{LIST}?month=x").context["form"].errors) == {"month"}


def test_an_office_lists_by_station_and_exports_the_same(client, town, day):
    client.force_login(town.office)
    other = ReceptionDay.objects.create(station=town.other_station, date=clock.today())
    page = client.get(LIST, {"station": town.other_station.pk})
    assert page.context["page"].rows == [other]
    assert f"/reports/receptions/?station={town.other_station.pk}" in page.text
    assert client.get(to("record", day)).status_code == 403


@pytest.mark.parametrize("name", ["receptions", "record_paper"])
def test_one_and_three_rows_cost_the_same(officer, town, day, name, django_assert_max_num_queries, django_assert_num_queries):
    visited(town, deputies=(town.deputy,), at=clock.now())
    address = LIST if name == "receptions" else to(name, day)
    officer.get(address)
    with django_assert_max_num_queries(18) as one:
        officer.get(address)
    for number in (1, 2):
        visited(town, deputies=tuple(town.deputies), at=clock.now())
        more = ReceptionDay.objects.create(station=town.station, date=clock.today() - timedelta(days=number))
        mark_present(more, town.deputies[number], "", town.officer)
    with django_assert_num_queries(len(one)):
        officer.get(address)


def test_days_far_ahead_are_left_to_the_plan(officer, town, day):
    far = ReceptionDay.objects.create(station=town.station, date=clock.today() + timedelta(days=40))
    assert [line["day"] for line in officer.get(LIST).context["lines"]] == [day]
    assert [line["day"] for line in officer.get(LIST, {"state": "all"}).context["lines"]] == [far, day]
    assert [line["day"] for line in officer.get(LIST, {"month": f"{far.date:%Y-%m}"}).context["lines"]][:1] == [far]


def test_a_day_that_was_called_off_waits_for_nobody(officer, town, day):
    off = ReceptionDay.objects.create(station=town.station, date=date(2026, 3, 10), is_planned=False, drop_reason="会场装修")
    held = ReceptionDay.objects.create(station=town.station, date=date(2026, 4, 10), is_planned=False, drop_reason="会场装修")
    ReceptionDuty.objects.create(day=held, deputy=town.deputy, is_planned=False, attended=True)
    assert [line["state"] for line in officer.get(LIST).context["lines"]] == ["缺到站登记", "待确认", "已取消"]
    assert [line["day"] for line in officer.get(LIST, {"state": "dropped"}).context["lines"]] == [off]
    assert [line["day"] for line in officer.get(LIST, {"state": "waiting"}).context["lines"]] == [held]


def test_the_page_of_a_day_called_off_asks_for_no_record(officer, town, day):
    off = ReceptionDay.objects.create(station=town.station, date=date(2026, 3, 10), is_planned=False, drop_reason="会场装修")
    assert "接待情况记录" not in officer.get(to("reception", off)).text
    assert "接待情况记录" in officer.get(to("reception", day)).text
