"""改派: one referral goes to another department; 催办单 and 督办单 of a referral (C4; practice.md)."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices.models import Notice
from opinions.models import Opinion, Referral
from opinions.rules.cases import can_do, can_reveal
from opinions.rules.timeline import timeline
from opinions.services import cases
from opinions.services.cases import Answer, Handing, NotPossible, Reassignment, Screening, SomebodyWasFaster
from stations.choices import Role
from tests.factories.constituents import ConstituentFactory
from tests.factories.opinions import registered
from tests.factories.stations import DepartmentFactory, PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock_at():
    """Monday, 23 November 2026; 15 working days end on 14 December. Call it to move on."""
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False) as traveller:
        yield lambda day: traveller.move_to(f"{day} 09:00+08:00")


def referred(town, *assisting, **facts) -> Opinion:
    opinion = registered(town, constituent=ConstituentFactory(station=town.station, name="王小明"))
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    cases.audit(opinion, town.deputy_head, 2)
    return cases.approve(opinion, town.head, 3, handing=Handing(town.department, assisting, **facts))


def of(opinion: Opinion, department) -> Referral:
    return opinion.referrals.select_related("opinion", "department").get(department=department)


def test_the_lead_is_moved_with_a_limit_of_its_own_and_both_are_told(town, clock_at):
    opinion = referred(town, instruction="请先看护坡")
    clock_at("2026-11-30")
    old = of(opinion, town.department)
    case = cases.reassign(old, town.officer, opinion.version, Reassignment(town.other_department, "渠归城建办管"))
    new = of(opinion, town.other_department)
    old.refresh_from_db()
    assert (old.state, new.state, new.role, new.round, new.instruction) == ("reassigned", "sent", "lead", 1, "请先看护坡")
    assert (case.state, case.lead_department, case.due_on, new.due_on) == ("handling", town.other_department, date(2026, 12, 21), date(2026, 12, 21))
    assert Notice.objects.filter(recipient=town.clerk, title__startswith="交办已改派").count() == 1
    assert Notice.objects.filter(recipient=town.other_clerk, title__startswith="新的交办").count() == 1
    for user in (town.officer, town.clerk, town.other_clerk):
        line = timeline(user, Opinion.objects.get())[0]
        assert (line["title"], line["detail"], line["words"]) == ("青禾镇农业农村办 改派", "改派给青禾镇城建办，12月21日前答复", "渠归城建办管")
    assert cases.reply(new, town.other_clerk, None, Answer("A", "修好了。")).state == "feedback"


def test_an_assisting_one_is_moved_and_the_lead_is_not_disturbed(town):
    opinion = referred(town, town.other_department)
    before = of(opinion, town.department)
    case = cases.reassign(of(opinion, town.other_department), town.office, None, Reassignment(town.county_department, "归县里", "urgent"))
    assert (case.lead_department, case.due_on) == (town.department, before.due_on)
    assert (of(opinion, town.county_department).role, of(opinion, town.county_department).due_on) == ("assist", date(2026, 11, 30))
    cases.reply(of(opinion, town.department), town.clerk, opinion.version, Answer("A", "修好了。"))


def test_what_an_assisting_department_declined_is_given_to_another(town):
    opinion = referred(town, town.other_department)
    cases.decline(of(opinion, town.other_department), town.other_clerk, None, "归县里", town.county_department)
    assert opinion.events.latest("id").detail["line"] == "建议改交云岭县水利局"
    cases.reassign(of(opinion, town.other_department), town.officer, None, Reassignment(town.county_department, "同意"))
    cases.reply(of(opinion, town.department), town.clerk, None, Answer("A", "修好了。"))
    assert Opinion.objects.get().state == "handling"  # it waits for the new one


def test_it_may_come_back_to_the_first(town):
    opinion = referred(town)
    cases.reassign(of(opinion, town.department), town.officer, None, Reassignment(town.other_department, "归城建"))
    cases.reassign(of(opinion, town.other_department), town.officer, None, Reassignment(town.department, "还是归农业"))
    assert list(opinion.referrals.order_by("id").values_list("department__name", "state")) == [
        ("青禾镇农业农村办", "reassigned"),
        ("青禾镇城建办", "reassigned"),
        ("青禾镇农业农村办", "sent"),
    ]


def test_who_has_it_already_or_may_not_have_it_is_refused(town):
    opinion = referred(town, town.other_department)
    for department, words in ((town.other_department, "已经交给过"), (town.department_elsewhere, "不能交给")):
        with pytest.raises(NotPossible, match=words):
            cases.reassign(of(opinion, town.department), town.officer, None, Reassignment(department, "改"))
    assert opinion.referrals.count() == 2


def test_two_at_once_make_one_and_the_old_department_is_told_why_it_cannot_answer(town):
    opinion = referred(town)
    old, third = of(opinion, town.department), DepartmentFactory(name="青禾镇民政办", parent=town.congress)
    cases.reassign(old, town.officer, opinion.version, Reassignment(town.other_department, "归城建"))
    for seen, error in ((opinion.version, SomebodyWasFaster), (None, NotPossible)):
        with pytest.raises(error):
            cases.reassign(old, town.head, seen, Reassignment(third, "归民政"))
    with pytest.raises(SomebodyWasFaster):
        cases.reply(old, town.clerk, opinion.version, Answer("A", "我们修好了。"))
    assert opinion.referrals.count() == 2


@pytest.mark.parametrize("released", [True, False])
def test_the_new_department_sees_the_person_only_when_that_is_said_again(town, released):
    opinion = referred(town, release_identity=True)
    cases.reassign(of(opinion, town.department), town.officer, None, Reassignment(town.other_department, "归城建", release_identity=released))
    case = Opinion.objects.get()
    assert [can_reveal(user, case) for user in (town.other_clerk, town.clerk)] == [released, False]


def test_nobody_of_another_town_or_department_moves_it(town):
    opinion = referred(town)
    users = (town.officer, town.head, town.office, town.county_office, town.clerk, town.officer_elsewhere)
    assert [can_do(user, opinion, "reassign", of(opinion, town.department)) for user in users] == [True] * 4 + [False] * 2


def test_the_page_moves_it_and_its_papers_name_the_new_one(client, town):
    opinion = referred(town)
    old = of(opinion, town.department)
    client.force_login(town.officer)
    url = reverse("opinions:reassign", args=[old.pk])
    assert url in client.get(opinion.get_absolute_url()).content.decode()
    answer = client.post(url, {"seen_version": opinion.version, "department": town.other_department.pk})
    assert "请写明为什么改派" in answer.context["form"].errors["note"][0]
    data = {"seen_version": opinion.version, "department": town.other_department.pk, "note": "渠归城建办管"}
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 409]
    page = client.get(opinion.get_absolute_url()).content.decode()
    assert "已改派" in page and "渠归城建办管" in page
    slip = client.get(reverse("opinions:referral_slip", args=[of(opinion, town.other_department).pk])).content.decode()
    assert "青禾镇城建办" in slip and "青禾镇农业农村办" not in slip
    assert "青禾镇农业农村办" not in client.get(reverse("opinions:form", args=[opinion.pk])).content.decode().partition("办理意见")[2]


def test_who_was_urged_or_supervised_has_a_slip_for_it(client, town, clock_at):
    opinion = referred(town, town.other_department)
    slips = {action: reverse(f"opinions:{action}_slip", args=[of(opinion, town.department).pk]) for action in ("remind", "supervise")}
    client.force_login(town.officer)
    assert [client.get(url).status_code for url in slips.values()] == [404, 404]
    cases.remind(opinion, town.officer, "请抓紧")
    cases.reply(of(opinion, town.other_department), town.other_clerk, None, Answer("A", "已配合。"))
    clock_at("2027-01-08")
    cases.remind(opinion, town.officer, "群众又来问了")
    cases.supervise(opinion, town.head, "请周五前办完")
    client.force_login(town.officer)
    page = client.get(opinion.get_absolute_url()).content.decode()
    assert all(url in page for url in slips.values())
    slip = client.get(slips["remind"]).content.decode()
    told = ("社情民意催办单", "第 2 次催办", "群众又来问了", "青禾镇农业农村办", "青禾镇城建办", "已超 4 个工作日", "林小禾", "2027年1月8日")
    assert [words for words in told if words not in slip] == []
    slip = client.get(slips["supervise"]).content.decode()
    assert all(words in slip for words in ("社情民意督办单", "请周五前办完", "冯国栋"))
    assert client.get(reverse("opinions:supervise_slip", args=[of(opinion, town.other_department).pk])).status_code == 404  # it had answered
    client.force_login(PostFactory(unit=town.county_department, role=Role.DEPARTMENT_CLERK).user)
    assert client.get(slips["remind"]).status_code == 404


def test_the_case_takes_the_same_queries_for_one_and_three_reminders(client, town):
    opinion = referred(town)
    client.force_login(town.officer)
    client.get(opinion.get_absolute_url())
    counts = []
    for _ in range(3):
        cases.remind(opinion, town.officer, "请抓紧")
        with CaptureQueriesContext(connection) as asked:
            client.get(opinion.get_absolute_url())
        counts.append(len(asked))
    assert counts[0] == counts[2]
