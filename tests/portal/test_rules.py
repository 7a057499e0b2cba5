from datetime import timedelta

import pytest

from common import clock
from constituents.choices import LegalWay, Outcome
from opinions.choices import ReferralRole, ReferralState, State
from opinions.models import Opinion, Referral, Reply
from opinions.services.visits import MatterDraft, void_visit
from portal.rules import progress_of, without_personal
from tests.factories.constituents import WORDS, visited

MATTERS = (
    MatterDraft(words=WORDS),
    MatterDraft(words="低保怎么申请？", outcome=Outcome.ANSWERED, answer="找民政办，电话 13912346215。"),
    MatterDraft(words="邻居欠钱不还。", outcome=Outcome.LEGAL_WAY, legal_way=LegalWay.LAWSUIT, organ="云岭县人民法院"),
)


def replied(town, opinion: Opinion, returned: bool = False) -> None:
    known = {"opinion": opinion, "round": opinion.referrals.count() + 1, "sent_by": town.head, "due_on": clock.today() + timedelta(days=9)}
    referral = Referral.objects.create(department=town.department, role=ReferralRole.LEAD, state=ReferralState.REPLIED, **known)
    returned_at = clock.now() if returned else None
    Reply.objects.create(referral=referral, reply_class="A", text="已修好，联系 13912346215。", by=town.clerk, returned_at=returned_at)


def test_each_matter_says_what_became_of_it(town):
    progress = progress_of(visited(town, matters=MATTERS))
    assert [thing.standing.short for thing in progress.things] == ["审核中", "当场答复", "告知法定途径"]
    assert progress.things[0].title == f"第 1 件事（意见 {Opinion.objects.get().number}）"
    assert [step.words for step in progress.things[0].steps] == ["联络站已登记"]
    assert progress.things[1].answer == "找民政办，电话 ***。"
    assert progress.things[2].standing.words == "这件事要按法律走诉讼，受理机关：云岭县人民法院。"


def test_the_words_are_not_repeated(town):
    progress = progress_of(visited(town))
    assert WORDS not in str(progress)
    assert "王小明" not in str(progress)


@pytest.mark.parametrize(("state", "told"), [(State.FEEDBACK, ""), (State.CLOSED, "青禾镇农业农村办：已修好，联系 ***。")])
def test_the_reply_is_told_once_the_case_is_closed(town, state, told):
    visit = visited(town)
    opinion = Opinion.objects.get()
    replied(town, opinion, returned=True)
    replied(town, opinion)
    Opinion.objects.update(state=state)
    assert progress_of(visit).things[0].answer == told


def test_a_voided_visit_says_only_that(town):
    visit = visited(town)
    visit = void_visit(visit, visit.version, "重复登记", town.officer)
    [thing] = progress_of(visit).things
    assert (thing.standing.short, thing.steps) == ("已作废", [])
    assert "重复登记" not in str(thing)


def test_an_opinion_alone(town):
    visited(town)
    opinion = Opinion.objects.get()
    progress = progress_of(opinion)
    assert [thing.title for thing in progress.things] == [opinion.number]


def test_phones_and_identity_numbers_are_taken_out():
    text = "找 13912346215 或 110101199003071234，都行"
    assert without_personal(text) == "找 *** 或 ***，都行"
