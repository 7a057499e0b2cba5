"""The official calendar: chinesecalendar is the independent oracle for 2026."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from stations.models import CalendarDay
from stations.rules.regulation import Limit
from stations.rules.workdays import deadline, explain, forget, is_workday, workdays_between, year_is_known

LIMITS = (1, 5, 10, 15, 22, 30)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
# The State Council's notice of 2026, written down by hand: days off, and weekend days on which people work.
OFF = {"1.1-1.3", "2.15-2.23", "4.4-4.6", "5.1-5.5", "6.19-6.21", "9.25-9.27", "10.1-10.7"}
MAKE_UP = {"1.4", "2.14", "2.28", "5.9", "9.20", "10.10"}


def in_2026(text: str) -> date:
    month, day = text.split(".")
    return date(2026, int(month), int(day))


def said_by_the_notice(day: date) -> bool:
    """Whether people work on that day of 2026, or of the end of 2025, which had no festival."""
    if day in {in_2026(text) for text in MAKE_UP}:
        return True
    return day.weekday() < 5 and not any(in_2026(first) <= day <= in_2026(last) for first, last in (span.split("-") for span in OFF))


def holidays_without_make_up(day: date) -> bool:
    return said_by_the_notice(day) and day.weekday() < 5


def by_oracle(start: date, days: int, works=said_by_the_notice) -> date:
    day = start
    while days:
        day += timedelta(days=1)
        days -= works(day)
    return day


def starts_for(days: int) -> list[date]:
    """Every start day whose deadline lies in 2026, those of the end of 2025 too."""
    candidates = [FIRST - timedelta(days=60) + timedelta(days=n) for n in range(365 + 60)]
    return [start for start in candidates if FIRST <= by_oracle(start, days) <= LAST]


def test_the_two_oracles_agree():
    days = [date(2025, 11, 1) + timedelta(days=n) for n in range(61 + 365)]
    assert [said_by_the_notice(day) for day in days] == [chinese_calendar.is_workday(day) for day in days]


@pytest.mark.parametrize("days", LIMITS)
def test_every_deadline_of_2026_agrees_with_the_official_notice(db, days):
    starts = starts_for(days)
    found = [deadline(start, days) for start in starts]
    assert len(starts) >= 364
    assert [each.due_on for each in found] == [by_oracle(start, days) for start in starts]
    assert {each.provisional for each in found} == {False}


@pytest.mark.parametrize("days", LIMITS)
def test_weekends_and_holidays_alone_would_be_wrong(db, days):
    """The control: without make-up days a good part of the deadlines comes out wrong."""
    starts = starts_for(days)
    wrong = sum(by_oracle(start, days, holidays_without_make_up) != deadline(start, days).due_on for start in starts)
    assert wrong / len(starts) > 0.01 * days


@pytest.mark.parametrize("days", LIMITS)
def test_later_deadlines_are_provisional_and_move_with_the_notice(db, days):
    """Every start of 2026 whose deadline lies in 2027, by the plain week first; then the year's notice is in the table."""
    starts = [start for start in (LAST - timedelta(days=n) for n in range(60)) if by_oracle(start, days) > LAST]
    before = [deadline(start, days) for start in starts]
    assert {each.provisional for each in before} == {True}
    CalendarDay.objects.bulk_create(CalendarDay(date=date(2027, *day), is_workday=False, name="节日") for day in ((1, 1), (5, 1), (10, 1)))
    forget()
    after = [deadline(start, days) for start in starts]
    assert {each.provisional for each in after} == {False}
    assert all(new.due_on > old.due_on for old, new in zip(before, after, strict=True))  # 1 January 2027 is a Friday
    assert [new.due_on for new in after] == [
        by_oracle(start, days, lambda day: said_by_the_notice(day) and day != date(2027, 1, 1)) for start in starts
    ]


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


def test_a_year_is_known_when_its_whole_notice_is_there(db):
    for number, day in enumerate(((1, 1), (5, 1), (10, 1))):
        assert year_is_known(2027) is False, number
        CalendarDay.objects.create(date=date(2027, *day), is_workday=False, name="节日")
    assert year_is_known(2027) is True


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
        assert [deadline(day, 5).days for day in [FIRST + timedelta(days=n) for n in range(50)]] == [5] * 50
    assert is_workday(date(2027, 1, 1)) is True
    CalendarDay.objects.create(date=date(2027, 1, 1), is_workday=False, name="元旦")
    assert is_workday(date(2027, 1, 1)) is False
    CalendarDay.objects.get(date=date(2027, 1, 1)).delete()
    assert is_workday(date(2027, 1, 1)) is True


@pytest.mark.django_db
def test_working_days_between_are_those_counted_one_by_one():
    first = date(2025, 12, 20)
    for days in (0, 1, 3, 6, 7, 8, 40, 380):
        for shift in range(0, 400, 7):
            start = first + timedelta(days=shift)
            last = start + timedelta(days=days)
            one_by_one = sum(is_workday(start + timedelta(days=number)) for number in range(1, days + 1))
            assert workdays_between(start, last) == one_by_one
            assert workdays_between(last, start) == -one_by_one
