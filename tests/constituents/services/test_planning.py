from datetime import date, time

from constituents.models import ReceptionDay, ReceptionDuty
from constituents.services.planning import plan_receptions
from constituents.tasks import plan_days
from stations.models import Unit

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
    assert plan_receptions(date(2026, 12, 1)) == 1
    assert planned(town.station)[1] == (date(2027, 1, 11), ["马文山", "周启明"])


def test_a_station_without_deputies_or_closed_is_left_alone(town):
    assert planned(town.other_station) == []
    Unit.objects.filter(pk=town.station.pk).update(closed_on=NOVEMBER)
    assert plan_receptions(NOVEMBER) == 0


def test_the_tick_plans_from_today(town):
    assert plan_days() == ReceptionDay.objects.count() >= 1
