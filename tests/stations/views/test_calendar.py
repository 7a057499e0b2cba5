from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from common import clock
from stations.models import CalendarDay
from stations.rules.workdays import is_workday, missing_years


@pytest.fixture
def november():
    with clock.at(datetime(2026, 11, 23, tzinfo=UTC)):
        yield


def page(client, user, *args):
    client.force_login(user)
    return client.get(reverse("stations:calendar_year" if args else "stations:calendar", args=args))


def enter(client, user, **data):
    client.force_login(user)
    facts = {"name": "元旦", "off_from": "2027-01-01", "off_to": "2027-01-03", "make_up": ""}
    return client.post(reverse("stations:calendar"), facts | data)


def test_the_missing_year_is_announced_from_november_on(client, town, november):
    assert "还没有 2027 年的放假安排" in page(client, town.officer).content.decode()
    with clock.at(datetime(2026, 10, 30, tzinfo=UTC)):
        assert "还没有 2027 年的放假安排" not in page(client, town.officer).content.decode()


@pytest.mark.parametrize(("today", "missing"), [((2026, 10, 31), []), ((2026, 11, 1), [2027]), ((2027, 1, 1), [2027]), ((2028, 12, 1), [2028, 2029])])
def test_missing_years(db, today, missing):
    assert missing_years(date(*today)) == missing


def test_the_office_enters_a_festival(client, town, november):
    response = enter(client, town.office, make_up="1月9日、2027-01-10")
    assert response.url == reverse("stations:calendar_year", args=[2027])
    assert [is_workday(date(2027, 1, day)) for day in (1, 2, 4, 9, 10)] == [False, False, True, True, True]
    assert "还没有 2027 年的放假安排" not in page(client, town.office, 2027).content.decode()


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"off_to": "2026-12-31"}, "off_to", "放假最后一天不能早于第一天。"),
        ({"off_to": "2027-03-01"}, "off_to", "一次放假最多 15 天，请核对。"),
        ({"make_up": "1月6日"}, "make_up", "「1月6日」是工作日，本来就上班，不用写。"),
        ({"make_up": "1月2日"}, "make_up", "「1月2日」在放假的日子里，请核对。"),
        ({"make_up": "sometime"}, "make_up", "看不懂日期「sometime」，请写成 2026-02-03。"),
    ],
)
def test_what_is_wrong_is_said(client, town, data, field, words):
    assert enter(client, town.office, **data).context["form"].errors == {field: [words]}
    assert not CalendarDay.objects.filter(date__year=2027).exists()


def clear(client, user, year, name) -> int:
    client.force_login(user)
    return client.post(reverse("stations:calendar_clear", args=[year]), {"name": name}).status_code


def test_a_festival_is_cleared(client, town):
    assert clear(client, town.administrator, 2026, "国庆节") == 302
    assert [is_workday(date(2026, 10, day)) for day in (1, 2, 10)] == [True, True, False]
    assert is_workday(date(2025, 10, 1)) is False
    assert [clear(client, town.administrator, *which) for which in ((2026, "国庆节"), (2026, ""), (0, "国庆节"))] == [404, 404, 404]


def test_the_year_reads_like_the_notice(client, town):
    found = page(client, town.officer, 2026).context["festivals"]
    assert [(each.name, each.off_words, each.make_up_words) for each in found[:2]] == [
        ("元旦", "1月1日至3日，3 天", "1月4日"),
        ("春节", "2月15日至23日，9 天", "2月14日、2月28日"),
    ]
    october = next(each for each in page(client, town.officer, 2025).context["festivals"] if each.name == "国庆节")
    assert october.off_words == "10月1日至5日、10月7日至8日，7 天"


def test_words_of_a_festival_over_the_end_of_a_month(client, town):
    enter(client, town.office, name="春节", off_from="2027-01-31", off_to="2027-02-01", make_up="2027-02-06")
    enter(client, town.office, name="中秋节", off_from="2027-09-15", off_to="2027-09-15")
    words = [(each.off_words, each.make_up_words) for each in page(client, town.office, 2027).context["festivals"]]
    assert words == [("1月31日至2月1日，2 天", "2月6日"), ("9月15日，1 天", "")]


def test_staff_read_only(client, town):
    assert page(client, town.officer).context["form"] is None
    assert enter(client, town.officer).status_code == 403
    assert clear(client, town.officer, 2026, "国庆节") == 403
    assert [page(client, town.officer, year).status_code for year in (2026, 2031, 0, 9999)] == [200, 200, 404, 404]


def test_a_year_asks_as_much_for_three_festivals_as_for_one(client, town, november, queries):
    enter(client, town.office, off_to="2027-01-01")
    one = queries(reverse("stations:calendar_year", args=[2027]))
    for name, day in (("清明节", "2027-04-05"), ("端午节", "2027-06-09")):
        enter(client, town.office, name=name, off_from=day, off_to=day)
    assert len(page(client, town.office, 2027).context["festivals"]) == 3
    assert queries(reverse("stations:calendar_year", args=[2027])) == one
