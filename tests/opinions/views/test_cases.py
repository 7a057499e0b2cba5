"""The page of one opinion, its steps, the person behind it, its papers."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry
from opinions.choices import State
from opinions.models import Opinion, Referral, Reply
from opinions.services import cases
from opinions.services.cases import Answer, Handing, Screening
from tests.factories.constituents import ConstituentFactory
from tests.factories.opinions import CategoryFactory, registered

pytestmark = pytest.mark.django_db
PHONE = "13812346215"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False):
        yield


@pytest.fixture
def opinion(town) -> Opinion:
    person = ConstituentFactory(station=town.station, name="王小明", phone=PHONE, village="河湾村", address="三组八号")
    return registered(town, constituent=person, deputies=(town.deputy,))


def approved(town, opinion, **facts) -> Opinion:
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None, note="拟交农业办"))
    cases.audit(opinion, town.deputy_head, 2, "内部意见：属实")
    return cases.approve(opinion, town.head, 3, handing=Handing(town.department, **facts))


def page(client, user, name, pk, **data):
    client.force_login(user)
    url = reverse(f"opinions:{name}", args=[pk])
    return client.post(url, data) if data else client.get(url)


def text(response) -> str:
    return response.content.decode()


def test_staff_see_the_words_the_masked_person_and_what_to_do(client, town, opinion):
    seen = text(page(client, town.officer, "detail", opinion.pk))
    assert all(
        words in seen for words in ("浇不上地", "王*", "138****6215", "河湾村", "还剩 1 个工作日", reverse("opinions:screen", args=[opinion.pk]))
    )
    assert PHONE not in seen
    assert "王小明" not in seen


def test_a_department_sees_the_matter_but_not_the_person_nor_the_deliberation(client, town, opinion):
    approved(town, opinion)
    seen = text(page(client, town.clerk, "detail", opinion.pk))
    assert "浇不上地" in seen
    assert [words for words in ("王*", "6215", "内部意见", "拟交农业办", reverse("opinions:reveal", args=[opinion.pk])) if words in seen] == []
    assert reverse("opinions:accept", args=[Referral.objects.get().pk]) in seen


def test_a_department_sees_the_person_once_released(client, town, opinion):
    approved(town, opinion, release_identity=True)
    assert "王*" in text(page(client, town.clerk, "detail", opinion.pk))


def test_a_deputy_reads_what_he_brought_and_moves_nothing(client, town, opinion):
    seen = text(page(client, town.deputy_user, "detail", opinion.pk))
    assert "浇不上地" in seen
    assert [words for words in ("王*", "6215", "现在可以办", "打印登记表") if words in seen] == []


@pytest.mark.parametrize(
    ("who", "verdict"),
    [("officer", 200), ("head", 200), ("office", 200), ("county_office", 200), ("clerk", 404), ("officer_elsewhere", 404), ("administrator", 404)],
)
def test_who_may_open_it(client, town, opinion, who, verdict):
    assert page(client, getattr(town, who), "detail", opinion.pk).status_code == verdict


def test_anothers_and_a_missing_opinion_look_the_same(client, town, opinion):
    assert text(page(client, town.officer_elsewhere, "detail", opinion.pk)) == text(page(client, town.officer_elsewhere, "detail", 10**9))


def test_anonymous_is_sent_to_the_login(client, opinion):
    url = reverse("opinions:detail", args=[opinion.pk])
    assert client.get(url).url == f"{reverse('accounts:login')}?next={url}"


@pytest.mark.parametrize("who", ["officer", "head", "office"])
def test_a_step_of_somebody_else_is_forbidden(client, town, opinion, who):
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    assert page(client, getattr(town, who), "audit", opinion.pk).status_code == 403
    assert page(client, getattr(town, who), "audit", opinion.pk, seen_version=2).status_code == 403


def test_a_step_out_of_turn_goes_back_to_the_case_and_says_why(client, town, opinion):
    answer = page(client, town.deputy_head, "audit", opinion.pk)
    assert answer.url == opinion.get_absolute_url()
    assert "这件意见现在是「待初筛」，不能审核通过。" in text(client.get(answer.url))


def test_the_whole_way_through_the_pages(client, town, opinion):
    category = CategoryFactory(name="测试领域")
    page(client, town.officer, "screen", opinion.pk, seen_version=1, summary="水渠塌方", category=category.pk, urgency="urgent", note="")
    page(client, town.deputy_head, "audit", opinion.pk, seen_version=2, note="属实")
    page(
        client,
        town.head,
        "approve",
        opinion.pk,
        seen_version=3,
        note="",
        lead=town.department.pk,
        assisting=[town.other_department.pk],
        limit="joint",
    )
    lead, assisting = Referral.objects.order_by("-role")
    page(client, town.clerk, "accept", lead.pk, seen_version=5)
    page(client, town.other_clerk, "decline", assisting.pk, seen_version=5, note="与我办无关")
    form = page(client, town.clerk, "reply", lead.pk).context["form"]
    key = form["request_key"].value()
    page(client, town.clerk, "reply", lead.pk, seen_version=7, request_key=key, reply_class="A", text="已修好。")
    told = {"way": "phone", "at": "2026-11-23T08:30", "work_rating": "satisfied", "result_rating": "no_word", "words": "水来了"}
    form = page(client, town.officer, "feedback", opinion.pk).context["form"]
    page(client, town.officer, "feedback", opinion.pk, seen_version=8, request_key=form["request_key"].value(), **told)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.version, opinion.solved, opinion.category) == (State.CLOSED, 9, True, category)
    assert lead.due_basis["days"] == 30


def test_a_head_may_approve_only_and_is_asked_for_the_department_otherwise(client, town, opinion):
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    cases.audit(opinion, town.deputy_head, 2)
    answer = page(client, town.head, "approve", opinion.pk, seen_version=3, note="同意")
    assert answer.context["form"].errors["lead"] == ["请选择主办单位；还没有定的，请点「只批准」。"]
    page(client, town.head, "approve", opinion.pk, seen_version=3, note="同意", only="1", lead=town.department.pk)
    opinion.refresh_from_db()
    assert (opinion.state, Referral.objects.count()) == ("referring", 0)


def test_the_slower_clerk_gets_409_what_happened_and_his_text_back(client, town, opinion):
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    cases.audit(opinion, town.deputy_head, 2, "另一位先审核了")
    answer = page(client, town.deputy_head, "send_back", opinion.pk, seen_version=2, note="我写了很久的理由")
    assert answer.status_code == 409
    seen = text(answer)
    assert all(words in seen for words in ("已有他人先行处理", "另一位先审核了", "我写了很久的理由", "待审批"))
    opinion.refresh_from_db()
    assert (opinion.state, opinion.version) == ("approving", 3)


def test_after_a_409_the_same_form_may_be_sent_again_where_it_still_fits(client, town, opinion):
    cases.correct_opinion(opinion, town.officer, 1, cases.Correction("水渠塌了", None, "ordinary"))
    data = {"seen_version": 1, "summary": "我的摘要", "category": CategoryFactory().pk, "urgency": "ordinary"}
    answer = page(client, town.officer, "screen", opinion.pk, **data)
    assert (answer.status_code, answer.context["form"]["seen_version"].value(), answer.context["possible"]) == (409, 2, True)
    page(client, town.officer, "screen", opinion.pk, **(data | {"seen_version": 2}))
    opinion.refresh_from_db()
    assert (opinion.state, opinion.summary) == ("auditing", "我的摘要")


def test_a_form_says_what_is_missing_and_keeps_what_was_typed(client, town, opinion):
    answer = page(client, town.officer, "screen", opinion.pk, seen_version=1, summary="水渠塌方", urgency="ordinary", note="写好的意见")
    assert (answer.status_code, answer.context["form"].errors["category"]) == (200, ["请选择领域。"])
    assert "写好的意见" in text(answer)


def test_class_b_without_a_date_is_refused_at_the_field(client, town, opinion):
    approved(town, opinion)
    referral = Referral.objects.get()
    key = page(client, town.clerk, "reply", referral.pk).context["form"]["request_key"].value()
    data = {"seen_version": 5, "request_key": key, "reply_class": "B", "text": "列入明年计划。"}
    answer = page(client, town.clerk, "reply", referral.pk, **data)
    assert answer.context["form"].errors["promised_on"] == ["选了「B 正在解决或列入计划」，请填今天以后的承诺落实日期。"]
    page(client, town.clerk, "reply", referral.pk, **(data | {"promised_on": "2027-03-01"}))
    assert Reply.objects.get().promised_on.isoformat() == "2027-03-01"


def test_another_departments_referral_is_not_found(client, town, opinion):
    approved(town, opinion)
    referral = Referral.objects.get()
    assert page(client, town.other_clerk, "reply", referral.pk).status_code == 404
    assert page(client, town.officer, "reply", referral.pk).status_code == 403


def test_the_deadline_is_shown_day_by_day(client, town, opinion):
    seen = text(page(client, town.officer, "deadline", opinion.pk))
    assert all(words in seen for words in ("2026年11月23日", "起算日，从次日起算", "2026年11月24日", "1 个工作日", opinion.due_basis["source"]))


def test_revealing_takes_a_reason_and_leaves_a_trail_without_values(client, town, opinion):
    assert PHONE not in text(page(client, town.officer, "reveal", opinion.pk))
    for reason in ("", "找 13900001234 的家人"):
        refused = page(client, town.officer, "reveal", opinion.pk, reason=reason)
        assert (PHONE in text(refused), AuditEntry.objects.filter(action="opinion.reveal").count()) == (False, 0)
    shown = page(client, town.officer, "reveal", opinion.pk, reason="上门回访")
    assert all(words in text(shown) for words in ("王小明", PHONE, "三组八号"))
    assert "no-store" in shown["Cache-Control"]
    entry = AuditEntry.objects.get(action="opinion.reveal")
    assert ("上门回访" in entry.body, "王小明" in entry.body, PHONE in entry.body) == (True, False, False)


def test_nobody_reveals_for_a_department_that_was_not_told(client, town, opinion):
    approved(town, opinion)
    assert page(client, town.clerk, "reveal", opinion.pk).status_code == 403
    assert page(client, town.deputy_user, "reveal", opinion.pk).status_code == 403


def test_the_papers(client, town, opinion):
    approved(town, opinion, instruction="请先看护坡")
    referral = Referral.objects.get()
    cases.reply(referral, town.clerk, 5, Answer("A", "已重砌十米。"))
    form = text(page(client, town.officer, "form", opinion.pk))
    assert all(
        words in form for words in ("社情民意登记表", "王*", "拟交农业办", "内部意见：属实", "批准。", "请先看护坡", "（A 类，已办成）已重砌十米。")
    )
    assert PHONE not in form
    assert PHONE in text(page(client, town.officer, "form", opinion.pk, reason="归档"))
    slip = text(page(client, town.clerk, "referral_slip", referral.pk))
    assert all(words in slip for words in ("社情民意交办单", "青禾镇农业农村办", "请先看护坡", "2026年12月14日 前答复（15 个工作日；"))
    answer = text(page(client, town.clerk, "answer_slip", referral.pk))
    assert all(words in answer for words in ("☑ A 已解决或基本解决", "☐ B", "已重砌十米。"))
    assert page(client, town.clerk, "form", opinion.pk).status_code == 403


def test_the_page_takes_the_same_queries_however_long_the_story_is(client, town, opinion, django_assert_max_num_queries):
    client.force_login(town.officer)
    url = opinion.get_absolute_url()
    client.get(url)
    with django_assert_max_num_queries(15) as short:
        client.get(url)
    approved(town, opinion, assisting=(town.other_department, town.county_department))
    cases.remind(opinion, town.officer, "请抓紧")
    with django_assert_max_num_queries(17) as long:
        client.get(url)
    assert len(long) - len(short) <= 2  # the answers to the referrals and what was urged, once there are any
