"""Registering an opinion."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction

from accounts.models import AuditEntry
from deputies.choices import DutyKind, DutySource
from deputies.models import DutyRecord
from deputies.services.ledger import differences
from opinions.models import Opinion, OpinionEvent
from opinions.services.cases import Screening, screen
from opinions.services.register import shortened
from stations.services.units import edit_unit
from tests.factories.constituents import visited
from tests.factories.opinions import registered
from tests.factories.stations import RegulationFactory

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-23 09:00+08:00"


@time_machine.travel(MONDAY, tick=False)
def test_a_new_opinion_has_its_number_first_step_and_deadline(town):
    opinion = registered(town, deputies=tuple(town.deputies[:2]))
    assert (opinion.number, opinion.state, opinion.version) == ("河湾2026-0001", "screening", 1)
    assert (opinion.summary, opinion.regulation) == ("村东头的水渠塌了一段，浇不上地", town.regulation)
    assert opinion.due_on == date(2026, 11, 24)
    assert (opinion.due_basis["days"], opinion.due_basis["start"]) == (1, "2026-11-23")


@time_machine.travel(MONDAY, tick=False)
def test_the_timeline_the_trail_and_the_duty_ledger_know_of_it(town):
    opinion = registered(town, deputies=tuple(town.deputies[:2]))
    event = OpinionEvent.objects.get(opinion=opinion)
    assert (event.action, event.actor, event.post, event.to_state) == ("register", town.officer, "河湾村联络站 · 联络员", "screening")
    assert AuditEntry.objects.filter(action="opinion.register", actor=town.officer).count() == 1
    rows = DutyRecord.objects.filter(source=DutySource.OPINION, source_id=opinion.pk, kind=DutyKind.OPINION)
    assert sorted(rows.values_list("deputy__name", "on", "title")) == [
        ("何秀兰", date(2026, 11, 23), opinion.summary),
        ("周启明", date(2026, 11, 23), opinion.summary),
    ]


@time_machine.travel(MONDAY, tick=False)
def test_the_duty_ledger_follows_the_screened_summary_and_the_stations_name(town):
    opinion = registered(town, deputies=(town.deputy,))
    screen(opinion, town.officer, opinion.version, Screening("水渠塌方", None))
    visited(town, deputies=(town.deputy,), matters=())
    edit_unit(town.station, {"name": "河湾中心站"}, town.office)
    assert set(DutyRecord.objects.values_list("kind", "title", "place")) == {
        ("opinion", "水渠塌方", "河湾中心站"),
        ("reception", "在河湾中心站接待群众", "河湾中心站"),
    }
    assert differences() == ([], [])


def test_numbers_follow_each_other_by_station(town):
    numbers = [registered(town).number, registered(town).number, registered(town, station=town.other_station).number]
    year = Opinion.objects.first().year
    assert numbers == [f"河湾{year}-0001", f"河湾{year}-0002", f"上塘{year}-0001"]


def test_the_same_request_key_makes_one_opinion(town):
    key = uuid4()
    assert registered(town, request_key=key) == registered(town, request_key=key)
    assert Opinion.objects.count() == 1


def test_the_same_key_inside_one_outer_transaction(town):
    key = uuid4()
    with transaction.atomic():
        first, second = registered(town, request_key=key), registered(town, request_key=key)
    assert first == second


@pytest.mark.parametrize(("chain", "state"), [(["audit", "approve"], "auditing"), (["approve"], "approving"), ([], "referring")])
def test_the_regulation_says_where_a_channel_begins(town, chain, state):
    body = town.regulation.body
    RegulationFactory(congress=town.congress, number=2, body=body | {"chains": body["chains"] | {"visit": chain}})
    assert registered(town).state == state


@pytest.mark.parametrize(
    ("words", "summary"),
    [("路灯坏了。晚上看不见。", "路灯坏了"), ("好" * 60, "好" * 39 + "…"), ("。。", "。。"), ("\n  水管漏水\n三天了", "水管漏水")],
)
def test_a_summary_is_the_first_sentence(words, summary):
    assert shortened(words) == summary
