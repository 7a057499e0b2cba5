"""A year's summary is sent to the office above, once, and asked for where the regulation names a day."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from notices.models import Notice
from notices.services import dispatch, plan
from reports.models import YearSummary
from reports.rules.summary_reminders import summary_reminders
from reports.services.summary import save_summary, send_summary
from stations.rules.regulation import DEFAULT_BODY
from tests.factories.stations import RegulationFactory

pytestmark = pytest.mark.django_db
ASKED = "请报送 2026 年工作总结：河湾村联络站"


def at(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _at_the_years_end():
    with clock.at(at(12, 20)):
        yield


@pytest.fixture
def row(town) -> YearSummary:
    return save_summary(town.station, 2026, "总结", 0, town.officer)


@pytest.fixture
def december(town):
    """The regulation asks for the summary by the end of the year."""
    RegulationFactory(congress=town.congress, number=2, body=DEFAULT_BODY | {"yearly": {"plan": "", "summary": "12-31"}})


def send(client, row, version=1):
    return client.post(reverse("reports:summary_send", args=[row.unit_id, 2026]), {"version": version}, follow=True).content.decode()


def test_sent_by_the_head_it_reaches_the_office_once_and_stays(client, town, row):
    client.force_login(town.head)
    assert "报送" in client.get(row.get_absolute_url()).content.decode()
    assert "已有他人先改了这份总结" in send(client, row, version=9)
    assert "总结已报送，上级人大办已收到消息。" in send(client, row)
    send(client, row)

    row.refresh_from_db()
    assert row.sent_by == town.head
    assert [notice.recipient for notice in Notice.objects.filter(title="河湾村联络站报来2026 年工作总结")] == [town.office]
    page = client.get(row.get_absolute_url(), {"draft": "1"})
    assert page.context["form"]["text"].value() == "总结" and "保存总结" not in page.content.decode()
    assert client.post(row.get_absolute_url(), {"text": "又改", "version": 1}).status_code == 403


def test_a_year_that_is_not_at_its_end_cannot_be_sent(client, town, row):
    client.force_login(town.head)
    with clock.at(at(11, 30)):
        assert client.get(row.get_absolute_url()).context["may_send"] is False
        assert "12 月起才能报送" in send(client, row)
        row.refresh_from_db()
        assert row.sent_at is None
    with clock.at(at(12, 1)):
        assert client.get(row.get_absolute_url()).context["may_send"] is True


def test_the_slower_of_two_senders_and_a_late_save_are_refused(town, row):
    send_summary(row, 1, town.head)
    with pytest.raises(ValidationError, match="已经报送"):
        send_summary(row, 1, town.office)
    with pytest.raises(ValidationError, match="已经报送"):
        save_summary(town.station, 2026, "又改", 1, town.officer)
    assert Notice.objects.filter(title__contains="报来").count() == 1


def told(*moments: datetime) -> list[str]:
    for moment in moments:
        with clock.at(moment):
            plan(), dispatch()
    return sorted(Notice.objects.filter(title=ASKED).values_list("recipient__username", flat=True))


def test_it_is_asked_for_a_week_before_and_once_after(town, december):
    assert told(at(12, 24, 8)) == []
    assert told(at(12, 24), at(12, 25)) == ["head", "officer"]
    assert told(at(1, 3, 9, 2027), at(1, 4, 9, 2027)) == ["head", "head", "officer", "officer"]


def test_what_was_sent_is_not_asked_for(town, december, row):
    assert told(at(12, 24)) == ["head", "officer"]  # written, but not sent
    send_summary(row, 1, town.head)
    assert told(at(1, 3, 9, 2027)) == ["head", "officer"]


def test_without_a_day_nobody_is_asked(town):
    assert told(at(12, 24), at(1, 3, 9, 2027)) == []


@pytest.mark.parametrize("sent", [0, 2])
def test_the_queries_do_not_grow_with_the_units(town, december, sent, django_assert_num_queries):
    for unit in (town.station, town.other_station)[:sent]:
        send_summary(save_summary(unit, 2026, "总结", 0, town.office), 1, town.office)
    with django_assert_num_queries(4):
        assert list(summary_reminders(at(12, 24), at(12, 25)))
