"""今天 on a deputy's phone."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from common import clock
from constituents.models import ReceptionDay, ReceptionDuty
from notices.models import Notice
from opinions.services import Registration, register

pytestmark = pytest.mark.django_db
URL = reverse("desk:today")


def plan(town, days, topic=""):
    day = ReceptionDay.objects.create(station=town.station, date=clock.today() + timedelta(days=days), starts_at=time(9), topic=topic)
    ReceptionDuty.objects.create(day=day, deputy=town.deputy)


def bring(town, words):
    return register(Registration(town.station, "box", clock.today(), words, deputies=(town.deputy,)), town.officer)


def test_a_deputy_begins_here(client, town):
    client.force_login(town.deputy_user)
    assert client.get(reverse("desk:home")).url == URL


def test_the_next_duty_is_the_nearest_one_to_come(client, town):
    for days, topic in ((-1, "昨天的"), (40, "下月的"), (1, "灌溉用水")):
        plan(town, days, topic)
    client.force_login(town.deputy_user)
    page = client.get(URL)
    assert (page.context["days_left"], page.context["duty"].day.topic) == (1, "灌溉用水")
    assert "明天" in page.content.decode()


def test_news_are_the_five_that_moved_last_and_my_unread_notices(client, town):
    cases = [bring(town, f"第{n}件事") for n in range(6)]
    Notice.objects.create(recipient=town.deputy_user, title="明天接待", body="河湾村联络站")
    Notice.objects.create(recipient=town.deputy_user, title="看过的", read_at=clock.now())
    Notice.objects.create(recipient=town.officer, title="别人的")
    client.force_login(town.deputy_user)
    page = client.get(URL)
    assert [opinion.pk for opinion, _ in page.context["lines"]] == [case.pk for case in reversed(cases[1:])]
    assert [notice.title for notice in page.context["notices"]] == ["明天接待"]


def test_today_asks_as_often_for_three_as_for_one(client, town, django_assert_num_queries):
    client.force_login(town.deputy_user)
    plan(town, 1)
    for count in (1, 2):
        for number in range(count):
            bring(town, f"第{count}{number}件事")
            Notice.objects.create(recipient=town.deputy_user, title="提醒")
        client.get(URL)
        with django_assert_num_queries(16):
            client.get(URL)


def test_nothing_planned_and_nothing_brought_says_so(client, town):
    client.force_login(town.deputy_user)
    page = client.get(URL).content.decode()
    assert "近期没有安排您接待" in page and "还没有带回的意见" in page


@pytest.mark.parametrize("who", ["officer", "office", "clerk", "administrator"])
def test_only_deputies_have_this_page(client, town, who):
    client.force_login(getattr(town, who))
    assert client.get(URL).status_code == 403
