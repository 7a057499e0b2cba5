"""The 10th of each month (YH 四(二)) in 2026: 10 January and 10 May are weekends, 10 October is a make-up Saturday."""

from datetime import date

import pytest

from stations.rules.receptions import Reception, next_reception, receptions
from stations.rules.regulation import DEFAULT_BODY

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def rule(**changes) -> dict:
    return DEFAULT_BODY["reception"] | changes


def days(holiday: str) -> list[str]:
    return [f"{reception.on:%m-%d}" for reception in receptions(rule(holiday=holiday), FIRST, LAST)]


TENTHS = [f"{month:02}-10" for month in range(1, 13)]


def test_kept_days_are_the_tenths(db):
    assert days("keep") == TENTHS


def test_moved_days_go_to_the_next_working_day(db):
    moved = {"01-10": "01-12", "05-10": "05-11"}
    assert days("next_workday") == [moved.get(day, day) for day in TENTHS]


def test_dropped_days_are_left_out(db):
    assert days("drop") == [day for day in TENTHS if day not in {"01-10", "05-10"}]


def test_a_moved_day_remembers_its_rule(db):
    january = receptions(rule(), FIRST, LAST)[0]
    assert (january.on, january.ruled_on, january.was_moved) == (date(2026, 1, 12), date(2026, 1, 10), True)


def test_a_day_moved_into_the_span_is_found(db):
    assert receptions(rule(day=1), date(2026, 10, 2), date(2026, 10, 31)) == [Reception(date(2026, 10, 8), date(2026, 10, 1))]


@pytest.mark.parametrize(("today", "expected"), [((2026, 11, 23), (2026, 12, 10)), ((2026, 12, 10), (2026, 12, 10)), ((2026, 5, 10), (2026, 5, 11))])
def test_the_next_reception_may_be_today(db, today, expected):
    assert next_reception(rule(), date(*today)).on == date(*expected)


def test_the_thirty_first_is_the_last_day_of_a_short_month(db):
    found = receptions(rule(day=31, holiday="keep"), date(2026, 1, 1), date(2026, 4, 30))
    assert [reception.on for reception in found] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_a_station_that_sets_its_own_has_none_by_rule(db):
    assert receptions(rule(kind="by_station"), FIRST, LAST) == []
    assert next_reception(rule(kind="by_station"), FIRST) is None


def test_the_calendar_may_come_from_outside():
    assert receptions(rule(), date(2026, 3, 1), date(2026, 3, 31), lambda day: day.day > 20) == [Reception(date(2026, 3, 21), date(2026, 3, 10))]
