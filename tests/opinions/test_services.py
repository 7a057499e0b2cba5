"""The verbs that move a case."""

from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from common.clock import SHANGHAI
from deputies.models import DutyRecord
from notices.models import Notice
from opinions.models import Feedback, Opinion, OpinionEvent, Referral, Reply
from opinions.services import cases
from opinions.services.cases import Answer, Correction, Handing, NotPossible, Screening, SomebodyWasFaster, Telling
from stations.choices import Role
from stations.rules.chains import chain_of
from tests.factories.opinions import CategoryFactory, registered
from tests.factories.stations import PostFactory, RegulationFactory

pytestmark = pytest.mark.django_db
SCREENING = Screening(summary="水渠塌方", category=None)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False):
        yield


def screened(town, **facts) -> Opinion:
    return cases.screen(registered(town, **facts), town.officer, 1, SCREENING)


def audited(town) -> Opinion:
    return cases.audit(screened(town), town.deputy_head, 2)


def referred(town, *assisting, **facts) -> Opinion:
    handing = Handing(lead=town.department, assisting=assisting, **facts)
    return cases.approve(audited(town), town.head, 3, handing=handing)


def referral(opinion: Opinion, department) -> Referral:
    return opinion.referrals.get(department=department, round=opinion.referrals.order_by("-round").first().round)


def lines(opinion: Opinion) -> list[tuple[str, str, str]]:
    return list(opinion.events.order_by("id").values_list("action", "to_state", "note"))


def body_with(town, **changes) -> None:
    RegulationFactory(congress=town.congress, number=9, body=town.regulation.body | changes)


def telling(**facts) -> Telling:
    at = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    return Telling(**({"way": "phone", "at": at, "work_rating": "satisfied", "result_rating": "fairly"} | facts))


def test_the_whole_way_of_a_case(town):
    opinion = referred(town)
    lead = referral(opinion, town.department)
    assert (opinion.state, opinion.version, lead.due_on, opinion.due_on) == ("handling", 5, date(2026, 12, 14), date(2026, 12, 14))
    cases.accept(lead, town.clerk, 5)
    opinion = cases.reply(lead, town.clerk, 6, Answer("A", "已修好。"))
    assert (opinion.state, opinion.reply_class, opinion.due_on) == ("feedback", "A", date(2026, 11, 26))
    opinion = cases.give_feedback(opinion, town.officer, 7, telling(words="水来了"))
    assert (opinion.state, opinion.solved, opinion.version) == ("closed", True, 8)
    assert [action for action, _, _ in lines(opinion)] == ["register", "screen", "audit", "approve", "refer", "accept", "reply", "feedback"]
    actions = AuditEntry.objects.filter(subject=f"opinions.Opinion:{opinion.pk}").order_by("seq").values_list("action", flat=True)
    assert list(actions) == [f"opinion.{action}" for action, _, _ in lines(opinion)]


def test_the_timeline_names_the_post_that_gave_the_right(town):
    assert list(audited(town).events.order_by("id").values_list("post", flat=True)) == [
        "河湾村联络站 · 联络员",
        "河湾村联络站 · 联络员",
        "青禾镇人大主席团 · 副站长",
    ]


def test_each_step_can_go_back_with_a_reason(town):
    opinion = audited(town)
    opinion = cases.send_back(opinion, town.head, 3, "请写清是哪一段")
    assert (opinion.state, opinion.returned, opinion.due_on) == ("auditing", True, date(2026, 11, 25))
    opinion = cases.send_back(opinion, town.deputy_head, 4, "同上")
    assert (opinion.state, opinion.returned) == ("screening", True)
    opinion = cases.screen(opinion, town.officer, 5, SCREENING)
    assert (opinion.state, opinion.returned) == ("auditing", False)
    assert lines(opinion)[3:5] == [("send_back", "auditing", "请写清是哪一段"), ("send_back", "screening", "同上")]


def test_what_waits_for_its_referral_goes_back_to_the_head(town):
    opinion = cases.approve(audited(town), town.head, 3)
    assert opinion.state == "referring"
    assert cases.send_back(opinion, town.officer, 4, "主办单位不对").state == "approving"


def test_a_town_may_skip_the_audit(town):
    body_with(town, chains=town.regulation.body["chains"] | {"visit": ["screen", "approve"]})
    opinion = screened(town)
    assert opinion.state == "approving"
    assert cases.send_back(opinion, town.head, 2, "再看看").state == "screening"


def test_a_step_held_by_the_same_person_passes_with_it_and_says_so(town):
    PostFactory(user=town.officer, unit=town.station, role=Role.DEPUTY_HEAD)
    opinion = screened(town)
    assert opinion.state == "approving"
    assert lines(opinion) == [("register", "screening", ""), ("screen", "auditing", ""), ("pass", "approving", "同一人兼任")]
    assert opinion.due_on == date(2026, 11, 25)


def test_four_eyes_keep_the_step_waiting_for_somebody_else(town):
    body_with(town, four_eyes=True)
    PostFactory(user=town.officer, unit=town.station, role=Role.DEPUTY_HEAD)
    opinion = screened(town)
    assert opinion.state == "auditing"
    with pytest.raises(NotPossible):
        cases.audit(opinion, town.officer, 2)
    assert cases.audit(opinion, town.deputy_head, 2).state == "approving"


def test_nobody_does_anothers_step(town):
    opinion = screened(town)
    for person in (town.officer, town.head, town.clerk, town.office, town.officer_elsewhere, town.administrator):
        with pytest.raises(NotPossible, match="不能审核通过"):
            cases.audit(opinion, person, 2)
    assert Opinion.objects.get(pk=opinion.pk).version == 2


def test_the_slower_of_two_sees_what_happened_and_writes_nothing(town):
    opinion = screened(town)
    cases.audit(opinion, town.deputy_head, 2, "属实")
    with pytest.raises(SomebodyWasFaster) as caught:
        cases.send_back(opinion, town.deputy_head, 2, "我的理由")
    assert [(event.action, event.note) for event in caught.value.events] == [("audit", "属实")]
    assert caught.value.opinion.state == "approving"
    assert OpinionEvent.objects.filter(note="我的理由").count() == 0


def test_two_departments_do_not_get_in_each_others_way(town):
    opinion = referred(town, town.other_department)
    cases.reply(referral(opinion, town.other_department), town.other_clerk, 5, Answer("A", "已配合。"))
    assert cases.reply(referral(opinion, town.department), town.clerk, 5, Answer("A", "已修好。")).state == "feedback"


def test_a_reminder_bounces_nobody(town):
    opinion = referred(town)
    cases.remind(opinion, town.officer, "请抓紧")
    assert (
        Notice.objects.get(recipient=town.clerk, title=f"催办：{opinion.number}").body == "青禾镇农业农村办应在12月14日前答复。"
    )  # never what was typed
    assert cases.withdraw(opinion, town.head, 5, "改交县里").state == "referring"


def test_the_case_waits_for_the_last_answer_of_the_round(town):
    opinion = referred(town, town.other_department)
    opinion = cases.reply(referral(opinion, town.department), town.clerk, 5, Answer("C", "条件不够。"))
    assert (opinion.state, opinion.reply_class) == ("handling", "C")
    opinion = cases.reply(referral(opinion, town.other_department), town.other_clerk, 6, Answer("A", "已配合。"))
    assert (opinion.state, opinion.reply_class) == ("feedback", "C")
    opinion = cases.give_feedback(opinion, town.officer, 7, telling())
    assert opinion.solved is False


@pytest.mark.parametrize(
    ("facts", "assisting", "due_on"),
    [
        ({}, False, date(2026, 12, 14)),
        ({"limit": "urgent"}, False, date(2026, 11, 30)),
        ({}, True, date(2027, 1, 4)),
        ({"limit": "ordinary"}, True, date(2026, 12, 14)),
    ],
)
def test_the_deadline_is_by_the_class_of_limit(town, facts, assisting, due_on):
    opinion = referred(town, *([town.other_department] if assisting else []), **facts)
    assert {row.due_on for row in opinion.referrals.all()} == {due_on}
    assert {row.due_basis["source"] for row in opinion.referrals.all()} == {opinion.due_basis["source"]}


def test_the_lead_declines_and_the_case_is_referred_anew(town):
    opinion = referred(town, town.other_department)
    opinion = cases.decline(referral(opinion, town.department), town.clerk, 5, "归县水利局管")
    assert (opinion.state, opinion.returned, opinion.lead_department) == ("referring", True, None)
    assert sorted(opinion.referrals.values_list("state", flat=True)) == ["declined", "withdrawn"]
    opinion = cases.refer(opinion, town.office, 6, Handing(lead=town.county_department))
    assert (opinion.state, opinion.returned, opinion.lead_department) == ("handling", False, town.county_department)
    assert list(opinion.referrals.filter(round=2).values_list("department__name", "state")) == [("云岭县水利局", "sent")]


def test_an_assisting_department_only_steps_out(town):
    opinion = referred(town, town.other_department)
    opinion = cases.decline(referral(opinion, town.other_department), town.other_clerk, 5, "与我办无关")
    assert opinion.state == "handling"
    assert cases.reply(referral(opinion, town.department), town.clerk, 6, Answer("A", "已修好。")).state == "feedback"


def test_an_assisting_department_steps_out_last(town):
    opinion = referred(town, town.other_department)
    cases.reply(referral(opinion, town.department), town.clerk, 5, Answer("A", "已修好。"))
    assert cases.decline(referral(opinion, town.other_department), town.other_clerk, 6, "与我办无关").state == "feedback"


def test_class_b_needs_a_promised_date(town):
    lead = referral(referred(town), town.department)
    for promised_on in (None, date(2026, 11, 22)):
        with pytest.raises(NotPossible, match="承诺落实日期"):
            cases.reply(lead, town.clerk, 5, Answer("B", "列入计划。", promised_on))
    opinion = cases.reply(lead, town.clerk, 5, Answer("B", "列入计划。", date(2027, 3, 1)))
    assert (Reply.objects.get().promised_on, opinion.state) == (date(2027, 3, 1), "feedback")
    assert opinion.events.order_by("-id").first().detail["line"] == "B 类，已列入计划，承诺2027年3月1日前落实"


def test_the_other_classes_keep_no_date_and_unknown_ones_are_refused(town):
    lead = referral(referred(town), town.department)
    with pytest.raises(NotPossible, match="没有「Z」"):
        cases.reply(lead, town.clerk, 5, Answer("Z", "？"))
    cases.reply(lead, town.clerk, 5, Answer("A", "已修好。", date(2027, 3, 1)))
    assert Reply.objects.get().promised_on is None


def test_a_thin_answer_goes_back(town):
    opinion = referred(town)
    lead = referral(opinion, town.department)
    cases.reply(lead, town.clerk, 5, Answer("A", "已阅。"))
    opinion = cases.return_reply(lead, town.officer, 6, "请写明修了哪里")
    assert (opinion.state, opinion.returned, opinion.reply_class, opinion.due_on) == ("handling", True, "", lead.due_on)
    thin = Reply.objects.get()
    assert (thin.return_reason, referral(opinion, town.department).state) == ("请写明修了哪里", "accepted")
    opinion = cases.reply(lead, town.clerk, 7, Answer("A", "东头十米已重砌。"))
    assert (opinion.state, opinion.returned, Reply.objects.count()) == ("feedback", False, 2)


def test_sending_an_answer_or_a_feedback_twice_makes_one(town):
    opinion = referred(town)
    answer, told = Answer("A", "已修好。", request_key=uuid4()), telling(request_key=uuid4())
    first = cases.reply(referral(opinion, town.department), town.clerk, 5, answer)
    again = cases.reply(referral(opinion, town.department), town.clerk, 5, answer)
    assert (first, again.version, Reply.objects.count()) == (again, 6, 1)
    cases.give_feedback(opinion, town.officer, 6, told)
    assert cases.give_feedback(opinion, town.officer, 6, told).state == "closed"
    assert Feedback.objects.count() == 1


def test_only_departments_of_ones_own_and_of_the_congresses_above(town):
    opinion = cases.approve(audited(town), town.head, 3)
    with pytest.raises(NotPossible, match="不能交给白岩镇城建办"):
        cases.refer(opinion, town.officer, 4, Handing(lead=town.department_elsewhere))
    assert Referral.objects.count() == 0


def test_approving_and_referring_in_one_go_is_all_or_nothing(town):
    opinion = audited(town)
    with pytest.raises(NotPossible):
        cases.approve(opinion, town.head, 3, handing=Handing(lead=town.department_elsewhere))
    opinion.refresh_from_db()
    assert (opinion.state, opinion.version) == ("approving", 3)


def test_voiding_takes_the_duty_records_back_and_keeps_the_number(town):
    opinion = registered(town, deputies=tuple(town.deputies))
    assert DutyRecord.objects.count() == 3
    opinion = cases.void_opinion(opinion, town.head, 1, "重复登记")
    assert (opinion.state, opinion.number, DutyRecord.objects.count()) == ("voided", registered(town).number.replace("0002", "0001"), 0)


def test_a_correction_keeps_what_stood_before(town):
    category = CategoryFactory(name="农田水利")
    opinion = registered(town, deputies=(town.deputy,))
    wanted = Correction(summary="东头水渠塌方", category=category, urgency="urgent", words="村东头的水渠塌了十来米。")
    opinion = cases.correct_opinion(opinion, town.officer, 1, wanted)
    event = opinion.events.get(action="correct")
    assert event.detail["before"]["words"] == "村东头的水渠塌了一段，浇不上地。"
    assert event.detail["line"] == "更正：摘要、领域、缓急、原话"
    assert (opinion.state, opinion.urgency, DutyRecord.objects.get().title) == ("screening", "urgent", "东头水渠塌方")
    with pytest.raises(NotPossible, match="没有改动"):
        cases.correct_opinion(opinion, town.officer, 2, wanted)


def test_the_words_are_frozen_once_a_department_has_them(town):
    opinion = referred(town)
    with pytest.raises(NotPossible, match="原话不能再改"):
        cases.correct_opinion(opinion, town.officer, 5, Correction("水渠塌方", None, "ordinary", words="别的话"))
    assert cases.correct_opinion(opinion, town.officer, 5, Correction("渠塌了", None, "ordinary")).summary == "渠塌了"


def test_the_timeline_is_append_only(town):
    event = registered(town).events.get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        OpinionEvent.objects.filter(pk=event.pk).update(note="改")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()
    assert OpinionEvent.objects.get().note == ""


def test_a_state_that_does_not_exist_is_refused_by_the_database(town):
    opinion = registered(town)
    with pytest.raises(DatabaseError), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(state="lost")
    assert Opinion.objects.get().state == "screening"


def test_a_move_reads_the_regulation_and_the_chain_without_whole_rows(town):
    """Both are asked for at every deed; the regulation's text is the longest column there is."""
    opinion = registered(town)
    with CaptureQueriesContext(connection) as queries:
        cases.screen(opinion, town.officer, 1, SCREENING)
    asked = [query["sql"] for query in queries]
    assert sum('"stations_regulation"."body"' in sql for sql in asked) == 1  # a page outside of a transaction reads it from memory
    assert not any("LENGTH" in sql for sql in asked)  # the congress as a whole row
    assert AuditEntry.objects.latest("pk").chain == f"congress:{town.congress.pk}" == chain_of(town.station) == chain_of(town.congress)
