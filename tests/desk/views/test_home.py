"""The start page of every role."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.services.passwords import ask_for_slip
from common import clock
from constituents.models import ReceptionDay
from tests.factories.accounts import UserFactory
from tests.factories.constituents import visited
from tests.factories.doors import opinion, place_of
from tests.factories.stations import PostFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def home(client, user):
    client.force_login(user, backend=BACKEND)
    return client.get("/")


def test_station_staff_may_log_a_visit(client, town):
    visited(town)
    page = home(client, town.officer).content.decode()

    assert "登记来访" in page
    assert "新意见待初筛" in page
    assert "王*" in page
    assert "王小明" not in page


def test_a_day_called_off_today_says_so(client, town):
    ReceptionDay.objects.create(station=town.station, date=clock.today(), is_planned=False, drop_reason="会场停电")
    page = home(client, town.officer).text

    assert "今天接待" in page and "本次取消" in page and "会场停电" in page


def test_department_sees_its_referrals_and_no_visits(client, town):
    opinion(place_of(town), "handling")
    page = home(client, town.clerk).content.decode()

    assert "新交办，待受理" in page
    assert "登记来访" not in page


def test_office_sees_the_whole_town(client, town):
    visited(town)
    page = home(client, town.office).content.decode()

    assert "新意见待初筛" in page
    assert "年度履职统计" in page


def test_the_missing_calendar_waits_for_those_who_keep_it(client, town):
    words = "录入 2027 年的放假安排"
    with clock.at(datetime(2026, 11, 2, 4, tzinfo=UTC)):
        shown = [words in home(client, user).content.decode() for user in (town.officer, town.office, town.county_office, town.administrator)]
    with clock.at(datetime(2026, 10, 30, 4, tzinfo=UTC)):
        assert words not in home(client, town.administrator).content.decode()

    assert shown == [False, False, True, True]


def test_deputy_goes_to_the_phone_page(client, town):
    assert home(client, town.deputy_user).url == "/today/"


def test_administrator_sees_who_forgot_the_password(client, town):
    ask_for_slip(town.officer.username)

    assert "有人忘记密码" in home(client, town.administrator).content.decode()


def test_administrator_without_post(client, db):
    assert "系统管理" in home(client, UserFactory(is_superuser=True)).content.decode()


def test_nobody_without_post_is_told_whom_to_ask(client, db):
    assert "您现在没有岗位" in home(client, UserFactory()).content.decode()


def test_ended_post_gives_nothing(client, town):
    town.officer.posts.update(ends_on="2021-01-01")

    assert "您现在没有岗位" in home(client, town.officer).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("who", ["officer", "head", "office"])
def test_queries_do_not_grow(client, town, who, rows, django_assert_max_num_queries):
    for _ in range(rows):
        visited(town)
    home(client, getattr(town, who))
    with django_assert_max_num_queries(31):  # one of them for the plans that wait
        client.get("/")


def test_second_post_is_chosen_in_the_bar(client, town):
    PostFactory(user=town.officer, unit=town.department, role="department_clerk")
    page = home(client, town.officer).content.decode()

    assert "青禾镇农业农村办 · 承办单位经办人" in page


@pytest.mark.parametrize("is_superuser", [True, False])
def test_accounts_are_offered_to_whoever_may_manage_them(client, town, is_superuser):
    User.objects.filter(pk=town.administrator.pk).update(is_superuser=is_superuser)
    page = home(client, town.administrator).content.decode()
    assert ('href="/accounts/users/"' in page) is is_superuser
    assert (client.get(reverse("accounts:users")).status_code == 200) is is_superuser
