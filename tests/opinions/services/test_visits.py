from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from common import clock
from constituents.choices import LegalWay, Outcome, Way
from constituents.models import Constituent, Matter, ReceptionDuty, Visit
from constituents.services.people import NOBODY
from constituents.services.visits import MatterLog
from deputies.models import DutyRecord
from deputies.services.ledger import differences
from opinions.choices import Channel, State
from opinions.models import Opinion
from opinions.services.visits import MatterDraft, VisitCorrection, Visitor, correct_visit, take_visit, void_visit
from tests.factories.constituents import WORDS, draft, visited
from tests.factories.opinions import CategoryFactory

PHONE = "13912346215"


def entries(action: str) -> list[str]:
    return list(AuditEntry.objects.filter(action=action).values_list("body", flat=True))


def correction(visit: Visit, **facts) -> VisitCorrection:
    known = {"version": visit.version, "at": visit.at, "way": visit.way, "deputies": tuple(visit.deputies.all())}
    return VisitCorrection(**(known | facts))


def test_a_visit_with_three_matters(town):
    category = CategoryFactory()
    matters = (
        MatterDraft(words=WORDS, category=category, urgency="urgent", proposed_department=town.department, answer="不会留下"),
        MatterDraft(words="低保怎么申请？", outcome=Outcome.ANSWERED, answer="到村委会填表。", organ="不会留下"),
        MatterDraft(words="邻居欠钱不还。", outcome=Outcome.LEGAL_WAY, legal_way=LegalWay.LAWSUIT, organ="云岭县人民法院"),
    )
    visit = visited(town, matters=matters, deputies=tuple(town.deputies[:2]))
    assert (visit.number, visit.serial, visit.place) == (f"河湾访{clock.today().year}-0001", 1, "河湾村联络站")
    rows = Matter.objects.values_list("position", "outcome", "answer", "legal_way", "organ")
    assert list(rows) == [
        (1, "referred", "", "", ""),
        (2, "answered", "到村委会填表。", "", ""),
        (3, "legal_way", "", "lawsuit", "云岭县人民法院"),
    ]
    opinion = Opinion.objects.get()
    assert (opinion.matter.position, opinion.words, opinion.category, opinion.urgency) == (1, WORDS, category, "urgent")
    assert (opinion.proposed_department, opinion.constituent, opinion.channel) == (town.department, visit.constituent, Channel.VISIT)
    assert set(opinion.deputies.all()) == set(visit.deputies.all()) == set(town.deputies[:2])
    assert DutyRecord.objects.filter(kind="reception").count() == 2
    assert DutyRecord.objects.filter(kind="opinion").count() == 2
    assert differences() == ([], [])


def ledger() -> list[tuple]:
    return list(DutyRecord.objects.exclude(kind="opinion").order_by("pk").values_list("kind", "title", "place"))


def test_nobody_was_at_the_station_by_a_call(town):
    visit = visited(town, deputies=(town.deputy,), way=Way.PHONE)
    assert (visit.day, list(visit.deputies.all()), ledger()) == (None, [town.deputy], [])
    assert not ReceptionDuty.objects.exists() and differences() == ([], [])


def test_a_home_visit_is_a_contact_of_each_deputy_where_the_person_lives(town):
    visit = visited(town, deputies=tuple(town.deputies[:2]), way=Way.HOME_VISIT)
    assert (visit.day, ledger()) == (None, [("contact", "走访群众", "河湾村")] * 2)
    assert not ReceptionDuty.objects.exists() and differences() == ([], [])
    assert take_visit(draft(town, way=Way.HOME_VISIT, visitor=NOBODY), town.officer).place == "群众家中"

    visit = correct_visit(visit, correction(visit, deputies=(town.deputy,)), town.officer)
    assert (len(ledger()), differences()) == (1, ([], []))
    visit = correct_visit(visit, correction(visit, way=Way.WALK_IN), town.officer)
    assert (ledger(), differences()) == ([("reception", "在河湾村联络站接待群众", "河湾村联络站")], ([], []))
    visit = correct_visit(visit, correction(visit, way=Way.HOME_VISIT), town.officer)
    assert (ledger(), differences()) == ([("contact", "走访群众", "河湾村")], ([], []))
    void_visit(visit, visit.version, "登记错了", town.officer)
    assert (ledger(), differences()) == ([], ([], []))


def test_a_home_visit_that_once_counted_as_presence_counts_once(town):
    """As rows of before are: the day hangs on the visit, the attendance on the day."""
    visit = visited(town, deputies=(town.deputy,))
    Visit.objects.update(way=Way.HOME_VISIT)
    assert ([kind for kind, *_ in ledger()], differences()) == (["reception"], ([], []))
    visit.refresh_from_db()
    correct_visit(visit, correction(visit, occasion="换了说法"), town.officer)
    assert ([kind for kind, *_ in ledger()], differences()) == (["contact"], ([], []))


def test_a_second_visit_of_the_day_counts_no_second_reception(town):
    visited(town, deputies=(town.deputy,))
    visited(town, deputies=(town.deputy,))
    assert Visit.objects.count() == 2
    assert DutyRecord.objects.filter(kind="reception").count() == 1
    assert DutyRecord.objects.filter(kind="opinion").count() == 2
    assert Constituent.objects.count() == 1


def test_everything_about_the_person_may_be_empty(town):
    visit = take_visit(draft(town), town.officer)
    assert visit.constituent is None
    assert visit.day is None
    assert Opinion.objects.get().constituent is None


CHANNELS = {Way.WALK_IN: Channel.VISIT, Way.APPOINTMENT: Channel.VISIT, Way.EMAIL: Channel.ONLINE}


@pytest.mark.parametrize(("way", "channel"), [(way, CHANNELS.get(way) or Channel(way)) for way in Way])
def test_the_way_decides_the_channel(town, way, channel):
    take_visit(draft(town, way=way), town.officer)
    assert Opinion.objects.get().channel == channel


@pytest.mark.parametrize(("way", "receptions"), [(Way.WALK_IN, 1), (Way.LETTER, 0)])
def test_a_letter_is_no_reception(town, way, receptions):
    visit = take_visit(draft(town, way=way, deputies=(town.deputy,)), town.officer)
    assert DutyRecord.objects.filter(kind="reception").count() == receptions
    assert (DutyRecord.objects.filter(kind="opinion").count(), visit.day is not None) == (1, receptions == 1)
    correct_visit(visit, correction(visit, way=Way.LETTER if receptions else Way.WALK_IN), town.officer)
    assert DutyRecord.objects.filter(kind="reception").count() == 1 - receptions
    assert differences() == ([], [])


def test_sending_twice_makes_one_visit(town):
    once = draft(town, deputies=(town.deputy,), request_key=uuid4())
    first, second = take_visit(once, town.officer), take_visit(once, town.officer)
    assert first == second
    assert (Visit.objects.count(), Opinion.objects.count()) == (1, 1)


def test_sending_twice_at_once_answers_with_the_first(town, monkeypatch):
    once = draft(town)
    first = take_visit(once, town.officer)
    seen = iter([Visit.objects.none(), Visit.objects.all()])  # the other one commits between the look and the insert
    monkeypatch.setattr(Visit.objects, "filter", lambda **which: next(seen))
    assert take_visit(once, town.officer) == first
    monkeypatch.undo()
    assert Opinion.objects.count() == 1
    assert take_visit(draft(town), town.officer).serial == 2


def test_a_failure_leaves_nothing_and_gives_the_number_back(town):
    broken = (MatterDraft(words=WORDS), MatterDraft(words=WORDS, urgency="nonsense" * 9, category=CategoryFactory.build()))
    with pytest.raises(ValueError, match="unsaved"):
        take_visit(draft(town, matters=broken, deputies=(town.deputy,)), town.officer)
    assert (Visit.objects.count(), Opinion.objects.count(), DutyRecord.objects.count(), AuditEntry.objects.count()) == (0, 0, 0, 0)
    assert take_visit(draft(town), town.officer).serial == 1


def test_the_trail_names_fields_and_holds_no_values(town):
    visited(town)
    [body] = entries("visit.log")
    assert '"personal": ["name", "phone"]' in body
    assert not AuditEntry.objects.filter(body__contains=PHONE).exists()
    assert not AuditEntry.objects.filter(body__contains="王小明").exists()


def test_correcting_moves_attendance_and_duty_records(town):
    one, two = town.deputies[:2]
    visit = visited(town, deputies=(one,))
    number = visit.number
    visit = correct_visit(visit, correction(visit, deputies=(two,), at=visit.at - timedelta(days=1)), town.officer)
    assert (visit.number, visit.version) == (number, 2)
    day = visit.at.astimezone(clock.SHANGHAI).date()
    assert visit.day.date == day
    records = DutyRecord.objects.order_by("kind").values_list("kind", "deputy_id", "on")
    assert list(records) == [("opinion", two.pk, day), ("reception", two.pk, day)]
    assert list(ReceptionDuty.objects.values_list("deputy_id", "day__date")) == [(two.pk, day)]
    assert Opinion.objects.get().received_on == day
    assert differences() == ([], [])
    assert entries("visit.correct") == [f'{{"fields": ["at", "deputies"], "number": "{number}"}}']


def test_correcting_the_person_keeps_what_was_not_retyped(town):
    visit = visited(town)
    old = visit.constituent
    visit = correct_visit(visit, correction(visit, visitor=Visitor(name="汪小明")), town.officer)
    assert (visit.constituent.name, visit.constituent.phone) == ("汪小明", PHONE)
    assert visit.constituent != old
    assert Opinion.objects.get().constituent == visit.constituent
    [body] = entries("visit.correct")
    assert '"fields": ["constituent", "name", "phone"]' in body
    assert "汪小明" not in body


def test_correcting_address_and_village_reaches_the_person(town):
    visit = visited(town)
    correct_visit(visit, correction(visit, visitor=Visitor(address="三组八号", village="下河村")), town.officer)
    visit.refresh_from_db()
    correct_visit(visit, correction(visit, visitor=Visitor(address="四组一号")), town.officer)
    person = Constituent.objects.get()
    assert (person.name, person.address, person.village) == ("王小明", "四组一号", "下河村")
    second, first = entries("visit.correct")
    assert '"fields": ["address", "village"]' in first
    assert '"fields": ["address"]' in second


def test_a_visitor_may_become_anonymous_and_known_again(town):
    visit = visited(town)
    visit = correct_visit(visit, correction(visit, anonymous=True), town.officer)
    assert visit.constituent is None
    visit = correct_visit(visit, correction(visit, visitor=Visitor(name="王小明", phone=PHONE)), town.officer)
    assert visit.constituent.phone == PHONE
    assert Constituent.objects.count() == 1


def test_answers_are_corrected_and_referred_words_are_not(town):
    matters = (MatterDraft(words=WORDS), MatterDraft(words="低保怎么申请？", outcome=Outcome.ANSWERED, answer="不知道。"))
    visit = visited(town, matters=matters)
    answers = {1: MatterLog(words="换一件事"), 2: MatterLog(words="低保怎样申请？", answer="到村委会填表。")}
    correct_visit(visit, correction(visit, answers=answers), town.officer)
    assert list(Matter.objects.values_list("words", "answer")) == [(WORDS, ""), ("低保怎样申请？", "到村委会填表。")]


def test_nothing_changed_writes_nothing_into_the_trail(town):
    visit = visited(town, deputies=(town.deputy,))
    correct_visit(visit, correction(visit), town.officer)
    assert entries("visit.correct") == []


def test_the_slower_of_two_is_told(town):
    visit = visited(town)
    seen = correction(visit, way=Way.PHONE)
    correct_visit(visit, seen, town.officer)
    with pytest.raises(ValidationError, match="已有他人先行处理"):
        correct_visit(visit, seen, town.head)
    with pytest.raises(ValidationError, match="已有他人先行处理"):
        void_visit(visit, seen.version, "重复登记", town.head)


def test_a_visit_stays_in_its_numbers_year(town):
    visit = visited(town)
    with pytest.raises(ValidationError, match="作废后重新登记"):
        correct_visit(visit, correction(visit, at=visit.at - timedelta(days=400)), town.officer)


def test_voiding_keeps_the_number_and_takes_everything_else_back(town):
    visit = visited(town, deputies=(town.deputy,))
    visit = void_visit(visit, visit.version, "重复登记", town.officer)
    assert (visit.voided_by, visit.void_reason, visit.serial) == (town.officer, "重复登记", 1)
    assert Opinion.objects.get().state == State.VOIDED
    assert DutyRecord.objects.count() == 0
    assert ReceptionDuty.objects.count() == 0
    assert differences() == ([], [])
    assert visited(town).serial == 2


def test_voiding_leaves_attendance_that_another_visit_supports(town):
    visit = visited(town, deputies=(town.deputy,))
    visited(town, deputies=(town.deputy,))
    void_visit(visit, visit.version, "重复登记", town.officer)
    assert DutyRecord.objects.filter(kind="reception").count() == 1


def test_a_referred_opinion_forbids_voiding(town):
    visit = visited(town)
    Opinion.objects.update(state=State.HANDLING)
    with pytest.raises(ValidationError, match="已经交办"):
        void_visit(visit, visit.version, "重复登记", town.head)
    assert Visit.objects.valid().count() == 1


def test_an_opinion_beyond_the_officer_asks_for_the_head(town):
    visit = visited(town)
    Opinion.objects.update(state=State.APPROVING)
    with pytest.raises(ValidationError, match="请副站长或站长先作废"):
        void_visit(visit, visit.version, "重复登记", town.officer)
    void_visit(visit, visit.version, "重复登记", town.head)
    assert Visit.objects.valid().count() == 0


def test_a_voided_visit_is_never_changed(town):
    visit = visited(town)
    visit = void_visit(visit, visit.version, "重复登记", town.officer)
    with pytest.raises(ValidationError, match="已经作废"):
        correct_visit(visit, correction(visit), town.officer)


def test_a_correction_shows_in_the_timeline_of_its_opinions(town):
    visit = visited(town, deputies=(town.deputy,))
    opinion = Opinion.objects.get(matter__visit=visit)
    correction = VisitCorrection(version=visit.version, at=visit.at, deputies=tuple(town.deputies[:2]))
    correct_visit(visit, correction, town.officer)
    event = opinion.events.order_by("id").last()

    assert (event.action, event.actor, event.detail["version"]) == ("correct", town.officer, opinion.version + 1)
