"""A deputy's days in the phone's calendar: the secret address, what it says and what it does not, what was called off."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from constituents.models import CalendarFeed, HomeDay, ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.resources.calendars import events_of
from constituents.services.calendars import make_feed
from constituents.services.plan_days import drop_day, restore_day
from constituents.services.plans import Wish, approve_plan, make_plan, publish_plan
from constituents.services.swaps import accept_offer, offer_duty
from portal import services
from tests.factories.home_days import arranged
from tests.factories.households import asks, linked

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 5, 9, tzinfo=SHANGHAI)
PAGE = reverse("constituents:calendar")


@pytest.fixture(autouse=True)
def february():
    with clock.at(NOW):
        yield


@pytest.fixture
def plan(town):
    made = make_plan(town.station, 2026, Wish(), 0, town.officer)
    approve_plan(made, 1, town.head)
    return publish_plan(made, 1, town.head)


def feed_url(town) -> str:
    return reverse("portal:feed", args=[make_feed(town.deputy_user, 0).token])


def said(response) -> str:
    """The calendar with its folded lines joined again."""
    return response.content.decode().replace("\r\n ", "")


def states(deputy) -> dict:
    return {event.day: event.status for event in events_of(deputy) if "接待" in event.summary}


def test_my_days_come_without_login_and_stay_the_same_entries(client, town, plan):
    url = feed_url(town)
    ReceptionDay.objects.update(topic="春灌用水，渠道轮灌；" * 8)
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    raw = response.content
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    days = ReceptionDuty.objects.filter(deputy=town.deputy).count()
    assert raw.count(b"BEGIN:VEVENT") == days > 2
    uids = [line for line in said(response).split("\r\n") if line.startswith("UID:")]
    assert (len(set(uids)), uids[0].endswith("@127.0.0.1")) == (days, True)
    with clock.at(datetime(2026, 2, 6, 9, tzinfo=SHANGHAI)):
        assert [line for line in said(client.get(url)).split("\r\n") if line.startswith("UID:")] == uids


def test_an_unchanged_calendar_is_not_sent_again(client, town, plan):
    url = feed_url(town)
    etag = client.get(url)["ETag"]
    with clock.at(datetime(2026, 2, 5, 11, tzinfo=SHANGHAI)):
        assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
        ReceptionDay.objects.update(topic="灌溉")
        assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_what_is_called_off_says_so(town, plan):
    first, second = list(ReceptionDay.objects.filter(duties__deputy=town.deputy).order_by("date")[:2])
    drop_day(plan, first, "村里修路", 1, town.officer)
    assert (states(town.deputy)[first.date], states(town.deputy)[second.date]) == ("CANCELLED", "CONFIRMED")
    other = next(deputy for deputy in town.deputies if not second.duties.filter(deputy=deputy).exists())
    accept_offer(offer_duty(second.duties.get(deputy=town.deputy), None, "", town.deputy_user), other, town.officer)
    assert (states(town.deputy)[second.date], states(other)[second.date]) == ("CANCELLED", "CONFIRMED")
    plan.refresh_from_db()
    restore_day(plan, first, plan.version, town.officer)
    ReceptionDuty.objects.create(day=first, deputy=town.deputy)
    assert states(town.deputy)[first.date] == "CONFIRMED"


def test_a_day_of_a_plan_that_is_not_public_is_tentative(town, plan):
    ReceptionPlan.objects.update(state="draft")
    assert set(states(town.deputy).values()) == {"TENTATIVE"}


def test_home_days_come_and_are_called_off(town):
    row = arranged(town.station, town.officer, town.deputy, on=date(2026, 3, 20), name="一季度座谈会")
    arranged(town.station, town.officer, town.deputies[1], on=date(2026, 3, 21), name="别人的座谈会")
    assert [(event.summary, event.status) for event in events_of(town.deputy)] == [("一季度座谈会", "CONFIRMED")]
    HomeDay.objects.filter(pk=row.pk).update(drop_reason="改期")
    assert [(event.summary, event.status) for event in events_of(town.deputy)] == [("一季度座谈会（已取消）", "CANCELLED")]


def test_meetings_that_are_due_are_told_without_names(client, town):
    asks(town, number=3, visits=2)
    for name in ("王小明", "李大山"):
        linked(town, name=name)
    text = said(client.get(feed_url(town)))
    assert "DTSTART;VALUE=DATE:20260630" in text
    assert "SUMMARY:联系户见面还差 2 次\r\n" in text
    assert "SUMMARY:联系户见面还差 4 次\r\n" in text
    assert ("王小明" in text, "李大山" in text, "河湾村" in text) == (False, False, False)


def test_renewing_and_withdrawing_end_the_old_address(client, town):
    old = feed_url(town)
    client.force_login(town.deputy_user)
    page = client.get(PAGE).text
    assert f"http://testserver{old}" in page
    for _ in range(2):  # a click that comes twice renews once
        client.post(reverse("constituents:calendar_make"), {"issue": 1})
    feed = CalendarFeed.objects.get()
    new = reverse("portal:feed", args=[feed.token])
    assert (feed.issue, client.get(old).status_code, client.get(new).status_code) == (2, 404, 200)
    assert "日历最近一次来取" in client.get(PAGE).text
    client.post(reverse("constituents:calendar_revoke"))
    assert (client.get(new).status_code, "生成订阅地址" in client.get(PAGE).text) == (404, True)


def test_the_secret_lies_encrypted(town):
    token = make_feed(town.deputy_user, 0).token
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, token_index FROM constituents_calendarfeed")
        assert token not in "".join(cursor.fetchone())


def test_who_may_no_longer_log_in_has_no_feed(client, town):
    url = feed_url(town)
    town.deputy_user.is_active = False
    town.deputy_user.save()
    assert client.get(url).status_code == 404


def test_a_right_address_is_limited_by_itself_a_wrong_one_by_its_source(client, town, monkeypatch):
    monkeypatch.setattr(services, "READS_PER_FEED", 2)
    monkeypatch.setattr(services, "STRAYS_PER_ADDRESS", 1)
    stray, url = reverse("portal:feed", args=["x" * 32]), feed_url(town)
    assert [client.get(stray).status_code for _ in range(2)] == [404, 429]
    assert [client.get(url).status_code for _ in range(3)] == [200, 200, 429]  # somebody's old address locked nobody out
    assert client.get(url)["Retry-After"] == "3600"
    with clock.at(datetime(2026, 2, 5, 10, tzinfo=SHANGHAI)):
        assert client.get(url).status_code == 200


def test_in_wechat_the_page_says_where_to_open_it(client, town):
    client.force_login(town.deputy_user)
    make_feed(town.deputy_user, 0)
    page = client.get(PAGE, headers={"User-Agent": "Mozilla/5.0 (Linux; Android 12) MicroMessenger/8.0.40"}).text
    assert ("微信里打不开日历" in page, "webcal:" in page, "calendar.ics" in page) == (True, False, False)
    page = client.get(PAGE).text
    assert ("微信里打不开日历" in page, "webcal://testserver/" in page, "calendar.ics" in page) == (False, True, True)


def test_the_feed_asks_as_much_for_three_days_as_for_one(client, town, django_assert_max_num_queries):
    url = feed_url(town)
    client.get(url)
    counts = []
    for number in (1, 3):
        for at in range(number):
            day = ReceptionDay.objects.create(station=town.station, date=date(2026, 3 + number, 1 + at))
            ReceptionDuty.objects.create(day=day, deputy=town.deputy)
        with django_assert_max_num_queries(14) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]
