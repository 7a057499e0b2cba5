"""Plans and quarterly lists that are missing: told to whoever makes them, then to the office, once for all."""

from datetime import date, datetime

import pytest
import time_machine

from common.clock import SHANGHAI
from constituents.choices import PlanState
from constituents.models import HandedList, ReceptionPlan
from notices import services
from notices.models import Notice
from stations.models import YearPlan
from stations.rules.regulation import DEFAULT_BODY
from tests.factories.boxes import BoxFactory, with_rule
from tests.factories.stations import RegulationFactory

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def told_at(text: str, words: str) -> list[str]:
    moment = at(text)
    with time_machine.travel(moment, tick=False):
        services.plan(moment)
        services.dispatch(moment)
    return sorted(Notice.objects.filter(title__contains=words).values_list("recipient__username", flat=True))


def test_a_yearly_plan_is_asked_for_where_the_regulation_names_a_day(town):
    assert told_at("2027-01-24T09:00", "年年度计划") == []
    RegulationFactory(congress=town.congress, number=2, body=DEFAULT_BODY | {"yearly": {"plan": "01-31", "summary": ""}})
    assert told_at("2027-01-24T08:00", "年年度计划") == []
    assert told_at("2027-01-24T09:00", "请写 2027 年年度计划：河湾村联络站") == ["officer"]
    assert told_at("2027-02-03T09:00", "3 个单位还没有 2027 年年度计划") == ["office"]


def test_a_plan_that_is_there_is_not_asked_for(town):
    RegulationFactory(congress=town.congress, number=2, body=DEFAULT_BODY | {"yearly": {"plan": "01-31", "summary": ""}})
    YearPlan.objects.create(unit=town.station, year=2027, changed_by=town.officer)
    assert told_at("2027-01-31T09:00", "请写 2027 年") == []
    assert told_at("2027-02-03T09:00", "2 个单位还没有 2027 年年度计划") == ["office"]


def plan_of(station, year: int, state=PlanState.PUBLISHED) -> ReceptionPlan:
    return ReceptionPlan.objects.create(station=station, year=year, state=state)


def test_next_years_reception_plan_is_asked_for_in_december(town):
    plan_of(town.other_station, 2027)
    assert told_at("2026-12-12T08:00", "2027 年接待计划") == []
    assert told_at("2026-12-12T09:00", "请排 2027 年接待计划：河湾村联络站") == ["officer"]
    offices = told_at("2026-12-25T09:00", "1 个单位还没有公布 2027 年接待计划")
    assert offices == ["county_office", "office"]  # of both towns; the other has no office
    plan_of(town.station, 2027)
    assert told_at("2026-12-26T09:00", "请排 2027") == ["officer", "officer_elsewhere"]


def test_a_plan_that_was_not_published_is_asked_for_by_its_next_step(town):
    draft, approved = plan_of(town.station, 2027, PlanState.DRAFT), plan_of(town.station_elsewhere, 2027, PlanState.APPROVED)
    assert told_at("2026-12-12T09:00", "请审核、公布 2027 年接待计划：河湾村联络站") == ["officer"]
    assert told_at("2026-12-12T09:00", "请公布 2027 年接待计划：白岩村联络站") == ["officer_elsewhere"]
    assert draft.state != approved.state


def test_in_the_year_it_is_asked_for_every_month(town):
    """As of a station that was opened, or a plan that was left lying, after January."""
    words = "请排 2026 年接待计划：河湾村联络站"
    assert told_at("2026-06-11T09:00", words) == ["officer"]  # twenty days before the first of July
    assert told_at("2026-06-25T09:00", words) == ["officer"]
    assert told_at("2026-07-12T09:00", words) == ["officer", "officer"]
    plan_of(town.station, 2026)
    assert told_at("2026-08-12T09:00", words) == ["officer", "officer"]


def test_in_the_year_the_office_is_told_once_a_month(town):
    for day in (25, 26):
        assert told_at(f"2026-06-{day}T09:00", "个单位还没有公布 2026 年接待计划") == ["county_office", "office"]


def test_an_office_that_is_the_groups_liaison_is_told_as_office_too(town):
    """Its first moment may be switched off."""
    with_rule(town.congress)
    town.groups[0].liaison = town.office
    town.groups[0].save()
    BoxFactory(station=town.station, group=town.groups[0], keeper=town.deputy, placed_on=date(2026, 1, 5))
    assert told_at("2026-10-20T09:00", "还没有报送第 3 季度信箱清单：第一代表小组") == ["office"]


def test_a_quarterly_list_that_was_not_handed_in(town):
    with_rule(town.congress)
    group = town.groups[0]
    group.liaison = town.clerk
    group.save()
    BoxFactory(station=town.station, group=group, keeper=town.deputy, placed_on=date(2026, 1, 5))
    assert told_at("2026-10-10T08:00", "季度信箱清单") == []
    assert told_at("2026-10-10T09:00", "请报送第 3 季度信箱清单：第一代表小组") == ["clerk"]
    assert told_at("2026-10-20T09:00", "还没有报送第 3 季度信箱清单：第一代表小组") == ["office"]
    HandedList.objects.create(group=group, year=2026, quarter=4, on=date(2027, 1, 4), to="人大办", letters=0, waiting=0, by=town.clerk)
    assert told_at("2027-01-25T09:00", "第 4 季度") == []
