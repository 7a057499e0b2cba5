from datetime import date, time

from constituents.models import ReceptionDay, ReceptionDuty
from constituents.services.planning import plan_receptions, replace_departed
from constituents.tasks import plan_days
from deputies.models import Mandate, Suspension, Term
from deputies.services.seats import suspend
from stations.models import Unit
from tests.factories.deputies import SuspensionFactory

NOVEMBER = date(2026, 11, 23)


def planned(station) -> list[tuple]:
    days = ReceptionDay.objects.filter(station=station).order_by("date")
    return [(day.date, [duty.deputy.name for duty in day.duties.order_by("id")]) for day in days]


def test_the_next_day_by_rule_with_the_deputies_in_turn(town):
    assert plan_receptions(NOVEMBER) == 1
    assert planned(town.station) == [(date(2026, 12, 10), ["周启明", "何秀兰"])]
    day = ReceptionDay.objects.get()
    assert (day.starts_at, day.ends_at, day.is_planned) == (time(9), time(11, 30), True)
    assert set(ReceptionDuty.objects.values_list("is_planned", "attended")) == {(True, False)}


def test_planning_again_adds_only_what_is_missing_and_the_turn_goes_on(town):
    plan_receptions(NOVEMBER)
    assert plan_receptions(NOVEMBER) == 0
    assert plan_receptions(date(2026, 12, 1)) == 0  # the term ends with the year: nobody could receive in January
    Term.objects.filter(pk=town.term.pk).update(ends_on=date(2027, 12, 31))
    assert plan_receptions(date(2026, 12, 1)) == 1
    assert planned(town.station)[1] == (date(2027, 1, 11), ["马文山", "周启明"])


def test_a_station_without_deputies_or_closed_is_left_alone(town):
    assert planned(town.other_station) == []
    Unit.objects.filter(pk=town.station.pk).update(closed_on=NOVEMBER)
    assert plan_receptions(NOVEMBER) == 0


def test_who_leaves_or_is_suspended_is_replaced_by_the_next_in_turn(town, django_capture_on_commit_callbacks):
    plan_receptions(NOVEMBER)
    seat = town.deputy.mandates.get()
    with django_capture_on_commit_callbacks(execute=True):
        suspend(Suspension(mandate=seat, starts_on=date(2026, 12, 1), cause="detained"), town.office)
    assert planned(town.station) == [(date(2026, 12, 10), ["何秀兰", "马文山"])]
    Mandate.objects.filter(deputy=town.deputies[1]).update(ends_on=date(2026, 12, 9))
    plan_receptions(NOVEMBER)
    assert planned(town.station) == [(date(2026, 12, 10), ["马文山"])]
    Mandate.objects.filter(deputy=town.deputies[2]).update(ends_on=date(2026, 12, 10))
    assert replace_departed(NOVEMBER) == 0  # the last day still counts


def test_a_new_day_takes_only_who_may_act_on_it(town):
    SuspensionFactory(mandate=town.deputy.mandates.get(), starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31))
    Mandate.objects.filter(deputy=town.deputies[1]).update(starts_on=date(2026, 12, 11))
    plan_receptions(NOVEMBER)
    assert planned(town.station) == [(date(2026, 12, 10), ["马文山"])]


def test_the_tick_plans_from_today(town):
    assert plan_days() == ReceptionDay.objects.count() >= 1
