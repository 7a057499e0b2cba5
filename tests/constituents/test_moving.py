"""A changed calendar and the reception days that were planned by the old one: what moves, who is told, one click moves it (B1)."""

from datetime import date, datetime, time
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from constituents.models import PlanChange, ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.rules.moving import moves
from constituents.rules.planning import Choice
from constituents.services.appointments import Booking, book
from constituents.services.moving import tell_stations
from constituents.services.plans import Wish, approve_plan, make_plan, publish_plan
from notices.models import Notice
from stations.models import Unit
from stations.registry import PlannedShift
from stations.rules.festivals import Festival
from stations.rules.presets import presets
from stations.rules.workdays import Table
from stations.services.calendar import apply_change, propose_clearing, propose_festival
from stations.services.regulations import publish

BEFORE = datetime(2025, 12, 15, 9, tzinfo=SHANGHAI)
TENTH, ELEVENTH = date(2026, 6, 10), date(2026, 6, 11)


@pytest.fixture(autouse=True)
def winter():
    with clock.at(BEFORE):
        yield


@pytest.fixture
def plan(town) -> ReceptionPlan:
    """2026, published in December before it; the 10th of June is a Wednesday."""
    made = make_plan(town.station, 2026, Wish(), 0, town.officer)
    approve_plan(made, made.version, town.head)
    return publish_plan(made, made.version, town.officer)


def holiday(town, *days: date):
    return propose_festival(Festival("端午节", list(days or [TENTH]), []), town.county_office)


def found(town) -> list[tuple[date, date | None, str]]:
    return [(move.day.date, move.to, move.why) for move in moves([town.station]).get(town.station.pk, [])]


def page(client, town, name="plan_year", **query) -> str:
    client.force_login(town.officer)
    return client.get(reverse(f"constituents:{name}", args=[town.station.pk, 2026]), query).text


def move(client, town, plan, *days: ReceptionDay):
    url = reverse("constituents:plan_move", args=[town.station.pk, 2026])
    return client.post(url, {"version": plan.version, "day": [day.pk for day in days]}, follow=True)


def test_nothing_is_asked_while_the_calendar_stands(client, town, plan):
    assert found(town) == []
    assert "遇放假" not in page(client, town)


def test_the_preview_shows_the_days_and_the_station_is_told_once(client, town, plan):
    change = holiday(town)
    client.force_login(town.county_office)
    preview = client.get(reverse("stations:calendar_change", args=[change.pk])).text
    assert "1 个排好的接待日要挪" in preview
    assert "6月11日 周四" in preview or "6月11日 星期四" in preview
    assert found(town) == []  # looked at, not saved
    apply_change(change, town.county_office)
    told = Notice.objects.filter(title__contains="放假安排改了")
    assert list(told.values_list("recipient", flat=True)) == [town.officer.pk]
    assert told.get().body.startswith("6月10日（端午节放假）。")
    apply_change(holiday(town, TENTH, date(2026, 6, 9)), town.county_office)  # the 10th stays as it is
    assert told.count() == 1


def test_one_click_moves_the_day_with_its_deputies_and_topic(client, town, plan):
    day = ReceptionDay.objects.get(date=TENTH)
    ReceptionDay.objects.filter(pk=day.pk).update(topic="灌溉")
    people = set(day.duties.values_list("deputy", flat=True))
    apply_change(holiday(town), town.county_office)
    assert found(town) == [(TENTH, ELEVENTH, "端午节放假")]
    text = page(client, town)
    assert "1 个接待日遇放假" in text
    assert "改到 6月11日" in text
    assert "挪好了 1 天：6月11日" in move(client, town, plan, day).text
    day.refresh_from_db()
    assert (day.date, day.ruled_on, day.topic, day.starts_at) == (ELEVENTH, TENTH, "灌溉", time(9))
    assert set(day.duties.values_list("deputy", flat=True)) == people
    assert day.announced_on == BEFORE.date()
    assert PlanChange.objects.get().words.startswith("时间由6月10日 09:00改为6月11日")
    assert found(town) == []
    plan.refresh_from_db()
    assert "不用再挪" in move(client, town, plan, day).text
    apply_change(propose_clearing(2026, "端午节", town.county_office), town.county_office)
    assert found(town) == [(ELEVENTH, TENTH, "放假安排改了")]  # and back, if the station likes


def test_a_day_that_is_not_ticked_stays(client, town, plan):
    apply_change(holiday(town, TENTH, date(2026, 7, 10)), town.county_office)
    client.force_login(town.officer)
    move(client, town, plan, ReceptionDay.objects.get(date=TENTH))
    assert found(town) == [(date(2026, 7, 10), date(2026, 7, 13), "端午节放假")]
    assert "请先勾选" in move(client, town, plan).text


def test_whoever_saw_an_older_plan_looks_again(client, town, plan):
    apply_change(holiday(town), town.county_office)
    ReceptionPlan.objects.update(version=plan.version + 1)
    client.force_login(town.officer)
    assert "刚有人改过" in move(client, town, plan, ReceptionDay.objects.get(date=TENTH)).text
    assert ReceptionDay.objects.filter(date=TENTH).exists()


def test_where_the_next_working_day_is_taken_the_day_is_called_off(client, town, plan):
    ReceptionDay.objects.create(station=town.station, date=ELEVENTH)
    apply_change(holiday(town), town.county_office)
    assert found(town) == [(TENTH, None, "端午节放假")]
    client.force_login(town.officer)
    move(client, town, plan, ReceptionDay.objects.get(date=TENTH))
    assert ReceptionDay.objects.get(date=TENTH).drop_reason == "端午节放假"


def test_two_days_with_one_target_are_moved_by_the_click_as_it_stands(client, town, plan):
    ReceptionDay.objects.create(station=town.station, date=ELEVENTH)
    apply_change(holiday(town, TENTH, ELEVENTH), town.county_office)
    assert found(town) == [(TENTH, date(2026, 6, 12), "端午节放假"), (ELEVENTH, None, "端午节放假")]
    client.force_login(town.officer)
    text = move(client, town, plan, *ReceptionDay.objects.filter(date__in=[TENTH, ELEVENTH])).text
    assert "挪好了 1 天：6月12日。取消了 1 天。" in text


def test_onto_a_day_that_was_called_off_the_station_decides(client, town, plan):
    ReceptionDay.objects.create(station=town.station, date=ELEVENTH, is_planned=False, drop_reason="站里有会")
    apply_change(holiday(town, TENTH, date(2026, 7, 10)), town.county_office)
    assert found(town) == [(TENTH, None, "端午节放假"), (date(2026, 7, 10), date(2026, 7, 13), "端午节放假")]
    text = page(client, town)
    assert "请站里另定日子" in text
    assert text.count('name="day"') == 1  # what the click as it stands moves
    move(client, town, plan, *ReceptionDay.objects.filter(date__in=[TENTH, date(2026, 7, 10)]))
    assert ReceptionDay.objects.filter(date=date(2026, 7, 13)).exists()


def test_a_weekend_chosen_by_hand_stays_until_a_festival_falls_on_it(town, plan):
    saturday = date(2026, 6, 13)
    ReceptionDay.objects.create(station=town.station, date=saturday, starts_at=time(9), ends_at=time(11))
    assert found(town) == []
    apply_change(holiday(town, saturday), town.county_office)
    assert found(town) == [(saturday, date(2026, 6, 15), "端午节放假")]


def test_telling_three_stations_asks_for_their_people_as_often_as_telling_one(town, plan):
    def asked(*stations) -> int:
        days = [PlannedShift(station.pk, TENTH, ELEVENTH, "端午节放假", "") for station in stations]
        with patch("constituents.services.moving.shifts", side_effect=[[], days]), CaptureQueriesContext(connection) as queries:
            tell_stations(Table({}), Table({}), None)
        return sum("stations_post" in query["sql"] for query in queries)

    assert asked(town.station) == asked(town.station, town.other_station, town.station_elsewhere) == 1


def test_who_is_on_duty_elsewhere_then_is_taken_off_and_named(client, town, plan):
    day = ReceptionDay.objects.get(date=TENTH)
    deputy = day.duties.order_by("pk").first().deputy
    other = Unit.objects.get(name="上塘村联络站")
    ReceptionDuty.objects.create(day=ReceptionDay.objects.create(station=other, date=ELEVENTH), deputy=deputy)
    apply_change(holiday(town), town.county_office)
    client.force_login(town.officer)
    assert f"{deputy.name}（6月11日）在别的站接待" in move(client, town, plan, day).text
    assert deputy.pk not in ReceptionDay.objects.get(date=ELEVENTH, station=town.station).duties.values_list("deputy", flat=True)


def test_who_booked_the_day_is_to_be_called(client, town, plan):
    day = ReceptionDay.objects.select_related("station").get(date=TENTH)
    book(Booking(day, time(9), "甘露平", "13800004826"), town.officer)
    apply_change(holiday(town), town.county_office)
    client.force_login(town.officer)
    assert "有 1 位预约了这些日子" in move(client, town, plan, day).text


@pytest.mark.parametrize(("holiday_rule", "to"), [("keep", "kept"), ("drop", None), ("previous_workday", date(2026, 6, 9))])
def test_the_regulation_says_what_a_holiday_does(town, plan, holiday_rule, to):
    rule = {"reception.holiday": {"value": holiday_rule, "source": "本镇"}}
    publish(town.congress, "制度", presets()["yonghe"].layer | rule, None)
    apply_change(holiday(town), town.county_office)
    assert [move for move in found(town) if move[0] == TENTH] == ([] if to == "kept" else [(TENTH, to, "端午节放假")])


def test_the_office_sees_which_stations_have_days_to_move(client, town, plan):
    apply_change(holiday(town), town.county_office)
    client.force_login(town.office)
    listed = client.get(reverse("constituents:plans_year", args=[2026]), {"state": "holiday"}).text
    assert "河湾村联络站" in listed
    assert "上塘村联络站" not in listed


def test_a_past_day_and_a_station_without_a_plan_are_left_alone(town, plan):
    apply_change(holiday(town), town.county_office)
    with clock.at(datetime(2026, 6, 10, 9, tzinfo=SHANGHAI)):
        assert found(town) == []
    ReceptionPlan.objects.all().delete()
    assert found(town) == []


def test_a_stations_own_choice_is_moved_by_its_rule(town):
    publish(town.congress, "制度", presets()["tongzhou"].layer, None)
    make_plan(town.station, 2026, Wish(choice=Choice(day=10)), 0, town.officer)
    apply_change(holiday(town), town.county_office)
    assert (TENTH, ELEVENTH, "端午节放假") in found(town)
