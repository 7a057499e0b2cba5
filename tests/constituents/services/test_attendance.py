"""Who came on a reception day, and what that does to the duty ledger."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from common import clock
from constituents.models import ReceptionDay, ReceptionDuty
from constituents.rules.receptions import others_at, unmarked_days
from constituents.services.attendance import mark_absent, mark_present, undo_mark
from deputies.models import DutyRecord
from deputies.services.ledger import differences
from opinions.services.visits import void_visit
from tests.factories.constituents import visited


@pytest.fixture
def day(town) -> ReceptionDay:
    """Today; the first deputy is expected."""
    row = ReceptionDay.objects.create(station=town.station, date=clock.today())
    ReceptionDuty.objects.create(day=row, deputy=town.deputy)
    return row


def counted() -> list[int]:
    """The deputies with a duty record; the ledger always agrees with its source."""
    assert differences() == ([], [])
    return list(DutyRecord.objects.filter(source="reception").order_by("deputy_id").values_list("deputy_id", flat=True))


def test_marked_twice_counts_once_and_undo_takes_it_back(town, day):
    for _ in range(2):
        mark_present(day, town.deputy, "", town.officer)
    assert counted() == [town.deputy.pk]
    duty = day.duties.get()
    for _ in range(2):
        undo_mark(duty, "present", town.officer)
    assert counted() == []
    assert day.duties.get().mark == ""


def test_absent_with_a_substitute(town, day):
    other = town.deputies[1]
    mark_absent(day.duties.get(), "", "", "", town.officer, other)
    first, second = day.duties.order_by("pk")
    assert (first.absence, first.attended) == ("replaced", False)
    assert (second.deputy, second.instead_of, second.attended, second.is_planned) == (other, town.deputy, True, False)
    assert counted() == [other.pk]
    assert list(others_at(day)) == [town.deputies[2]]
    undo_mark(second, "present", town.officer)
    assert [duty.pk for duty in day.duties.all()] == [first.pk]
    assert counted() == []


@pytest.mark.parametrize("how", ["undo", "present", "visit", "another"])
def test_nobody_replaces_who_came_or_is_replaced_by_another(town, day, how):
    first, second, third = town.deputies
    mark_absent(day.duties.get(), "leave", "", "", town.officer, second)
    if how == "undo":
        undo_mark(day.duties.get(deputy=first), "leave", town.officer)
    elif how == "present":
        mark_present(day, first, "leave", town.officer)
    elif how == "visit":
        visited(town, deputies=(first,))
    else:
        mark_absent(day.duties.get(deputy=first), "leave", "", "leave", town.officer, third)
    assert day.duties.get(deputy=second).attended and day.duties.get(deputy=second).instead_of is None
    assert list(day.duties.filter(instead_of=first).values_list("deputy", flat=True)) == ([third.pk] if how == "another" else [])
    assert second.pk in counted()


def test_marked_by_hand_then_absent_withdraws_the_duty(town, day):
    mark_present(day, town.deputy, "", town.officer)
    mark_absent(day.duties.get(), "leave", "住院", "present", town.officer)
    assert counted() == []
    assert day.duties.get().absence_note == "住院"


def test_somebody_else_marked_otherwise(town, day):
    mark_absent(day.duties.get(), "leave", "", "", town.head)
    with pytest.raises(ValidationError, match="已有他人先行处理：周启明刚登记为「请假」"):
        mark_present(day, town.deputy, "", town.officer)
    with pytest.raises(ValidationError, match="已有他人先行处理"):
        undo_mark(day.duties.get(), "present", town.officer)
    mark_present(day, town.deputy, "leave", town.officer)
    assert day.duties.get().mark == "present"


def test_a_visit_speaks_louder_than_an_absence(town, day):
    mark_absent(day.duties.get(), "missing", "", "", town.officer)
    visit = visited(town, deputies=(town.deputy,), at=clock.now())
    assert day.duties.get().mark == "present"
    with pytest.raises(ValidationError, match="请先更正那次来访"):
        mark_absent(day.duties.get(), "missing", "", "present", town.officer)
    void_visit(visit, 1, "登错了", town.officer)
    assert day.duties.get().mark == ""
    assert counted() == []


def test_undo_leaves_what_a_visit_says(town, day):
    mark_present(day, town.deputy, "", town.officer)
    visited(town, deputies=(town.deputy,), at=clock.now())
    undo_mark(day.duties.get(), "present", town.officer)
    assert day.duties.get().attended
    assert counted() == [town.deputy.pk]


def test_nothing_is_marked_before_the_day(town, day):
    ReceptionDay.objects.update(date=clock.today() + timedelta(days=1))
    with pytest.raises(ValidationError, match="还没有到"):
        mark_present(day, town.deputy, "", town.officer)


def test_past_days_without_everybodys_mark_are_missing(town, day):
    here = [town.station.pk]
    assert not unmarked_days(here).exists()  # today is not over
    ReceptionDay.objects.update(date=clock.today() - timedelta(days=3))
    assert list(unmarked_days(here)) == [day]
    assert not unmarked_days([town.other_station.pk]).exists()
    mark_absent(day.duties.get(), "official", "", "", town.officer)
    assert not unmarked_days(here).exists()
