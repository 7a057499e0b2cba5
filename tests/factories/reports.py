"""A year of duties in the town: everything that makes an annual table hard."""

from dataclasses import dataclass
from datetime import date

import pytest

from deputies.choices import DutyKind, DutySource
from deputies.models import Deputy, DutyRecord
from tests.factories.deputies import DeputyFactory, DutyRecordFactory, GroupFactory, MandateFactory, TermFactory
from tests.factories.world import Town

YEAR = 2026


@dataclass
class DutyYear:
    """zhou sits in the town and in the county; the others are what their names say."""

    town: Town
    zhou: Deputy
    he: Deputy
    elected_in_may: Deputy
    left_in_june: Deputy
    county_only: Deputy


def build_year(town: Town) -> DutyYear:
    zhou, he, _ma = town.deputies
    county_term = TermFactory(congress=town.county, starts_on=date(2021, 11, 1))
    county_group = GroupFactory(congress=town.county, name="县第一小组")
    year = DutyYear(town, zhou, he, DeputyFactory(name="补选者"), DeputyFactory(name="离任者"), DeputyFactory(name="县代表"))
    MandateFactory(deputy=year.elected_in_may, term=town.term, group=town.groups[1], starts_on=date(YEAR, 5, 1))
    MandateFactory(deputy=year.left_in_june, term=town.term, starts_on=town.term.starts_on, ends_on=date(YEAR, 6, 30))
    for deputy in (zhou, year.county_only):
        MandateFactory(deputy=deputy, term=county_term, group=county_group)
    _act(zhou, DutyKind.OPINION, date(YEAR, 1, 1), town.station)
    _act(zhou, DutyKind.OPINION, date(YEAR, 12, 31))
    _act(zhou, DutyKind.RECEPTION, date(YEAR, 3, 10))
    _act(zhou, DutyKind.OPINION, date(YEAR - 1, 12, 31))  # another year
    _act(he, DutyKind.TRAINING, date(YEAR, 4, 1))
    _act(year.elected_in_may, DutyKind.RESEARCH, date(YEAR, 4, 30))  # the day before the seat
    _act(year.elected_in_may, DutyKind.RESEARCH, date(YEAR, 5, 1))
    _act(year.left_in_june, DutyKind.SERVICE, date(YEAR, 6, 30))
    _act(year.left_in_june, DutyKind.SERVICE, date(YEAR, 7, 1))  # the day after it
    _act(year.county_only, DutyKind.BILL, date(YEAR, 2, 1))
    return year


def _act(deputy: Deputy, kind: DutyKind, on: date, station=None) -> DutyRecord:
    return DutyRecordFactory(deputy=deputy, kind=kind, on=on, title=f"{deputy.name}{kind.label}", station=station, source=DutySource.ENTERED)


@pytest.fixture
def duty_year(town) -> DutyYear:
    return build_year(town)
