"""The deputy on a phone."""

from datetime import date, time

import pytest
from django.urls import reverse

from constituents.models import ReceptionDay
from deputies.choices import DutyKind, DutySource
from tests.factories.deputies import DutyRecordFactory

pytestmark = pytest.mark.django_db
DUTY, CONTACTS = reverse("deputies:duty"), reverse("deputies:contacts")


@pytest.fixture(autouse=True)
def _day(time_machine_day):
    """All of this happens on 10 May 2026."""


@pytest.fixture
def time_machine_day():
    import time_machine

    with time_machine.travel("2026-05-10T01:00:00Z", tick=False):
        yield


@pytest.mark.parametrize("url", [DUTY, CONTACTS])
def test_only_deputies_have_these_pages(client, town, url):
    client.force_login(town.officer)
    assert client.get(url).status_code == 403


def test_my_records_count_by_kind_and_link_to_their_source(client, town):
    opinion = DutyRecordFactory(deputy=town.deputy, title="路灯不亮")
    DutyRecordFactory(deputy=town.deputy, kind=DutyKind.SUGGESTION, source=DutySource.ENTERED, source_id=None, title="建议")
    DutyRecordFactory(deputy=town.deputies[1], title="别人的")
    DutyRecordFactory(deputy=town.deputy, on=date(2025, 3, 1), title="去年的")
    client.force_login(town.deputy_user)
    page = client.get(DUTY)
    assert page.context["counts"] == [("opinion", "收到意见", 1), ("suggestion", "提出建议", 1)]
    assert [(record.title, url) for record, url in page.context["lines"]] == [
        ("建议", ""),
        ("路灯不亮", reverse("opinions:detail", args=[opinion.source_id])),
    ]
    assert page.context["years"] == [2026, 2025]
    assert [record.title for record, _ in client.get(DUTY, {"year": "2025"}).context["lines"]] == ["去年的"]
    assert [record.title for record, _ in client.get(DUTY, {"kind": "suggestion"}).context["lines"]] == ["建议"]
    assert client.get(DUTY, {"year": "0", "kind": "x", "page": "x"}).context["total"] == 2


def test_duty_asks_as_often_for_three_records_as_for_one(client, town, django_assert_num_queries):
    client.force_login(town.deputy_user)
    DutyRecordFactory(deputy=town.deputy)
    client.get(DUTY)
    with django_assert_num_queries(13):  # one reads the regulation, which a process keeps
        client.get(DUTY)
    DutyRecordFactory.create_batch(2, deputy=town.deputy)
    with django_assert_num_queries(13):  # one reads the regulation, which a process keeps
        client.get(DUTY)


def test_contacts_show_my_station_with_its_next_days_and_staff(client, town, django_assert_num_queries):
    town.station.phone, town.station.opening_hours = "0996-8765432", "每周一、三上午"
    town.station.save()
    ReceptionDay.objects.create(station=town.station, date=date(2026, 6, 10), starts_at=time(9), topic="灌溉用水")
    ReceptionDay.objects.create(station=town.station, date=date(2026, 4, 10), topic="过去的")
    client.force_login(town.deputy_user)
    client.get(CONTACTS)
    with django_assert_num_queries(8):
        page = client.get(CONTACTS).content.decode()
    for words in ("河湾村联络站", "tel:0996-8765432", "每周一、三上午", "林小禾", "6月10日", "灌溉用水"):
        assert words in page
    assert "过去的" not in page


def test_without_a_station_the_page_says_whom_to_ask(client, town):
    town.deputy.mandates.update(station=None)
    client.force_login(town.deputy_user)
    assert "请本级人大办" in client.get(CONTACTS).content.decode()
