"""A case that is referred more than once, or sent back: what of the earlier round still holds."""

import pytest
import time_machine
from django.urls import reverse

from common import clock
from notices.models import Notice
from opinions.models import Opinion, Referral
from opinions.rules.cases import can_do, can_reveal, can_see_referral, needs_other_eyes
from opinions.services import cases
from opinions.services.cases import Answer, Handing, NotPossible, Screening, Telling
from stations.choices import Role
from tests.factories.constituents import ConstituentFactory
from tests.factories.opinions import registered
from tests.factories.stations import PostFactory, RegulationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False):
        yield


def referred(town, *assisting, **facts) -> Opinion:
    opinion = registered(town, constituent=ConstituentFactory(station=town.station, name="王小明"))
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    cases.audit(opinion, town.deputy_head, 2)
    return cases.approve(opinion, town.head, 3, handing=Handing(town.department, assisting, **facts))


def of(opinion: Opinion, department) -> Referral:
    return opinion.referrals.get(department=department)


def declined_and_referred_anew(town, **facts) -> Opinion:
    opinion = referred(town, town.other_department, release_identity=True)
    cases.reply(of(opinion, town.other_department), town.other_clerk, None, Answer("A", "我们的一段已经修好。"))
    opinion = cases.decline(of(opinion, town.department), town.clerk, None, "归县水利局")
    return cases.refer(opinion, town.head, opinion.version, Handing(town.county_department, **facts))


def test_an_answer_of_an_earlier_round_is_not_returned(town):
    opinion = declined_and_referred_anew(town)
    old = of(opinion, town.other_department)
    assert not can_do(town.officer, opinion, "return_reply", old)
    with pytest.raises(NotPossible):
        cases.return_reply(old, town.officer, None, "太短")


@pytest.mark.parametrize("anew", [True, False])
def test_the_person_is_released_to_the_departments_of_the_present_round_only(town, anew):
    clerk = PostFactory(unit=town.county_department, role=Role.DEPARTMENT_CLERK).user
    opinion = declined_and_referred_anew(town, release_identity=anew)
    assert [can_reveal(user, opinion) for user in (clerk, town.clerk, town.other_clerk)] == [anew, False, False]


def test_who_declined_no_longer_sees_the_person(town):
    opinion = referred(town, town.other_department, release_identity=True)
    assert [can_reveal(user, opinion) for user in (town.clerk, town.other_clerk)] == [True, True]
    opinion = cases.decline(of(opinion, town.other_department), town.other_clerk, None, "不归我们")
    assert [can_reveal(user, opinion) for user in (town.clerk, town.other_clerk)] == [True, False]


def test_the_lead_reads_the_assisting_departments_papers_of_its_own_round_only(town, client):
    clerk = PostFactory(unit=town.county_department, role=Role.DEPARTMENT_CLERK).user
    opinion = referred(town, town.other_department)
    assisting = of(opinion, town.other_department)
    urls = [reverse("opinions:answer_slip", args=[of(opinion, unit).pk]) for unit in (town.other_department, town.department)]
    client.force_login(town.clerk)
    assert [client.get(url).status_code for url in urls] == [200, 200]
    client.force_login(town.other_clerk)
    assert [client.get(url).status_code for url in urls] == [200, 404]
    opinion = cases.decline(of(opinion, town.department), town.clerk, None, "归县水利局")
    cases.refer(opinion, town.head, opinion.version, Handing(town.county_department))
    assert not can_see_referral(clerk, Referral.objects.select_related("opinion").get(pk=assisting.pk))


def test_four_eyes_hold_after_a_step_back(town):
    body = town.regulation.body | {"four_eyes": True}
    RegulationFactory(congress=town.congress, number=2, body=body)
    PostFactory(user=town.officer, unit=town.station, role=Role.DEPUTY_HEAD)
    opinion = registered(town)
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    cases.audit(opinion, town.deputy_head, 2)
    opinion = cases.send_back(opinion, town.head, 3, "再核实")
    assert [needs_other_eyes(user, opinion) for user in (town.officer, town.deputy_head)] == [True, False]


def test_departments_are_told_when_the_case_is_voided_or_the_lead_declines(town):
    opinion = referred(town, town.other_department)
    cases.decline(of(opinion, town.department), town.clerk, None, "归县水利局")
    assert Notice.objects.filter(recipient=town.other_clerk, title__startswith="交办已撤回").count() == 1
    other = referred(town)
    cases.void_opinion(other, town.head, None, "重复登记")
    assert Notice.objects.filter(recipient=town.clerk, title=f"意见已作废：{other.number}").count() == 1


def test_a_clerk_who_is_a_deputy_too_lists_what_the_deputy_brought(town, client):
    PostFactory(user=town.deputy_user, unit=town.department, role=Role.DEPARTMENT_CLERK)
    opinion = registered(town, deputies=(town.deputy,))
    client.force_login(town.deputy_user)
    answer = client.get(reverse("opinions:list"))
    assert answer.status_code == 200
    assert opinion.number in answer.content.decode()


# What the person says of the result ---------------------------------------------------------------------------------------


def answered(town, **feedback) -> Opinion:
    """Answered once; feedback: what the congress's regulation says of it."""
    body = town.regulation.body | {"feedback": {"plan": False, "again": False, "rounds": 1} | feedback}
    RegulationFactory(congress=town.congress, number=9, body=body)
    opinion = referred(town)
    return cases.reply(of(opinion, town.department), town.clerk, None, Answer("A", "已经重砌。"))


def told(town, opinion: Opinion, rating: str) -> Opinion:
    opinion.refresh_from_db()
    return cases.give_feedback(opinion, town.officer, opinion.version, Telling("phone", clock.now(), "satisfied", rating))


def test_nobody_is_given_up_before_the_third_try(town):
    opinion = answered(town)
    assert [told(town, opinion, "not_reached").state for _ in range(3)] == ["feedback", "feedback", "closed"]
    assert opinion.feedbacks.count() == 3


def test_an_unsatisfied_person_has_the_case_handled_again_and_supervised(town):
    opinion = told(town, answered(town, again=True), "unsatisfied")
    assert (opinion.state, opinion.returned, opinion.closed_at) == ("referring", True, None)
    assert (opinion.supervised_at, opinion.proposed_department) == (clock.now(), town.department)
    assert Notice.objects.filter(recipient=town.head, title__startswith="群众不满意，重新办理").count() == 1
    again = cases.refer(opinion, town.head, opinion.version, Handing(town.department))
    cases.reply(again.referrals.get(round=2), town.clerk, None, Answer("A", "又加固了一次。"))
    assert told(town, opinion, "satisfied").state == "closed"


@pytest.mark.parametrize(("feedback", "states"), [({}, ["closed"]), ({"again": True, "rounds": 2}, ["referring", "referring", "closed"])])
def test_how_often_it_is_handled_again_is_the_regulations(town, feedback, states):
    opinion, found = answered(town, **feedback), []
    while len(found) < len(states):
        opinion = told(town, opinion, "unsatisfied")
        found.append(opinion.state)
        if opinion.state == "referring":
            again = cases.refer(opinion, town.head, opinion.version, Handing(town.department))
            opinion = cases.reply(again.referrals.latest("round"), town.clerk, None, Answer("A", "再办。"))
    assert found == states


def test_a_supervised_case_is_marked_and_those_above_the_department_are_told(client, town):
    opinion = referred(town)
    with pytest.raises(NotPossible):
        cases.supervise(opinion, town.officer, "拖得太久")
    cases.supervise(opinion, town.office, "拖得太久，请周五前办完")
    assert set(Notice.objects.filter(title__startswith="督办").values_list("recipient__username", flat=True)) >= {"clerk", "head"}
    client.force_login(town.officer)
    assert '<span class="chip late">督办</span>' in client.get(opinion.get_absolute_url()).content.decode()
