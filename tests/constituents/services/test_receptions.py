from datetime import date

import pytest

from accounts.services.audit import recorded
from constituents.models import ReceptionDay, ReceptionDuty
from constituents.services.receptions import all_duties, attend, release
from deputies.models import DutyRecord
from deputies.registry import url_of
from deputies.services.ledger import differences
from tests.factories.constituents import visited

DAY = date(2026, 11, 10)


def noted() -> list[tuple]:
    return list(DutyRecord.objects.filter(source="reception").order_by("deputy_id").values_list("deputy_id", "kind", "on"))


def test_attendance_counts_once_per_deputy_and_day(town):
    deputies = town.deputies[:2]
    with recorded():
        first = attend(town.station, DAY, deputies, town.officer)
        second = attend(town.station, DAY, deputies[:1], town.officer)
    assert first == second == ReceptionDay.objects.get()
    assert not first.is_planned
    assert noted() == [(one.pk, "reception", DAY) for one in deputies]
    assert url_of("reception", first.pk) == f"/visits/receptions/{first.pk}/"


def test_nobody_there_makes_no_day_but_finds_the_planned_one(town):
    assert attend(town.station, DAY, [], town.officer) is None
    planned = ReceptionDay.objects.create(station=town.station, date=DAY)
    assert attend(town.station, DAY, [], town.officer) == planned


def test_release_takes_back_what_no_visit_supports(town):
    deputy, marked = town.deputies[:2]
    with recorded():
        day = attend(town.station, DAY, [deputy], town.officer)
        attend(town.station, DAY, [marked], town.officer, by_hand=True)
        release(day, [deputy, marked])
        release(None, [deputy])
    assert noted() == [(marked.pk, "reception", DAY)]
    assert list(ReceptionDuty.objects.values_list("deputy_id", "marked_by")) == [(marked.pk, town.officer.pk)]


def test_release_keeps_whoever_another_visit_supports(town):
    visit = visited(town, deputies=tuple(town.deputies[:1]))
    with recorded():
        release(visit.day, town.deputies[:1])
    assert ReceptionDuty.objects.get().attended


def test_a_planned_duty_stays_planned_after_release(town):
    day = ReceptionDay.objects.create(station=town.station, date=DAY)
    ReceptionDuty.objects.create(day=day, deputy=town.deputy)
    with recorded():
        attend(town.station, DAY, [town.deputy], town.officer)
        release(day, [town.deputy])
    assert list(ReceptionDuty.objects.values_list("is_planned", "attended")) == [(True, False)]


def test_the_ledger_agrees_with_its_source(town):
    visited(town, deputies=tuple(town.deputies[:2]))
    assert {duty.deputy_id for duty in all_duties()} == {one.pk for one in town.deputies[:2]}
    assert differences() == ([], [])


@pytest.mark.parametrize("who", ["officer", "deputy_user"])
def test_days_are_visible_to_the_station_and_to_whoever_was_there(town, who):
    with recorded():
        day = attend(town.station, DAY, [town.deputy], town.officer)
        attend(town.station_elsewhere, DAY, town.deputies[1:2], town.officer_elsewhere)
    assert list(ReceptionDay.objects.visible_to(getattr(town, who))) == [day]
