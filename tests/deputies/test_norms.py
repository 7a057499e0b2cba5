"""Norms are met or not by what the ledger counts; nobody is asked for periods without a seat."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from deputies.services.norms import places_of, standings_of, still_to_do
from tests.factories.deputies import DutyRecordFactory, MandateFactory, SuspensionFactory
from tests.factories.stations import RegulationFactory

pytestmark = pytest.mark.django_db
URL, EXPORT = reverse("deputies:norms"), reverse("deputies:norms_export")


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-20T01:00:00Z", tick=False):
        yield


def norm(name: str, **more) -> dict:
    facts = {"name": name, "subject": "deputy", "period": "year", "number": 2, "counts": ["reception"], "binding": True, "years": {}}
    return facts | {"source": "本镇规定"} | more


def rule(town, *norms: dict) -> None:
    """A newer regulation that asks for these."""
    body = town.regulation.body | {"norms": [row | {"code": f"n{number}"} for number, row in enumerate(norms)]}
    RegulationFactory(congress=town.congress, number=99, body=body)


def did(deputy, kind="reception", day=date(2026, 5, 10), **more):
    return DutyRecordFactory(deputy=deputy, kind=kind, on=day, source="reception", **more)


def told(figures) -> dict:
    return {row.seat.deputy.name: (row.done, row.wanted, row.short_in) for row in figures.standings}


def test_who_did_enough_in_the_year_meets_it(town):
    rule(town, norm("接待"))
    first, second, third = town.deputies
    did(first), did(first), did(second)
    did(third, kind="training"), did(third, day=date(2025, 12, 31)), did(third)
    (figures,) = standings_of(town.congress, 2026)
    assert told(figures) == {first.name: (2, 2, ()), second.name: (1, 2, ("1/2",)), third.name: (1, 2, ("1/2",))}
    assert figures.met == 1
    assert {row.seat.deputy for row in figures.short} == {second, third}


def test_each_quarter_that_has_begun_is_asked_for(town):
    rule(town, norm("走访", period="quarter", number=1, counts=["contact"]))
    for month in (1, 4, 8):
        did(town.deputy, "contact", date(2026, month, 5))
    (figures,) = standings_of(town.congress, 2026, [town.deputy.pk])
    assert told(figures) == {town.deputy.name: (3, 4, ("第4季度0/1",))}


def test_a_seat_of_part_of_the_year_is_asked_for_whole_periods_alone_and_counts_its_own_days(town):
    rule(town, norm("年", number=1), norm("月", period="month", number=1))
    late = MandateFactory(term=town.term, starts_on=date(2026, 9, 1)).deputy
    did(late, day=date(2026, 8, 1))  # before the seat
    did(late, day=date(2026, 9, 5))
    year, month = standings_of(town.congress, 2026, [late.pk])
    assert told(year) == {late.name: (1, 0, ())}
    assert told(month) == {late.name: (1, 3, ("10月0/1", "11月0/1"))}


def test_what_was_done_while_suspended_does_not_count(town):
    rule(town, norm("接待", number=1))
    SuspensionFactory(mandate=town.deputy.mandates.get(), starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 1))
    did(town.deputy)
    (figures,) = standings_of(town.congress, 2026, [town.deputy.pk])
    assert told(figures) == {town.deputy.name: (0, 1, ("0/1",))}


def test_the_years_own_number_counts_and_none_is_not_asked(town):
    rule(town, norm("一", years={"2026": 0}), norm("二", years={"2026": 3}), norm("届", period="term"))
    assert [(each.norm.name, each.norm.number) for each in standings_of(town.congress, 2026)] == [("二", 3)]


def test_an_act_of_several_counts_once_for_their_station_and_congress(town):
    rule(town, norm("视察", subject="congress", counts=["inspection"]), norm("站", subject="station", number=1, counts=["inspection"]))
    for deputy in town.deputies:
        did(deputy, "inspection", source_id=7, station=town.station)
    found = {(row.norm.name, row.name): (row.done, row.short_in) for row in places_of(town.congress, 2026)}
    assert found["视察", town.congress.name] == (1, ("1/2",))
    assert (found["站", town.station.name], found["站", town.other_station.name]) == ((1, ()), (0, ("0/1",)))


def test_the_page_leads_from_the_figure_to_the_rows(client, town):
    rule(town, norm("接待"), norm("培训", counts=["training"], binding=False))
    client.force_login(town.office)
    page = client.get(URL, {"norm": "n1"})
    assert page.context["chosen"].norm.name == "培训"
    assert "力争完成" in page.content.decode()
    assert "<h1>2026年履职指标</h1>" in page.content.decode()
    assert f"{town.deputy.get_absolute_url()}?year=2026" in page.content.decode()
    assert len(page.context["page"].object_list) == 3
    grouped = client.get(URL, {"group": town.groups[1].pk}).context["page"].object_list
    assert [row.seat.group for row in grouped] == [town.groups[1]]
    assert client.get(EXPORT).status_code == 200


def test_the_page_asks_as_often_for_three_as_for_one(client, town, django_assert_num_queries):
    rule(town, norm("接待"))
    client.force_login(town.office)
    client.get(URL)
    with django_assert_num_queries(16):
        client.get(URL)
    for _ in range(2):
        MandateFactory(term=town.term, starts_on=town.term.starts_on)
    with django_assert_num_queries(16):
        client.get(URL)


def test_the_deputy_sees_what_is_still_to_do(client, town):
    rule(town, norm("接待"))
    did(town.deputy)
    assert [(row.norm.name, row.missing) for row in still_to_do(town.deputy, 2026)] == [("接待", 1)]
    client.force_login(town.deputy_user)
    page = client.get(reverse("deputies:duty")).content.decode()
    assert "今年还差" in page
    assert "必须" in page
    did(town.deputy)
    assert "今年还差" not in client.get(reverse("deputies:duty")).content.decode()
