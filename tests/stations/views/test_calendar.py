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


def test_a_day_is_cleared(client, town):
    client.force_login(town.administrator)
    assert client.post(reverse("stations:calendar_clear"), {"date": "2026-10-10"}).status_code == 302
    assert is_workday(date(2026, 10, 10)) is False
    codes = [client.post(reverse("stations:calendar_clear"), {"date": day}).status_code for day in ("2026-10-10", "x", "")]
    assert codes == [404, 404, 404]


def test_staff_read_only(client, town):
    assert page(client, town.officer).context["form"] is None
    assert enter(client, town.officer).status_code == 403
    assert client.post(reverse("stations:calendar_clear"), {"date": "2026-10-10"}).status_code == 403
    assert [page(client, town.officer, year).status_code for year in (2026, 2031, 0, 9999)] == [200, 200, 404, 404]


def test_a_year_asks_as_much_for_three_days_as_for_one(client, town, november, queries):
    enter(client, town.office, off_to="2027-01-01")
    one = queries(reverse("stations:calendar_year", args=[2027]))
    enter(client, town.office)
    assert CalendarDay.objects.filter(date__year=2027).count() == 3
    assert queries(reverse("stations:calendar_year", args=[2027])) == one
