"""Late referrals are told to the department and to the station, once, on the morning after."""

from datetime import date, datetime

import pytest

from common.clock import SHANGHAI
from notices import services
from notices.models import Notice
from opinions.models import Referral
from opinions.rules.urging import above_reminders, soon_reminders
from stations.rules.workdays import is_workday
from tests.factories.doors import opinion, place_of

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 8)


def at(day, hour):
    return datetime(2026, 12, day, hour, tzinfo=SHANGHAI)


def late_notices(moment):
    services.plan(moment)
    services.dispatch(moment)
    return sorted(notice.recipient.username for notice in Notice.objects.filter(title__startswith="交办超期"))


@pytest.fixture
def case(town):
    case = opinion(place_of(town), "handling")
    Referral.objects.update(due_on=DUE)
    return case


def test_told_once_to_department_and_station(case):
    assert late_notices(at(8, 23)) == []
    assert late_notices(at(9, 8)) == []
    assert late_notices(at(9, 9)) == ["clerk", "officer"]
    assert late_notices(at(11, 9)) == ["clerk", "officer"]
    assert Notice.objects.filter(title=f"交办超期：{case.number}").first().url == f"/opinions/{case.pk}/"


def test_a_new_deadline_is_told_again(case):
    late_notices(at(9, 9))
    Referral.objects.update(due_on=date(2026, 12, 15))

    assert late_notices(at(16, 9)) == ["clerk", "clerk", "officer", "officer"]


def test_answered_is_not_told(case):
    Referral.objects.update(state="replied")

    assert late_notices(at(9, 9)) == []


def test_the_notice_names_no_person(case):
    late_notices(at(9, 9))

    assert all("王" not in notice.title + notice.body for notice in Notice.objects.filter(title__startswith="交办超期"))


@pytest.mark.parametrize("cases", [1, 3])
def test_queries_do_not_grow(town, cases, django_assert_max_num_queries):
    from opinions.rules.reminders import late_referral_reminders

    for _ in range(cases):
        opinion(place_of(town), "handling")
    Referral.objects.update(due_on=DUE)
    with django_assert_max_num_queries(2):
        assert len(list(late_referral_reminders(at(1, 0), at(9, 9)))) == 2 * cases


@pytest.mark.parametrize(("planner", "moment", "most", "told"), [(soon_reminders, at(4, 9), 2, 1), (above_reminders, at(15, 9), 2, 2)])
@pytest.mark.parametrize("cases", [1, 3])
def test_urging_asks_the_same_for_three_as_for_one(town, cases, planner, moment, most, told, django_assert_max_num_queries):
    for _ in range(cases):
        opinion(place_of(town), "handling")
    Referral.objects.update(due_on=DUE)
    is_workday(DUE)  # the calendar is read once a while, whoever asks
    with django_assert_max_num_queries(most):
        assert len(list(planner(moment, moment))) == told * cases


def told(moment, title: str) -> list[str]:
    services.plan(moment)
    services.dispatch(moment)
    return sorted(notice.recipient.username for notice in Notice.objects.filter(title__startswith=title))


def test_a_department_is_told_two_working_days_before(case):
    assert [told(moment, "交办快到期") for moment in (at(4, 8), at(4, 9), at(7, 9))] == [[], ["clerk"], ["clerk"]]  # the 5th and 6th are a weekend


def test_those_above_are_told_five_working_days_after(case):
    assert [told(moment, "交办久未答复") for moment in (at(15, 8), at(15, 9), at(17, 9))] == [[], ["head", "office"], ["head", "office"]]


@pytest.mark.parametrize("change", [{"state": "replied"}, {"paused_on": date(2026, 12, 1)}])
def test_what_is_answered_or_waits_for_the_person_urges_nobody(case, change):
    Referral.objects.update(**change)
    assert [told(moment, "交办") for moment in (at(4, 9), at(9, 9), at(15, 9))] == [[], [], []]
