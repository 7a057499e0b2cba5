"""Before a reception day, and after one without attendance: who is told, when, and once."""

from datetime import date, datetime, time, timedelta

import pytest

from common.clock import SHANGHAI
from constituents.models import ReceptionDay, ReceptionDuty
from constituents.rules.attendance_reminders import attendance_reminders
from constituents.rules.reminders import reception_reminders
from notices import services
from notices.models import Notice, Reminder
from notices.registry import ONCE
from stations.choices import Role
from stations.models import ReminderSetting
from tests.factories.deputies import SuspensionFactory
from tests.factories.home_days import arranged
from tests.factories.stations import PostFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 10)


def at(day, hour, minute=0):
    return datetime(2026, 12, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def reception(town):
    day = ReceptionDay.objects.create(station=town.station, date=DAY, starts_at=time(9), ends_at=time(11, 30), topic="冬春灌溉")
    for deputy in town.deputies[:2]:
        ReceptionDuty.objects.create(day=day, deputy=deputy)
    return day


def told_at(moment):
    """Plan and send as beat does; who was told what of receptions by then (in December the calendar's keepers are told other things)."""
    services.plan(moment)
    services.dispatch(moment)
    return sorted((notice.recipient.username, notice.title) for notice in Notice.objects.filter(title__contains="接待选民"))


def test_three_times_each_and_only_then(reception):
    assert told_at(at(7, 8, 59)) == []
    first = told_at(at(7, 9))
    assert first == [("deputy", "12月10日09:00在河湾村联络站接待选民"), ("officer", "12月10日09:00在河湾村联络站接待选民")]
    assert told_at(at(8, 12)) == first
    assert len(told_at(at(9, 9))) == 4
    assert len(told_at(at(10, 7))) == 6
    assert len(told_at(at(10, 12))) == 6


def test_whoever_starts_late_is_told_once_by_the_nearest(reception):
    assert [title for _, title in told_at(at(10, 8))] == ["今天09:00在河湾村联络站接待选民"] * 2


def test_a_place_of_its_own_is_told(reception):
    ReceptionDay.objects.update(place="村文化广场")
    told_at(at(10, 8))
    assert {notice.body for notice in Notice.objects.filter(title__contains="接待选民")} == {
        "接待代表：周启明、何秀兰。地点：村文化广场。议题：冬春灌溉。"
    }


def test_after_the_day_nobody_is_told(reception):
    assert told_at(at(10, 11, 30)) == []


def test_a_day_that_was_only_logged_is_not_announced(reception):
    ReceptionDay.objects.update(is_planned=False)

    assert told_at(at(9, 10)) == []


def test_no_deputies_no_reminder(town):
    ReceptionDay.objects.create(station=town.station, date=DAY)

    assert list(reception_reminders(at(1, 0), at(9, 10))) == []


def test_ended_post_is_not_told(reception, town):
    town.officer.posts.update(ends_on=date(2026, 11, 1))

    assert [name for name, _ in told_at(at(9, 10))] == ["deputy"]


def test_a_suspended_deputy_is_neither_told_nor_named(reception, town):
    SuspensionFactory(mandate=town.deputy.mandates.get(), starts_on=date(2026, 12, 1))

    assert [name for name, _ in told_at(at(9, 10))] == ["officer"]
    assert Notice.objects.get(title__contains="接待选民").body == "接待代表：何秀兰。议题：冬春灌溉。"


def test_without_hours_the_day_ends_at_six(town):
    day = ReceptionDay.objects.create(station=town.station, date=DAY)
    ReceptionDuty.objects.create(day=day, deputy=town.deputy)
    ends = {draft.valid_until for draft in reception_reminders(at(1, 0), at(10, 8))}

    assert max(ends) == at(10, 18)


def missing_at(moment) -> list[str]:
    services.plan(moment)
    services.dispatch(moment)
    return [notice.recipient.username for notice in Notice.objects.filter(title__regex="缺到[站会]登记")]


def test_missing_attendance_is_told_once_to_the_stations_officers(reception):
    assert missing_at(at(10, 20)) == []
    assert missing_at(at(11, 9)) == ["officer"]
    assert missing_at(at(11, 17)) == ["officer"]
    assert missing_at(at(12, 9)) == ["officer"]


def test_those_above_are_told_when_it_stays_missing(reception):
    assert missing_at(at(11, 9)) == ["officer"]
    assert sorted(missing_at(at(13, 9))) == ["deputy_head", "head", "officer"]
    assert sorted(missing_at(at(17, 9))) == ["deputy_head", "head", "office", "officer"]
    assert len(missing_at(at(18, 9))) == 4


def test_those_above_are_told_of_several_stations_at_once(reception, town):
    other = ReceptionDay.objects.create(station=town.other_station, date=DAY)
    ReceptionDuty.objects.create(day=other, deputy=town.deputies[2])
    missing_at(at(13, 9))

    titles = set(Notice.objects.filter(recipient=town.head).values_list("title", flat=True))
    assert titles == {"12月10日的接待日还缺到站登记：2 个站"}


def test_a_head_who_is_officer_too_is_told_as_head_where_officers_are_not(reception, town):
    PostFactory(user=town.officer, unit=town.head.posts.get().unit, role=Role.HEAD)
    ReminderSetting.objects.create(unit=town.congress, kind="attendance", slot=ONCE, is_on=False, changed_by=town.office)
    assert missing_at(at(11, 9)) == []
    assert sorted(missing_at(at(13, 9))) == ["deputy_head", "head", "officer"]


def test_a_home_day_is_told_in_the_same_steps(town):
    row = arranged(town.station, town.office, *town.deputies[:2], on=DAY)
    assert missing_at(at(10, 20)) == []
    assert missing_at(at(11, 9)) == ["officer"]
    assert sorted(missing_at(at(13, 9))) == ["deputy_head", "head", "officer"]
    assert sorted(missing_at(at(17, 9))) == ["deputy_head", "head", "office", "officer"]
    assert set(Notice.objects.filter(title__contains="缺到会登记").values_list("title", "url")) == {
        ("12月10日河湾村联络站活动日，缺到会登记", row.get_absolute_url()),
        ("12月10日的活动日还缺到会登记：河湾村联络站", row.get_absolute_url()),
    }


def test_a_home_day_whose_attendance_is_marked_is_told_to_nobody(town):
    row = arranged(town.station, town.office, *town.deputies[:2], on=DAY)
    row.attendances.update(mark="came")
    assert missing_at(at(11, 9)) == []


def test_a_home_day_on_a_planned_day_is_told_once(town):
    day = ReceptionDay.objects.create(station=town.home, date=DAY, starts_at=time(9))
    for deputy in town.deputies[:2]:
        ReceptionDuty.objects.create(day=day, deputy=deputy)
    arranged(town.home, town.office, town.deputy, on=DAY)
    for moment in (at(7, 9), at(9, 9), at(10, 7)):
        services.plan(moment)
    services.dispatch(at(10, 7))

    titles = list(Notice.objects.filter(recipient=town.deputy_user).values_list("title", flat=True))
    assert [title.partition("：")[2] != "" for title in titles] == [True]  # the others were overtaken; a reception day has no colon
    assert Reminder.objects.filter(recipient=town.deputy_user, kind="reception").count() == 0
    assert Reminder.objects.filter(recipient=town.deputy_user, kind="home-day").count() == 3


def test_a_planned_day_of_a_home_is_not_asked_for_as_a_reception(town):
    day = ReceptionDay.objects.create(station=town.home, date=DAY, starts_at=time(9))
    ReceptionDuty.objects.create(day=day, deputy=town.deputy)
    arranged(town.home, town.office, town.deputy, on=DAY)
    services.plan(at(11, 9)), services.plan(at(13, 9)), services.plan(at(17, 9))
    missing = Reminder.objects.filter(title__contains="缺到").values_list("title", flat=True)
    assert missing and not [title for title in missing if "缺到站登记" in title]


def test_two_home_days_on_one_day_are_both_told(town):
    for name in ("代表工作座谈会", "代表学习"):
        arranged(town.home, town.office, town.deputy, on=DAY, name=name)
    services.plan(at(9, 9))
    titles = Reminder.objects.filter(recipient=town.deputy_user, kind="home-day").values_list("title", flat=True)
    assert sorted(titles) == ["明天09:00：代表学习", "明天09:00：代表工作座谈会"]


def test_a_stations_reception_is_told_beside_its_home_day(town, reception):
    arranged(town.station, town.office, town.deputy, on=DAY)
    services.plan(at(9, 9))
    assert set(Reminder.objects.filter(recipient=town.deputy_user).values_list("kind", flat=True)) == {"home-day", "reception"}


def test_marked_or_late_nobody_is_told(reception):
    assert missing_at(at(12, 9)) == []  # the morning after is over, those above are not told yet
    ReceptionDuty.objects.filter(deputy__name="周启明").update(attended=True)
    ReceptionDuty.objects.filter(attended=False).update(absence="leave")
    assert missing_at(at(11, 9)) == []


@pytest.mark.parametrize("days", [1, 3])
def test_queries_about_missing_attendance_do_not_grow(town, days, django_assert_max_num_queries):
    for number in range(days):
        day = ReceptionDay.objects.create(station=town.station, date=DAY - timedelta(days=number))
        ReceptionDuty.objects.create(day=day, deputy=town.deputy)
        arranged(town.station, town.office, town.deputy, on=DAY - timedelta(days=number))
    with django_assert_max_num_queries(8):  # four for reception days, four for home days
        assert sum(draft.slot == ONCE for draft in attendance_reminders(at(1, 0), at(12, 10))) == days * 2


@pytest.mark.parametrize("days", [1, 3])
def test_queries_do_not_grow(town, days, django_assert_max_num_queries):
    for number in range(days):
        day = ReceptionDay.objects.create(station=town.station, date=DAY - timedelta(days=number))
        ReceptionDuty.objects.create(day=day, deputy=town.deputy)
    with django_assert_max_num_queries(2):
        list(reception_reminders(at(1, 0), at(9, 10)))
