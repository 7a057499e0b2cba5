"""The congress's table of duties: an own kind, a renamed one and a hidden one, from the entry to the ledger, the pages and the closed year."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from common.tables import Line
from deputies.choices import DutyKind
from deputies.models import DutyEntry, DutyRecord
from deputies.rules.duty_file import OTHER, duty_file
from deputies.rules.entry_sheet import EntryReader
from deputies.rules.kinds import entered_kinds, kinds_in, kinds_of, kinds_of_deputies, named
from deputies.services.closed_years import differences_of
from deputies.services.closings import close_year
from deputies.services.entries import confirm_duties
from deputies.services.ledger import differences
from deputies.services.norms import standings_of
from stations.services.regulations import publish
from tests.factories.deputies import DeputyFactory, DutyRecordFactory, MandateFactory, TermFactory
from tests.factories.kinds import NIGHT, kind, rules_kinds, three_kinds
from tests.factories.stations import RegulationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-20T01:00:00Z", tick=False):
        yield


def did(deputy, code: str, day: date = date(2026, 3, 1), place: str = "", **more) -> DutyRecord:
    return DutyRecordFactory(deputy=deputy, kind=code, on=day, place=place, source="entered", source_id=None, **more)


def enter(client, deputy, **more) -> DutyEntry | None:
    data = {"kind": NIGHT, "on": "2026-03-12", "title": "夜访三户", "place": "", "content": "", "request_key": str(uuid4())} | more
    client.post(reverse("deputies:entry_new", args=[deputy.pk]), data)
    return DutyEntry.objects.filter(request_key=data["request_key"]).first()


def lines(town, *kinds: str) -> list[Line]:
    facts = {"代表": town.deputy.name, "时间": "2026-03-12"}
    return [Line("表", number, facts | {"履职类型": name, "标题": name}, {}) for number, name in enumerate(kinds, 2)]


def test_a_regulation_that_says_nothing_has_the_thirteen_columns(town):
    RegulationFactory(congress=town.congress, number=99, body={key: value for key, value in town.regulation.body.items() if "kind" not in key})
    for congress in (town.congress, town.county):
        table = kinds_of(congress)
        assert [(row.code, row.name) for row in table.used] == DutyKind.choices
        assert [row.code for row in table.rows if not row.by] == ["opinion", "reception"]
        assert table.merged == {}


def test_a_town_follows_the_county_and_changes_what_it_wants(town):
    rules_kinds(town.county, **{NIGHT: kind("夜访"), "contact": kind("走访")})
    rules_kinds(town.congress, contact=kind("走村入户"))
    tables = kinds_in([town.county, town.congress])
    assert [tables[congress.pk].name("contact") for congress in (town.county, town.congress)] == ["走访", "走村入户"]
    assert tables[town.congress.pk].name(NIGHT) == "夜访"


def test_an_own_kind_goes_from_the_phone_into_the_ledger(client, town):
    three_kinds(town.congress)
    client.force_login(town.deputy_user)
    form = client.get(reverse("deputies:entry_new", args=[town.deputy.pk])).content.decode()
    assert "夜访选民" in form and "走村入户" in form and "联系走访" not in form and ">调研<" not in form
    assert enter(client, town.deputy, kind="research") is None  # out of use
    entry = enter(client, town.deputy)
    client.force_login(town.office)
    refused = client.post(reverse("deputies:entry_refuse", args=[entry.pk]), {"words": ""}).content.decode()
    assert "夜访选民" in refused and "其他履职" not in refused
    client.force_login(town.deputy_user)
    confirm_duties([entry], town.office)
    assert DutyRecord.objects.get().kind == NIGHT
    assert "夜访选民 1" in client.get(reverse("deputies:duty")).content.decode()
    assert differences() == ([], [])


def test_who_may_enter_a_kind_is_the_regulations(town):
    rules_kinds(town.congress, **{NIGHT: kind("夜访选民", by=["office"])})
    offered = {user: NIGHT in {row.code for row in entered_kinds(user, town.deputy)} for user in (town.office, town.officer, town.deputy_user)}
    assert offered == {town.office: True, town.officer: False, town.deputy_user: False}


def test_a_hidden_kind_and_one_that_left_the_regulation_keep_their_names(client, town):
    three_kinds(town.congress)
    old, own = did(town.deputy, "research"), did(town.deputy, NIGHT)
    publish(town.congress, "制度", {}, None)  # as somebody does who loads a preset alone
    assert [row.kind_name for row in named([old, own])] == ["调研", "夜访选民"]
    table = kinds_of(town.congress)
    assert (table["research"].used, table[NIGHT].used, table.name("contact")) == (True, False, "联系走访")
    client.force_login(town.office)
    assert "夜访选民" in client.get(town.deputy.get_absolute_url()).content.decode()


def test_a_sheet_is_read_by_the_congresss_names(town):
    three_kinds(town.congress)
    plan = EntryReader(town.office).read(lines(town, "夜访选民", "走村入户", "联系走访"))
    assert ([facts["kind"] for _, facts in plan.rows], plan.faults) == ([NIGHT, "contact", "contact"], [])
    told = [fault.words for fault in EntryReader(town.office).read(lines(town, "调研", "接待选民", "散步")).faults]
    assert [words.partition("，")[0] for words in told] == ["履职类型：这个类型不再使用", "履职类型：由登记自动记入", "履职类型：不认识这个类型"]
    assert "夜访选民" in told[2] and "调研" not in told[2]


def test_how_a_kind_counts_changes_the_figures_and_not_the_ledger(client, town):
    three_kinds(town.congress, counting="day")
    here, other = town.deputies[:2]
    did(here, NIGHT), did(here, NIGHT, place="河湾村"), did(here, NIGHT, date(2026, 3, 2)), did(other, NIGHT)
    did(here, "contact"), did(here, "contact")
    counted = DutyRecord.objects.once(kinds_of(town.congress))
    assert {deputy: counted.filter(deputy=deputy, kind=NIGHT).count() for deputy in (here, other)} == {here: 2, other: 1}
    assert counted.filter(kind="contact").count() == 2
    client.force_login(town.office)
    assert "夜访选民：这里每条都列" in client.get(here.get_absolute_url()).content.decode()
    three_kinds(town.congress, counting="place")
    assert DutyRecord.objects.once(kinds_of(town.congress)).filter(deputy=here, kind=NIGHT).count() == 3
    assert DutyRecord.objects.filter(kind=NIGHT).count() == 4


def test_own_kinds_meet_the_norm_of_their_standard_kind_and_as_the_table_says(town):
    value = {"name": "走访", "subject": "deputy", "period": "year", "number": 2, "counts": ["contact"], "binding": True, "years": {}}
    night = kind("夜访选民", counting="day", under="contact")
    publish(town.congress, "制度", {f"kinds.{NIGHT}": night, "norms.walks": {"value": value, "source": "本级"}}, None)
    first, second = town.deputies[:2]
    did(first, NIGHT), did(first, "contact")
    did(second, NIGHT), did(second, NIGHT)  # twice on one day
    (figures,) = standings_of(town.congress, 2026, [first.pk, second.pk])
    assert {row.tenure.deputy_id: row.done for row in figures.standings} == {first.pk: 2, second.pk: 1}
    assert [row.tenure.deputy_id for row in figures.short] == [second.pk]


def test_a_closed_year_keeps_its_table_and_its_figures(town):
    three_kinds(town.congress)
    did(town.deputy, NIGHT), did(town.deputy, NIGHT)
    closing = close_year(town.congress, 2026, town.office)
    rules_kinds(town.congress, **{NIGHT: kind("夜间走访", counting="day"), "n9": kind("赶集宣讲")})
    assert differences_of(closing) == []
    assert kinds_of(town.congress).name(NIGHT) == "夜间走访"
    then = kinds_of(town.congress, 2026)
    assert (then.name(NIGHT), then[NIGHT].counting, then["n9"].used) == ("夜访选民", "each", False)
    assert kinds_of(town.congress, 2025).name(NIGHT) == "夜间走访"  # never closed


def test_the_duty_file_puts_own_kinds_where_they_count(town):
    three_kinds(town.congress, under="contact")
    did(town.deputy, NIGHT)
    term = town.deputy.mandates.get().term
    parts = {name: [row.kind_name for row in rows] for name, rows in duty_file(town.office, town.deputy, term).parts if rows}
    assert parts == {"联系群众、述职接受监督": ["夜访选民"]}
    three_kinds(town.congress)
    assert [name for name, rows in duty_file(town.office, town.deputy, term).parts if rows] == [OTHER]


def test_a_deputy_of_two_congresses_has_both_tables(town):
    MandateFactory(deputy=town.deputy, term=TermFactory(congress=town.county))
    three_kinds(town.congress)
    rules_kinds(town.county, contact=kind("走访"))
    table = kinds_of_deputies([town.deputy.pk])[town.deputy.pk]
    assert (table.name("contact"), table.name(NIGHT), table["research"].used) == ("走访", "夜访选民", True)


def test_names_cost_the_same_for_one_row_and_for_many(town, django_assert_num_queries):
    three_kinds(town.congress)
    rows = [did(deputy, NIGHT) for deputy in town.deputies] + [did(DeputyFactory(), NIGHT)]
    for several in (rows[:1], rows):
        with django_assert_num_queries(2):
            named(several)
    assert [row.kind_name for row in rows] == ["夜访选民"] * 3 + ["其他履职"]  # the last one sits nowhere


@pytest.mark.parametrize("code", ["", "夜访", "Contact", "n" * 21, "a b"])
def test_the_database_refuses_what_is_no_code(town, code):
    did(town.deputy, NIGHT)
    with pytest.raises(DatabaseError), transaction.atomic():
        DutyRecord.objects.filter(kind=NIGHT).update(kind=code)
