"""Layers: what a congress sets itself over what it inherits, resolved into a version for it and for all below."""

import json
import random

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from notices.models import Notice
from opinions.services import Registration, register
from stations.choices import Level
from stations.models import Regulation
from stations.rules.plain.origins import origins_of
from stations.rules.presets import presets
from stations.rules.regulation import DEFAULT_BODY, FIRST_BODY, Rules
from stations.rules.regulation.layers import addresses, difference, entry_at, resolve
from stations.services.regulations import current_regulation, publish, publish_default
from stations.services.tree import move_unit
from tests.factories.stations import CongressFactory, RegulationFactory, UnitFactory

ALL = {address: entry for preset in presets().values() for address, entry in preset.layer.items()}
KINDS = {address: entry for address, entry in ALL.items() if address.startswith("kinds.")}  # what norms count


def limit(days: int, source: str = "人大决定") -> dict:
    return {"value": days, "source": source}


def newest(congress) -> Regulation:
    return Regulation.objects.filter(congress=congress).first()


@pytest.mark.parametrize("seed", range(20))
def test_a_difference_laid_over_its_base_gives_the_body_again(seed):
    dice = random.Random(seed)
    base = resolve(DEFAULT_BODY, KINDS | {address: ALL[address] for address in dice.sample(sorted(ALL), 20)})
    wanted = {address: ALL[address] for address in dice.sample(sorted(ALL), 20)}
    dropped = dice.choice([address for address in addresses(base) if address.startswith(("norms.", "checklists."))] or ["norms.none"])
    body = resolve(base, wanted | {dropped: {"value": None, "source": ""}})
    again = resolve(base, difference(body, base))
    assert [entry_at(again, address) for address in addresses(body)] == [entry_at(body, address) for address in addresses(body)]
    assert set(addresses(again)) == set(addresses(body))
    assert difference(body, body) == {}
    Rules(body)


def test_a_base_is_not_changed_by_what_is_laid_over_it():
    before = json.dumps(DEFAULT_BODY)
    resolve(DEFAULT_BODY, ALL)
    assert json.dumps(DEFAULT_BODY) == before


def test_a_countys_version_reaches_every_town_and_theirs_stays(town):
    publish(town.congress, "青禾镇制度", {"limits.ordinary": limit(10, "镇人大决定")}, town.office)
    own = {"limits.ordinary": limit(20), "limits.urgent": limit(3), "norms.solved": ALL["norms.solved"]}
    county = publish(town.county, "云岭县制度", own, town.county_office)
    mine, other = newest(town.congress), newest(town.congress_elsewhere)
    assert [(row.number, row.title, row.cause, row.published_by) for row in (mine, other)] == [
        (3, "青禾镇制度", county, town.county_office),
        (2, "代表联络站工作制度", county, town.county_office),
    ]
    assert [Rules(row.body).limit("ordinary").days for row in (county, mine, other)] == [20, 10, 20]
    assert [Rules(row.body).limit("urgent").days for row in (county, mine, other)] == [3, 3, 3]
    assert [norm["code"] for norm in Rules(other.body).norms] == ["solved"]
    assert (mine.own, other.own) == ({"limits.ordinary": limit(10, "镇人大决定")}, {})
    assert (mine.origins["limits.ordinary"], mine.origins["limits.urgent"]) == (town.congress.pk, town.county.pk)
    assert origins_of(mine).names == {town.county.pk: "云岭县人大常委会"}
    entry = AuditEntry.objects.filter(action="regulation.publish").latest("id")
    assert (entry.chain, json.loads(entry.body)["below"]) == (f"congress:{town.county.pk}", [town.congress.pk, town.congress_elsewhere.pk])
    assert list(Notice.objects.filter(title="制度已更新").values_list("recipient__username", flat=True)) == ["office"]


def test_a_town_drops_a_norm_of_the_county_and_takes_it_back(town):
    publish(town.county, "云岭县制度", {"norms.solved": ALL["norms.solved"]}, None)
    publish(town.congress, "镇", {"norms.solved": {"value": None, "source": ""}}, None)
    assert Rules(newest(town.congress).body).norms == []
    publish(town.congress, "镇", {}, None)
    assert [norm["code"] for norm in Rules(newest(town.congress).body).norms] == ["solved"]


def test_a_version_from_before_the_layers_keeps_what_differed(town):
    """Rows of the first schema have no layer of their own; what differed from the county's counts as set by the town."""
    old = FIRST_BODY | {"limits": FIRST_BODY["limits"] | {"feedback": {"days": 7, "source": "镇人大决定"}}}
    row = RegulationFactory(congress=town.congress, number=2, body=old)
    publish(town.county, "云岭县制度", {"limits.urgent": limit(3), "limits.feedback": limit(2)}, None)
    rules = Rules(newest(town.congress).body)
    assert (rules.limit("urgent").days, rules.limit("feedback").days) == (3, 7)
    assert Regulation.objects.get(pk=row.pk).body == old
    assert origins_of(row).of == {"limits.feedback": town.congress.pk}


def test_a_case_keeps_the_rule_it_was_opened_under(town):
    case = register(Registration(town.station, "box", "2026-11-24", "路灯不亮"), town.officer)
    before = (case.regulation_id, case.due_on, case.due_basis)
    publish(town.county, "云岭县制度", {"limits.screen": limit(9), "chains.box": {"value": [], "source": "县人大决定"}}, town.county_office)
    case.refresh_from_db()
    assert (case.regulation_id, case.due_on, case.due_basis) == before
    assert (Rules(case.regulation.body).limit("screen").days, case.state) == (1, "screening")
    new = register(Registration(town.station, "box", "2026-11-25", "路灯又不亮"), town.officer)
    assert (new.regulation, new.state) == (newest(town.congress), "referring")


def test_a_town_moved_to_another_county_works_by_that_countys_rules(town):
    publish(town.congress, "镇", {"limits.ordinary": limit(10)}, None)
    other = CongressFactory(name="邻县人大常委会", level=Level.COUNTY)
    publish(other, "邻县", {"limits.urgent": limit(2, "邻县决定"), "limits.ordinary": limit(25, "邻县决定")}, None)
    move_unit(town.congress, other, town.county_office)
    moved = newest(town.congress)
    rules = Rules(moved.body)
    assert (rules.limit("urgent").days, rules.limit("ordinary").days, moved.title) == (2, 10, "镇")
    assert moved.origins == {"limits.urgent": other.pk, "limits.ordinary": town.congress.pk}


def test_a_fault_names_the_congress_and_nothing_is_written(town):
    with pytest.raises(ValidationError) as caught:
        publish(town.county, "坏的", {"limits.audit": limit(0)}, town.county_office)
    assert caught.value.messages == ["云岭县人大常委会：「审核」的时限应为 1 至 250 个工作日，请填整数。"]
    assert Regulation.objects.count() == 3


def test_a_new_town_below_works_by_the_county_until_it_publishes(town):
    publish(town.county, "云岭县制度", {"limits.urgent": limit(3)}, None)
    young = CongressFactory(parent=town.county, name="新建镇人大主席团")
    assert current_regulation(UnitFactory(parent=young)).congress == town.county
    assert Rules(publish_default(young).body).limit("urgent").days == 3


def test_publishing_takes_as_many_queries_for_twenty_towns_as_for_two(town):
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            publish(town.county, "云岭县制度", {"limits.urgent": limit(3)}, town.county_office)
        return len(seen)

    two = count()
    for number in range(18):
        CongressFactory(parent=town.county, name=f"第{number}镇人大主席团")
    assert count() == two
    assert Regulation.objects.filter(cause=newest(town.county)).count() == 20
