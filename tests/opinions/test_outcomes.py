"""What an answer says of the matter beside its class: done, planned with a date, refused with a reason (C4; practice.md 答复单)."""

from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from common.clock import SHANGHAI
from opinions.models import Opinion, Reply
from opinions.services import cases
from opinions.services.cases import Answer, Handing, NotPossible, Screening, Telling
from portal.rules import progress_of
from reports.resources.opinions import OpinionLedger
from tests.factories.opinions import registered

pytestmark = pytest.mark.django_db
LATER = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False):
        yield


def referred(town) -> Opinion:
    opinion = registered(town)
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    cases.audit(opinion, town.deputy_head, 2)
    return cases.approve(opinion, town.head, 3, handing=Handing(town.department))


def answered(town, answer: Answer) -> Reply:
    opinion = referred(town)
    cases.reply(opinion.referrals.get(), town.clerk, None, answer)
    return Reply.objects.get(referral__opinion=opinion)


@pytest.mark.parametrize(
    ("answer", "outcome", "result"),
    [
        (Answer("A", "修好了。"), "done", "已办成"),
        (Answer("B", "冬修。", LATER), "planned", "已列入计划，承诺2027年3月1日前落实"),
        (Answer("C", "要等。", LATER, outcome="planned"), "planned", "已列入计划，承诺2027年3月1日前落实"),
        (Answer("C", "没有地。", outcome="refused", refusal="土地已经用作他途"), "refused", "未采纳：土地已经用作他途"),
        (Answer("C", "没有地。"), "", ""),
        (Answer("A", "修好了。", LATER, outcome="done", refusal="不该留"), "done", "已办成"),
    ],
)
def test_an_answer_says_what_became_of_the_matter(town, answer, outcome, result):
    reply = answered(town, answer)
    assert (reply.outcome, reply.result) == (outcome, result)
    assert (reply.promise_state, Reply.objects.promises().count()) == (("waiting", 1) if outcome == "planned" else ("", 0))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer("B", "冬修。", LATER, outcome="done"), "要写承诺日期，请选「已列入计划」"),
        (Answer("A", "不行。", outcome="refused", refusal="没有钱"), "算解决，不能同时选「未采纳」"),
        (Answer("C", "等。", outcome="planned"), "承诺落实日期"),
        (Answer("C", "不行。", outcome="refused"), "请写明未采纳的理由"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(town, answer, words):
    with pytest.raises(NotPossible, match=words):
        answered(town, answer)
    assert (Reply.objects.count(), Opinion.objects.get().state) == (0, "handling")


def test_the_form_asks_what_the_class_does_not_say(client, town):
    opinion = referred(town)
    referral = opinion.referrals.get()
    client.force_login(town.clerk)
    url = reverse("opinions:reply", args=[referral.pk])
    data = {"seen_version": opinion.version, "request_key": str(uuid4()), "reply_class": "C", "text": "条件不够。"}
    answer = client.post(url, data)
    assert answer.context["form"].errors["outcome"] == ["选了「C 因条件所限暂时不能解决」，请再选是已办成、已列入计划、未采纳中的哪一种。"]
    answer = client.post(url, data | {"outcome": "refused"})
    assert (answer.context["form"].errors["refusal"], "条件不够。" in answer.content.decode()) == (["请写明未采纳的理由，会转告群众。"], True)
    assert client.post(url, data | {"outcome": "refused", "refusal": "渠在邻镇"}).status_code == 302
    assert client.post(url, data | {"outcome": "refused", "refusal": "渠在邻镇"}).status_code == 302  # sent twice
    assert Reply.objects.get().refusal == "渠在邻镇"


def test_it_is_shown_on_the_case_the_papers_the_public_page_and_in_the_ledger(client, town):
    reply = answered(town, Answer("C", "渠在邻镇。", outcome="refused", refusal="不属本镇，电话 13912346215"))
    opinion = Opinion.objects.get()
    client.force_login(town.officer)
    paper = client.get(reverse("opinions:answer_slip", args=[reply.referral_id])).content.decode()
    assert "☑ 未采纳" in paper and "☐ 已办成" in paper
    for url in (opinion.get_absolute_url(), reverse("opinions:form", args=[opinion.pk])):
        assert "未采纳：不属本镇" in client.get(url).content.decode(), url
    cases.give_feedback(opinion, town.officer, opinion.version, Telling("phone", datetime.now(SHANGHAI), "satisfied", "fairly"))
    told = progress_of(Opinion.objects.get()).things[0].answer
    assert told == "青禾镇农业农村办：【未采纳：不属本镇，电话 ***】渠在邻镇。"
    rows = list(OpinionLedger(town.officer).rows(Opinion.objects.all()))
    headings = [column.column_name for column in OpinionLedger(town.officer).columns]
    assert rows[0][headings.index("办得怎样")] == "未采纳：不属本镇，电话 13912346215"


def test_the_deputy_reads_it_on_the_phone(client, town):
    opinion = registered(town, deputies=(town.deputy,))
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    cases.audit(opinion, town.deputy_head, 2)
    opinion = cases.approve(opinion, town.head, 3, handing=Handing(town.department))
    cases.reply(opinion.referrals.get(), town.clerk, None, Answer("B", "冬修。", LATER))
    client.force_login(town.deputy_user)
    assert "已列入计划，承诺2027年3月1日前落实" in client.get(opinion.get_absolute_url()).content.decode()
