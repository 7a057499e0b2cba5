"""Several years side by side, by the dates of each year's seats."""

from datetime import date

import pytest

from deputies.choices import Election
from reports.rules.annual import Only
from reports.rules.annual_years import Years
from reports.services.annual import annual, annual_years
from tests.factories.deputies import DeputyFactory, DutyRecordFactory, MandateFactory
from tests.factories.reports import YEAR
from tests.reports.test_annual import lines, notes

YEARS = [YEAR - 2, YEAR - 1, YEAR]


def through(rows) -> dict[str, list]:
    return {row.name: [(cell.number, cell.signed) for cell in row.cells] for row in rows}


@pytest.fixture
def years(duty_year) -> Years:
    return Years(annual_years(duty_year.town.congress, YEARS))


def test_each_year_is_what_it_is_alone(duty_year):
    town = duty_year.town
    for congress, below in ((town.congress, False), (town.county, True)):
        assert annual_years(congress, YEARS, below) == [annual(congress, year, below) for year in YEARS]


def test_kinds_groups_stations_and_deputies_with_their_differences(years):
    assert [cell.signed for cell in years.total] == ["—", "+1", "+5"]
    assert {kind.label: [cell.number for cell in cells] for kind, cells in years.kinds if cells[1].number} == {"收到意见": [0, 1, 2]}
    sections = {title: through(rows) for title, _, rows in years.sections}
    assert sections["代表"]["周启明"] == [(0, "—"), (1, "+1"), (3, "+2")]
    assert sections["代表"]["补选者"] == [(None, "—"), (None, "—"), (1, "—")]
    assert sections["代表"]["离任者"] == [(0, "—"), (0, "0"), (1, "+1")]
    assert sections["代表小组"]["第一代表小组"] == [(0, "—"), (1, "+1"), (3, "+2")]
    assert sections["联系的站（家）"] == {"河湾村联络站": [(0, "—"), (1, "+1"), (4, "+3")], "没有联系站（家）": [(0, "—"), (0, "0"), (2, "+2")]}
    assert [cell.number for cell in years.deputies] == [4, 4, 5]
    for _, _, rows in years.sections:  # whoever was there: the columns add up to the totals
        assert [sum(row.cells[place].number or 0 for row in rows) for place in range(3)] == [cell.number for cell in years.total]


def test_in_a_subtree_the_congresses_stand_side_by_side(duty_year):
    years = Years(annual_years(duty_year.town.county, YEARS, below=True))
    ((title, narrows, rows),) = years.sections
    assert (title, narrows) == ("各级人大", "congress")
    assert through(rows) == {"云岭县人大常委会": [(0, "—"), (1, "+1"), (4, "+3")], "青禾镇人大主席团": [(0, "—"), (1, "+1"), (6, "+5")]}
    assert [cell.number for cell in years.total] == [0, 1, 7]  # in each year what stands twice counts once


def test_whoever_changed_the_group_stands_in_each_years_own(duty_year):
    town = duty_year.town
    duty_year.zhou.mandates.filter(term=town.term).update(ends_on=date(YEAR - 1, 12, 31))
    MandateFactory(deputy=duty_year.zhou, term=town.term, group=town.groups[1], starts_on=date(YEAR, 1, 1))
    first, second = [Years(annual_years(town.congress, YEARS, only=Only(group=group.pk))) for group in town.groups]
    assert through(first.lines)["周启明"] == [(0, "—"), (1, "+1"), (None, "—")]
    assert through(second.lines)["周启明"] == [(None, "—"), (None, "—"), (3, "—")]
    assert [title for title, _, _ in first.sections] == ["联系的站（家）", "代表"]


def test_days_in_office_are_told_for_by_elected_departed_and_returned(duty_year):
    town = duty_year.town
    seats = {"term": town.term, "group": town.groups[0]}
    late = MandateFactory(deputy__name="补选的", starts_on=date(YEAR, 3, 5), elected_by=Election.BY_ELECTION, **seats).deputy
    back = DeputyFactory(name="回来的")
    MandateFactory(deputy=back, starts_on=date(YEAR - 1, 9, 1), ends_on=date(YEAR, 2, 28), **seats)
    MandateFactory(deputy=back, starts_on=date(YEAR, 6, 1), **seats)
    again = DeputyFactory(name="连任的")
    MandateFactory(deputy=again, starts_on=town.term.starts_on, ends_on=date(YEAR, 6, 30), **seats)
    MandateFactory(deputy=again, starts_on=date(YEAR, 7, 1), **seats)
    for deputy in (late, back, again):
        for day in (date(YEAR, 2, 28), date(YEAR, 3, 5), date(YEAR, 5, 31), date(YEAR, 6, 1), date(YEAR, 7, 1)):
            DutyRecordFactory(deputy=deputy, kind="training", on=day)
    (part,) = annual(town.congress, YEAR).parts
    assert {name: lines(part)[name]["training"] for name in ("补选的", "回来的", "连任的")} == {"补选的": 4, "回来的": 3, "连任的": 5}
    told = notes(part)
    assert (told["补选的"], told["回来的"], told.get("连任的")) == ("3月5日补选起任", "2月28日止任，6月1日起任", None)
    (row,) = [row for row in Years(annual_years(town.congress, YEARS)).lines if row.name == "回来的"]
    assert row.note == f"{YEAR - 1}年9月1日起任；{YEAR}年2月28日止任，6月1日起任"


def test_as_many_queries_for_six_years_of_many_as_for_one(duty_year, django_assert_num_queries, monkeypatch):
    town = duty_year.town
    with django_assert_num_queries(7):  # congresses, seats, suspensions, kinds: published, closed, rare ones; one aggregate
        annual(town.congress, YEAR)
    with django_assert_num_queries(7):
        whole = annual_years(town.county, range(YEAR - 5, YEAR + 1), below=True)
    monkeypatch.setattr("reports.services.annual.FEW", 0)  # too many to name
    with django_assert_num_queries(7):
        assert annual_years(town.county, range(YEAR - 5, YEAR + 1), below=True) == whole
