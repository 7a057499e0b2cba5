"""What changes a department's deadline (C4): extensions, waiting for the person, limits of assisting departments, 「不属本单位」 in time."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from opinions.models import Opinion, Referral
from opinions.services import cases
from opinions.services.cases import Handing, NotPossible, Screening
from stations.rules.workdays import recount_by, table
from tests.factories.opinions import registered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock_at():
    """Monday, 23 November 2026; 15 working days end on 14 December. Call it to move on."""
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False) as traveller:
        yield lambda day: traveller.move_to(f"{day} 09:00+08:00")


def referred(town, *assisting, **facts) -> Opinion:
    opinion = registered(town)
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    cases.audit(opinion, town.deputy_head, 2)
    return cases.approve(opinion, town.head, 3, handing=Handing(town.department, assisting, **facts))


def of(opinion: Opinion, department) -> Referral:
    return opinion.referrals.get(department=department)


def test_an_extension_is_asked_in_time_and_decided_above(town, clock_at):
    opinion = referred(town)
    referral = of(opinion, town.department)
    cases.ask_extension(referral, town.clerk, None, 5, "要等材料")
    with pytest.raises(NotPossible):
        cases.ask_extension(referral, town.clerk, None, 9, "再问一次")
    assert of(opinion, town.department).due_on == date(2026, 12, 14)
    case = cases.decide_extension(of(opinion, town.department), town.office, None, 3, "先延三天")
    referral.refresh_from_db()
    assert (referral.due_on, case.due_on, referral.extension_days) == (date(2026, 12, 17), date(2026, 12, 17), None)
    assert referral.due_basis["added"] == [{"days": 3, "why": "2026-11-23 批准延期"}]
    assert recount_by(table())(referral.due_basis) == referral.due_basis
    clock_at("2026-12-18")
    with pytest.raises(NotPossible):
        cases.ask_extension(referral, town.clerk, None, 5, "太晚了")


def test_a_refused_extension_changes_nothing_but_the_story(town):
    opinion = referred(town)
    cases.ask_extension(of(opinion, town.department), town.clerk, None, 5, "要等材料")
    cases.decide_extension(of(opinion, town.department), town.head, None, 0, "材料本地就有")
    assert of(opinion, town.department).due_on == date(2026, 12, 14)
    assert opinion.events.latest("id").detail["line"] == "不同意延期"
    with pytest.raises(NotPossible):  # two who decide at once: the second finds nothing to decide
        cases.decide_extension(of(opinion, town.department), town.office, None, 5)


def test_days_in_which_the_person_must_supply_something_do_not_count(town, clock_at):
    opinion = referred(town)
    case = cases.pause(of(opinion, town.department), town.officer, None, "要现场照片")
    assert case.due_on is None
    clock_at("2027-01-11")
    assert Referral.objects.overdue(date(2027, 1, 11)).count() == 0
    case = cases.resume(of(opinion, town.department), town.officer, None)
    waited = case.due_basis["added"][0]["days"]
    assert (case.due_basis["days"], waited) == (15 + waited, 35)  # weekdays: the notice of 2027 is not in the table yet
    assert case.due_on == of(opinion, town.department).due_on > date(2027, 1, 11)


def test_an_assisting_department_may_have_a_limit_of_its_own(town):
    opinion = referred(town, town.other_department, limit="joint", assisting_limit="urgent")
    assert [of(opinion, unit).due_on for unit in (town.department, town.other_department)] == [date(2027, 1, 4), date(2026, 11, 30)]
    cases.reply(of(opinion, town.department), town.clerk, None, cases.Answer("A", "修好了。"))
    clock_at_late = date(2026, 12, 1)
    assert list(Referral.objects.overdue(clock_at_late)) == [of(opinion, town.other_department)]
    assert Opinion.objects.get().state == "handling"  # the part that is late keeps the case open


def test_not_ours_is_said_in_time_and_proposes_somebody(town, clock_at):
    opinion = referred(town)
    clock_at("2026-11-30")  # the fifth working day
    case = cases.decline(of(opinion, town.department), town.clerk, None, "归城建办", town.other_department)
    assert (case.state, case.proposed_department) == ("referring", town.other_department)
    again = cases.refer(case, town.head, case.version, Handing(town.department, instruction="就由你们办"))
    clock_at("2026-12-08")
    with pytest.raises(NotPossible, match="5 个工作日，已在12月7日过去"):
        cases.decline(again.referrals.get(round=2), town.clerk, None, "不归我们")


def test_the_pages_ask_decide_and_explain(client, town):
    opinion = referred(town)
    referral = of(opinion, town.department)
    client.force_login(town.clerk)
    url = reverse("opinions:extend", args=[referral.pk])
    assert "请填延长几个工作日。" in client.post(url, {"seen_version": opinion.version, "note": "等料"}).content.decode()
    assert client.post(url, {"seen_version": opinion.version, "days": 5, "note": "等料"}).status_code == 302
    client.force_login(town.head)
    assert "申请延长 5 个工作日" in client.get(opinion.get_absolute_url()).content.decode()
    grant, seen = reverse("opinions:grant", args=[referral.pk]), {"seen_version": opinion.version + 1}
    assert "请写明为什么不同意。" in client.post(grant, seen | {"verdict": "refuse"}).content.decode()
    assert client.post(grant, seen | {"verdict": "grant", "days": 5}).status_code == 302
    assert "5 个工作日：2026-11-23 批准延期" in client.get(reverse("opinions:deadline", args=[opinion.pk])).content.decode()
