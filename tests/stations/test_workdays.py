"""The official calendar: chinesecalendar is the independent oracle for 2026."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from stations.models import CalendarDay
from stations.rules.regulation import Limit
from stations.rules.workdays import deadline, explain, forget, is_workday, workdays_between, year_is_known

LIMITS = (1, 2, 3, 5, 10, 15, 30)
YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


def by_oracle(start: date, days: int, is_workday=chinese_calendar.is_workday) -> date:
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_workday(day)
    return day


def starts_within(days: int) -> list[date]:
    """Start days of 2026 whose deadline stays in it: the library does not know 2027."""
    return [day for day in YEAR if day <= date(2026, 12, 31) - timedelta(days=2 * days + 12)]


@pytest.mark.parametrize("days", LIMITS)
def test_every_deadline_of_2026_agrees_with_the_oracle(db, days):
    starts = starts_within(days)
    assert [deadline(start, days).due_on for start in starts] == [by_oracle(start, days) for start in starts]


@pytest.mark.parametrize("days", LIMITS)
def test_weekends_alone_would_be_wrong(db, days):
    """The control: without holidays and make-up days a good part of the deadlines comes out wrong."""
    starts = starts_within(days)
    wrong = sum(by_oracle(start, days, lambda day: day.weekday() < 5) != deadline(start, days).due_on for start in starts)
    assert wrong / len(starts) > 0.05


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_the_seeded_years_agrees_with_the_oracle(db, year):
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [is_workday(day) for day in days] == [chinese_calendar.is_workday(day) for day in days]


def test_the_steps_say_why_each_day_counts(db):
    steps = deadline(date(2026, 9, 29), 3).steps
    assert [(step.date.day, step.counts, step.why) for step in steps] == [
        (29, False, "起算日，从次日起算"),
        (30, True, "工作日"),
        *[(day, False, "国庆节放假") for day in range(1, 8)],
        (8, True, "工作日"),
        (9, True, "工作日"),
    ]


def test_a_make_up_saturday_counts(db):
    assert deadline(date(2026, 10, 9), 1).due_on == date(2026, 10, 10)
    assert deadline(date(2026, 10, 9), 1).steps[-1].why == "国庆节调休上班"


def test_a_deadline_into_an_unknown_year_is_provisional(db):
    assert deadline(date(2026, 11, 23), 15).provisional is False
    assert deadline(date(2026, 12, 28), 15).provisional is True
    assert (year_is_known(2026), year_is_known(2027)) == (True, False)


def test_a_basis_explains_itself(db):
    basis = deadline(date(2026, 11, 20), 2).as_basis(Limit(2, "五（一）3"))
    assert basis == {"start": "2026-11-20", "days": 2, "due_on": "2026-11-24", "source": "五（一）3", "provisional": False}
    assert [step.counts for step in explain(basis)] == [False, False, False, True, True]


def test_workdays_between_counts_both_ways(db):
    assert workdays_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert workdays_between(date(2026, 10, 10), date(2026, 9, 30)) == -3
    assert workdays_between(date(2026, 10, 10), date(2026, 10, 10)) == 0


def test_the_table_is_read_once_and_again_after_an_edit(db, django_assert_num_queries):
    forget()
    with django_assert_num_queries(1):
        assert [deadline(day, 5).days for day in YEAR[:50]] == [5] * 50
    assert is_workday(date(2027, 1, 1)) is True
    CalendarDay.objects.create(date=date(2027, 1, 1), is_workday=False, name="元旦")
    assert is_workday(date(2027, 1, 1)) is False
    CalendarDay.objects.get(date=date(2027, 1, 1)).delete()
    assert is_workday(date(2027, 1, 1)) is True
