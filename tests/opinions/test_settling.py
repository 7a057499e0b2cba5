"""What is not referred, and accusations that only the named may read (TZ art. 5(二); 信访工作条例 art. 30)."""

from datetime import date
from urllib.parse import quote
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from common import clock
from constituents.choices import Outcome
from deputies.models import DutyCorrection, DutyObjection, DutyRecord
from deputies.services.closings import close_year
from deputies.services.ledger import differences
from deputies.services.objections import object_to
from deputies.services.sealing import SEALED
from opinions.models import Opinion, OpinionEvent, Organ, SealedStatement
from opinions.services import cases
from opinions.services.cases import NotPossible, Settling, Telling
from opinions.services.sealing import INSTEAD
from opinions.services.visits import MatterDraft, VisitCorrection, correct_visit
from reports.resources.opinions import OpinionLedger
from reports.resources.visits import VisitLedger
from stations.choices import Role
from tests.factories.constituents import visited
from tests.factories.opinions import registered
from tests.factories.stations import PostFactory

pytestmark = pytest.mark.django_db
CANARY = "收了三万块辛苦费"
WORDS = f"农业农村办的老刘{CANARY}，补贴才批下来。"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False):
        yield


def accused_at_a_visit(town, **facts):
    matter = MatterDraft(WORDS, **({"outcome": Outcome.LEGAL_WAY, "legal_way": "accusation", "accused": town.department} | facts))
    return visited(town, matters=(matter,), deputies=(town.deputy,))


def pages(client, user, row) -> str:
    """Everything a colleague may open about a visit or an opinion, and the two ledgers."""
    client.force_login(user)
    found = [client.get(url).content.decode() for url in ("/", "/visits/", "/visits/log/", "/opinions/", "/notices/", row.get_absolute_url())]
    found += [client.get(f"/opinions/?q={quote(CANARY)}").content.decode().replace(f'value="{CANARY}"', "").replace(f"：{CANARY}</span>", "")]
    found += [client.post(reverse("opinions:repeats"), {"words": WORDS}).content.decode()] if user.username == "officer" else []
    for ledger in (VisitLedger(user), OpinionLedger(user)):
        found += [str(list(ledger.rows(ledger.found(type("Query", (dict,), {"get": dict.get})()))))]
    return "\n".join(found)


@pytest.mark.parametrize("handling", ["explained", "session", "proposal", "topic", "legal_way"])
def test_what_is_not_referred_is_told_and_closed_without_a_claim(town, handling):
    opinion = registered(town)
    opinion = cases.settle(opinion, town.officer, 1, Settling(handling, "讲了政策", "lawsuit" if handling == "legal_way" else ""))
    assert (opinion.state, opinion.handling) == ("feedback", handling)
    closed = cases.give_feedback(opinion, town.officer, opinion.version, Telling("phone", clock.now(), "satisfied", "satisfied"))
    assert (closed.state, closed.solved) == ("closed", None)
    with pytest.raises(NotPossible):
        cases.refer(closed, town.head, closed.version, cases.Handing(town.department))


def test_the_page_asks_for_what_each_way_needs(client, town):
    opinion = registered(town)
    Organ.objects.create(congress=town.county, legal_way="lawsuit", name="云岭县人民法院", phone="12368")
    client.force_login(town.officer)
    url = reverse("opinions:settle", args=[opinion.pk])
    assert '<option value="云岭县人民法院，12368">' in client.get(url).content.decode()
    assert "请选择告知了哪一种法定途径。" in client.post(url, {"seen_version": 1, "handling": "legal_way"}).content.decode()
    assert "请写明向群众怎么说。" in client.post(url, {"seen_version": 1, "handling": "explained"}).content.decode()
    answer = client.post(url, {"seen_version": 1, "handling": "legal_way", "legal_way": "lawsuit", "organ": "云岭县人民法院，12368"})
    assert answer.status_code == 302
    slip = client.get(reverse("opinions:legal_slip", args=[opinion.pk])).content.decode()
    assert all(words in slip for words in ("告知单", "诉讼", "云岭县人民法院，12368", opinion.summary))


def test_the_office_keeps_the_table_of_organs(client, town):
    client.force_login(town.office)
    url, counts = reverse("opinions:organs"), []
    line = {"congress": town.congress.pk, "legal_way": "lawsuit", "name": "人民法院", "phone": "12368"}
    for number in (1, 2, 3):
        client.post(url, line | {"name": f"人民法院第{number}庭"})
        client.post(url, line | {"name": f"人民法院第{number}庭"})
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert Organ.objects.count() == 3
    assert counts[0] == counts[2]
    client.post(reverse("opinions:organ_strike", args=[Organ.objects.first().pk]))
    assert Organ.objects.count() == 2


def test_an_accusation_is_found_by_nobody_who_is_not_named(client, town):
    control = visited(town, matters=(MatterDraft(WORDS),))
    colleague = PostFactory(unit=town.station, role=Role.LIAISON_OFFICER).user
    assert all(CANARY in pages(client, user, control) for user in (colleague, town.office))
    Opinion.objects.update(words="别的", summary="别的")
    control.matters.update(words="别的")
    visit = accused_at_a_visit(town)
    opinion = cases.settle(
        registered(town, words=WORDS, summary="老刘" + CANARY, deputies=(town.deputy,)),
        town.officer,
        1,
        Settling("legal_way", WORDS, "accusation", accused=town.department),
    )
    for user in (colleague, town.office, town.county_office, town.deputy_head, town.clerk, town.deputy_user):
        assert CANARY not in pages(client, user, visit) + pages(client, user, opinion), user
    assert (opinion.words, opinion.summary, visit.matters.get().words) == (INSTEAD,) * 3
    assert not OpinionEvent.objects.filter(note__contains=CANARY).exists()
    assert not DutyRecord.objects.filter(title__contains=CANARY).exists()
    assert differences() == ([], [])
    assert not AuditEntry.objects.filter(body__contains=CANARY).exists()
    client.force_login(town.clerk)
    assert client.get(opinion.get_absolute_url()).status_code == 404


def test_nothing_of_it_stays_beside_the_ledger_or_in_what_was_corrected(client, town):
    """A closed year's corrections, objections and the timeline; what they say of another opinion of that day stays."""
    close_year(town.congress, 2025, town.office)
    opinion = registered(town, words=WORDS, summary="老刘" + CANARY, deputies=(town.deputy,), received_on=date(2025, 3, 3))
    other = registered(town, words="路灯不亮。", summary="路灯不亮", deputies=(town.deputy,), received_on=date(2025, 3, 3))
    object_to(DutyRecord.objects.get(source_id=opinion.pk), "不是我带回的", town.deputy_user, uuid4())
    object_to(DutyRecord.objects.get(source_id=other.pk), "不是我带回的", town.deputy_user, uuid4())
    assert DutyCorrection.objects.filter(title__contains=CANARY).count() == DutyObjection.objects.filter(about__contains=CANARY).count() == 1
    fix = cases.Correction("补贴" + CANARY, opinion.category, opinion.urgency, words=WORDS + "请查。")
    opinion = cases.correct_opinion(opinion, town.officer, opinion.version, fix)
    assert CANARY in pages(client, town.officer, opinion)  # the control
    opinion = cases.settle(opinion, town.officer, opinion.version, Settling("legal_way", legal_way="accusation"))
    assert sorted(DutyCorrection.objects.values_list("title", flat=True)) == sorted(["路灯不亮", SEALED])
    about = {f"2025年3月3日 收到意见：{words}" for words in (SEALED, "路灯不亮")}
    assert set(DutyObjection.objects.values_list("about", flat=True)) == about
    assert CANARY not in pages(client, town.officer, opinion)


def test_the_visit_it_came_from_is_sealed_with_it(client, town):
    visit = visited(town, matters=(MatterDraft(WORDS),))
    colleague = PostFactory(unit=town.station, role=Role.LIAISON_OFFICER).user
    assert CANARY in pages(client, colleague, visit)  # the control
    cases.settle(Opinion.objects.get(), town.officer, 1, Settling("legal_way", legal_way="accusation"))
    assert CANARY not in pages(client, colleague, visit)
    assert (visit.matters.get().words, SealedStatement.objects.get().words) == (INSTEAD, WORDS)


def test_an_accusation_with_voices_is_taken_apart_first(town):
    lead, voice = registered(town), registered(town)
    cases.merge(voice, town.officer, 1, lead)
    with pytest.raises(NotPossible, match="先撤销并案"):
        cases.settle(lead, town.officer, 1, Settling("legal_way", legal_way="accusation"))


def test_the_named_read_it_for_a_reason(client, town):
    accused_at_a_visit(town)
    statement = SealedStatement.objects.get()
    assert (statement.words, statement.accused) == (WORDS, town.department)
    for user in (town.officer, town.head):
        client.force_login(user)
        url = reverse("opinions:sealed", args=[statement.pk])
        assert CANARY not in client.get(url).content.decode() + client.post(url, {"reason": ""}).content.decode()
        assert CANARY in client.post(url, {"reason": "转交纪检机关"}).content.decode()
    assert AuditEntry.objects.filter(action="opinion.read_sealed").count() == 2


def test_a_head_of_the_accused_unit_is_not_named(town):
    own_head = PostFactory(unit=town.station, role=Role.HEAD).user
    accused_at_a_visit(town, accused=town.station)
    seen = SealedStatement.objects.visible_to
    assert [seen(user).count() for user in (own_head, town.head, town.office)] == [0, 1, 0]


def test_a_correction_seals_what_turns_out_to_be_an_accusation(town):
    visit = accused_at_a_visit(town, legal_way="petition")
    draft = MatterDraft(WORDS, Outcome.LEGAL_WAY, legal_way="accusation")
    facts = {"version": visit.version, "at": visit.at, "way": visit.way, "deputies": tuple(visit.deputies.all())}
    correct_visit(visit, VisitCorrection(**facts, answers={1: draft}), town.officer)
    assert (visit.matters.get().words, SealedStatement.objects.get().words) == (INSTEAD, WORDS)
