"""What waits for whom, late first, with the oldest named."""

from datetime import timedelta

import pytest

from constituents.models import ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.services.records import save_record
from desk import work
from opinions.models import Opinion, Referral
from stations.choices import Role
from stations.rules.regulation import Rules
from stations.services.regulations import publish
from tests.factories.constituents import visited
from tests.factories.doors import opinion, place_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(town):
    return place_of(town)


def titles(tasks):
    return [(task.title, task.count) for task in tasks]


def test_each_role_sees_what_it_may_do_next(town, place):
    for state in ("screening", "screening", "auditing", "approving", "referring", "feedback"):
        opinion(place, state)
    here = [town.station.pk]

    assert titles(work.station_tasks(Role.LIAISON_OFFICER, here)) == [("新意见待初筛", 2), ("已批准，待交办", 1), ("已答复，待反馈给群众", 1)]
    assert titles(work.station_tasks(Role.DEPUTY_HEAD, here)) == [("待审核", 1)]
    assert titles(work.station_tasks(Role.HEAD, here)) == [("待审批", 1), ("已批准，待交办", 1)]
    assert work.station_tasks(Role.HEAD, [town.other_station.pk]) == []


def test_sent_back_stands_apart(town, place):
    opinion(place, "screening")
    Opinion.objects.update(returned=True)

    assert titles(work.station_tasks(Role.LIAISON_OFFICER, [town.station.pk])) == [("被退回修改", 1)]


def test_late_referral_stands_first_with_its_working_days(town, place):
    late = opinion(place, "handling")
    opinion(place, "screening")
    Referral.objects.update(due_on=work.clock.today() - timedelta(days=14))
    first, second = work.station_tasks(Role.LIAISON_OFFICER, [town.station.pk])

    assert (first.title, first.count, first.tone) == ("交办超期", 1, "late")
    assert f"{late.number} 路灯不亮，青禾镇农业农村办，已超 " in first.note
    assert second.title == "新意见待初筛"


def test_department_accepts_then_answers(town, place):
    opinion(place, "handling")
    opinion(place, "accepted")

    assert titles(work.department_tasks([town.department.pk])) == [("新交办，待受理", 1), ("办理中，待答复", 1)]
    assert work.department_tasks([town.other_department.pk]) == []


def test_quarter_counts_what_was_closed_solved_and_rated(town, place):
    opinion(place, "closed")
    opinion(place, "screening")
    figures = work.quarter_figures([town.station.pk])

    assert {key: figures[key] for key in ("received", "closed", "solved", "rated_n", "rated_satisfied")} == {
        "received": 2,
        "closed": 1,
        "solved": 1,
        "rated_n": 1,
        "rated_satisfied": 1,
    }


def test_satisfied_is_what_the_rules_of_each_case_call_so(town, place):
    """The congress no longer counts 满意 as satisfied: an old case still does, a new one does not."""
    opinion(place, "closed")
    rows = [row | {"satisfied": False} for row in Rules(town.regulation.body).satisfaction]
    publish(town.congress, "镇", {"satisfaction": {"value": rows, "source": "镇人大决定"}}, town.office)
    opinion(place, "closed")
    figures = work.quarter_figures([town.station.pk])

    assert (figures["rated_n"], figures["rated_satisfied"]) == (2, 1)


def test_next_reception_is_planned_and_not_past(town):
    today = work.clock.today()
    for days, planned in ((-1, True), (3, False), (5, True)):
        ReceptionDay.objects.create(station=town.station, date=today + timedelta(days=days), is_planned=planned)

    assert work.next_reception([town.station.pk]).date == today + timedelta(days=5)


def test_deputies_of_today(town):
    day = ReceptionDay.objects.create(station=town.station, date=work.clock.today())
    ReceptionDuty.objects.create(day=day, deputy=town.deputy)

    assert work.deputies_today([town.station.pk]) == [town.deputy.name]


def test_recent_visits_are_the_newest_five(town):
    visits = [visited(town) for _ in range(6)]

    assert work.recent_visits([town.station.pk]) == visits[:0:-1]


def test_a_past_day_without_attendance_stays_on_the_desk(town):
    day = ReceptionDay.objects.create(station=town.station, date=work.clock.today() - timedelta(days=9))
    ReceptionDuty.objects.create(day=day, deputy=town.deputy)
    [task] = work.station_tasks(Role.DEPUTY_HEAD, [town.station.pk])
    assert (task.title, task.count, task.url) == ("缺到站登记", 1, f"/visits/receptions/{day.pk}/")
    ReceptionDuty.objects.update(attended=True)
    assert "缺到站登记" not in dict(titles(work.station_tasks(Role.DEPUTY_HEAD, [town.station.pk])))


def test_a_record_that_nobody_confirmed_stays_on_the_desk(town):
    held, today = (ReceptionDay.objects.create(station=town.station, date=work.clock.today() - timedelta(days=days)) for days in (9, 0))
    for day in (held, today):
        ReceptionDuty.objects.create(day=day, deputy=town.deputy, attended=True)
    ReceptionDay.objects.create(station=town.station, date=held.date - timedelta(days=30), is_planned=False, drop_reason="修路")
    ReceptionDay.objects.create(station=town.home, date=held.date)
    [task] = work.station_tasks(Role.LIAISON_OFFICER, [town.station.pk, town.home.pk])
    assert (task.title, task.count, task.url) == ("接待情况待确认", 1, "/visits/receptions/?state=waiting")
    save_record(held, "", "", town.officer, confirm=True)
    assert work.station_tasks(Role.LIAISON_OFFICER, [town.station.pk, town.home.pk]) == []


def test_a_plan_waits_for_its_next_step(town):
    year, here = work.clock.today().year, [town.station.pk, town.other_station.pk]
    for station, each, state in ((town.station, year, "draft"), (town.other_station, year + 1, "approved"), (town.station, year - 1, "draft")):
        ReceptionPlan.objects.create(station=station, year=each, state=state)
    approve, publish_it = (f"{year} 年接待计划待审核", 1), (f"{year + 1} 年接待计划待公布", 1)
    assert titles(work.station_tasks(Role.HEAD, here)) == titles(work.office_tasks(here)) == [approve, publish_it]
    assert titles(work.station_tasks(Role.LIAISON_OFFICER, here)) == [publish_it]
    assert work.station_tasks(Role.HEAD, here)[0].url == f"/visits/plans/{year}/?state=draft"
    ReceptionPlan.objects.update(state="published")
    assert work.office_tasks(here) == []
