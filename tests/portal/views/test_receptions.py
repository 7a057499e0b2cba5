"""The public sees announced reception days, and of the deputies nothing but the names."""

from datetime import date, datetime, time

import pytest
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from constituents.models import ReceptionDay
from constituents.services.plan_days import DayFacts, change_day, drop_day
from constituents.services.plans import Wish, approve_plan, make_plan, publish_plan
from stations.models import Unit

NOW = datetime(2026, 2, 5, 9, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def february():
    with clock.at(NOW):
        yield


@pytest.fixture
def plan(town):
    Unit.objects.filter(pk=town.station.pk).update(address="河湾村 1 号；大槐树旁", phone="0571-88886666")
    town.deputy.phone = "13812345678"
    town.deputy.save()
    return make_plan(town.station, 2026, Wish(), 0, town.officer)


def announced(plan, town):
    approve_plan(plan, 1, town.head)
    return publish_plan(plan, 1, town.head)


def test_a_draft_is_nobodys_business(client, town, plan):
    assert client.get(reverse("portal:station_receptions", args=[town.station.pk])).status_code == 404
    assert "河湾村联络站" not in client.get(reverse("portal:receptions")).text
    approve_plan(plan, 1, town.head)
    assert client.get(reverse("portal:receptions_calendar", args=[town.station.pk])).status_code == 404


def test_a_home_is_for_the_deputies_themselves(client, town, plan):
    announced(plan, town)
    ReceptionDay.objects.create(station=town.home, date=date(2026, 2, 20), announced_on=date(2026, 2, 5), topic="代表之家活动日")
    assert town.home.name not in client.get(reverse("portal:receptions")).text
    assert client.get(reverse("portal:station_receptions", args=[town.home.pk])).status_code == 404


def test_a_published_plan_is_seen_without_login(client, town, plan):
    announced(plan, town)
    page = client.get(reverse("portal:station_receptions", args=[town.station.pk])).text
    assert "2026年2月10日 星期二 09:00–11:30" in page
    assert "周启明" in page
    assert page.count("/public/appointments/book/?day=") == 1  # of the days within 30 days; the later ones open when they are near
    assert "13812345678" not in page
    assert "138" not in page.replace("0571-88886666", "")[page.index("<main") :]
    index = client.get(reverse("portal:receptions"), {"q": "河湾"}).text
    assert "下一次：2026年2月10日" in index
    assert "没有找到" in client.get(reverse("portal:receptions"), {"q": "没有的村"}).text


def test_a_day_called_off_stays_and_says_so(client, town, plan):
    found = announced(plan, town)
    drop_day(found, ReceptionDay.objects.get(date=date(2026, 2, 10)), "村里修路", 1, town.officer)
    page = client.get(reverse("portal:station_receptions", args=[town.station.pk])).text
    assert "本次取消" in page
    assert "村里修路" not in page
    assert "下一次：2026年3月10日" in client.get(reverse("portal:receptions")).text


def moved(plan, town, to: date) -> ReceptionDay:
    day = ReceptionDay.objects.order_by("date").first()
    plan.refresh_from_db()
    return change_day(plan, day, DayFacts(to, time(9), time(11, 30), "", ()), plan.version, town.officer)


def test_a_moved_day_leaves_word_where_it_was(client, town, plan):
    announced(plan, town)
    moved(plan, town, date(2026, 2, 12))
    assert moved(plan, town, date(2026, 2, 11)).moved_from == date(2026, 2, 10)  # what people were told first
    page = client.get(reverse("portal:station_receptions", args=[town.station.pk])).text
    assert "改期" in page and "原定 2月10日，改到 2月11日 星期三 09:00" in page
    assert page.count("2026年2月10日") == page.count("2026年2月11日") == 1
    assert "2026年2月12日" not in page
    calendar = client.get(reverse("portal:receptions_calendar", args=[town.station.pk])).content.decode()
    assert "原定2月10日，改到这一天" in calendar.replace("\r\n ", "")
    assert moved(plan, town, date(2026, 2, 10)).moved_from is None


def test_a_day_moved_before_publication_was_never_elsewhere(client, town, plan):
    assert moved(plan, town, date(2026, 2, 11)).moved_from is None


def test_a_day_held_elsewhere_says_where(client, town, plan):
    announced(plan, town)
    first = ReceptionDay.objects.order_by("date").first()
    plan.refresh_from_db()
    change_day(plan, first, DayFacts(first.date, time(9), time(11, 30), "", (), "村文化广场"), plan.version, town.officer)
    page = client.get(reverse("portal:station_receptions", args=[town.station.pk])).text
    assert page.count("地点：村文化广场") == 1 and "河湾村 1 号" in page
    assert "村文化广场" in client.get(reverse("portal:days")).text
    calendar = client.get(reverse("portal:receptions_calendar", args=[town.station.pk])).content.decode()
    assert calendar.count("LOCATION:村文化广场") == 1 and calendar.count("LOCATION:河湾村 1 号") == 10
    client.force_login(town.officer)
    paper = client.get(reverse("constituents:plan_paper", args=[town.station.pk, 2026])).text
    assert paper.count("村文化广场") == 1 and paper.count("河湾村 1 号") == 10
    assert "村文化广场" in client.get(reverse("constituents:plan_day", args=[first.pk])).text
    assert "地点改到村文化广场" in client.get(reverse("constituents:plan_year", args=[town.station.pk, 2026])).text


def test_the_calendar_file(client, town, plan):
    announced(plan, town)
    ReceptionDay.objects.filter(date=date(2026, 3, 10)).update(topic="春灌用水, 渠道; 排班\\轮灌" * 3)
    response = client.get(reverse("portal:receptions_calendar", args=[town.station.pk]))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.content.decode()
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 11
    plain = text.replace("\r\n ", "")
    assert "DTSTART;TZID=Asia/Shanghai:20260210T090000\r\nDTEND;TZID=Asia/Shanghai:20260210T113000\r\nSUMMARY:河湾村联络站接待日\r\n" in plain
    assert "议题：" + "春灌用水\\, 渠道\\; 排班\\\\轮灌" * 3 in plain


def test_the_pages_ask_as_much_for_one_as_for_three(client, town, plan, django_assert_max_num_queries):
    announced(plan, town)
    counts = []
    for number in (1, 3):
        days = list(ReceptionDay.objects.filter(station=town.station).order_by("date"))[:number]
        ReceptionDay.objects.update(announced_on=None)
        ReceptionDay.objects.filter(pk__in=[day.pk for day in days]).update(announced_on=date(2026, 2, 5))
        with django_assert_max_num_queries(20) as asked:
            client.get(reverse("portal:station_receptions", args=[town.station.pk]))
        counts.append(len(asked))
    for station in (town.station, town.other_station, town.station_elsewhere):
        ReceptionDay.objects.create(station=station, date=date(2026, 12, 30), announced_on=date(2026, 2, 5))
        with django_assert_max_num_queries(20) as asked:
            client.get(reverse("portal:receptions"))
        counts.append(len(asked))
    assert (counts[0], len(set(counts[2:]))) == (counts[1], 1)
