"""承诺事项台账: class B answers come back on their promised date (practice.md)."""

from datetime import date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.clock import SHANGHAI
from desk.work import station_tasks
from opinions.models import Opinion, Reply
from opinions.rules.promises import promise_reminders
from opinions.services import cases
from opinions.services.cases import Answer, Check, Handing, NotPossible, Screening, Telling
from tests.factories.opinions import registered

pytestmark = pytest.mark.django_db
PROMISED = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def clock_at():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False) as traveller:
        yield lambda day: traveller.move_to(f"{day} 09:00+08:00")


def promised(town, *, closed: bool = True) -> Reply:
    opinion = registered(town)
    cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    cases.audit(opinion, town.deputy_head, 2)
    opinion = cases.approve(opinion, town.head, 3, handing=Handing(town.department))
    opinion = cases.reply(opinion.referrals.get(), town.clerk, None, Answer("B", "列入冬修计划。", PROMISED))
    if closed:
        cases.give_feedback(opinion, town.officer, opinion.version, Telling("phone", datetime.now(SHANGHAI), "satisfied", "fairly"))
    return Reply.objects.get(referral__opinion=opinion)


def test_a_kept_promise_makes_the_closed_case_solved(town):
    reply = promised(town)
    assert (Opinion.objects.get().solved, reply.promise_state) == (False, "waiting")
    case = cases.check_promise(reply.referral, town.officer, None, Check("kept", "已完工，去看过。", "phone"))
    assert (case.state, case.solved) == ("closed", True)
    assert case.events.latest("id").detail["line"] == "落实了，已告诉反映人（电话）"
    with pytest.raises(NotPossible):
        cases.check_promise(reply.referral, town.officer, None, Check("broken", "再问一次"))


@pytest.mark.parametrize(
    ("check", "state", "day"),
    [(Check("moved", "等料", "", date(2027, 3, 1)), "waiting", date(2027, 3, 1)), (Check("broken", "没有钱"), "broken", PROMISED)],
)
def test_it_may_be_moved_or_broken(town, check, state, day):
    reply = promised(town)
    case = cases.check_promise(reply.referral, town.head, None, check)
    reply.refresh_from_db()
    assert (reply.promise_state, reply.promised_on, case.solved) == (state, day, False)


def test_a_returned_answer_promises_nothing(town):
    reply = promised(town, closed=False)
    cases.return_reply(reply.referral, town.officer, None, "写明哪一段")
    assert Reply.objects.promises().count() == 0


def test_station_and_department_are_told_on_the_morning(town):
    promised(town)
    morning = datetime(2026, 12, 31, 9, tzinfo=SHANGHAI)
    told = list(promise_reminders(morning - timedelta(hours=1), morning))
    assert {each.recipient_id for each in told} == {town.officer.pk, town.clerk.pk}
    assert {each.due_at for each in told} == {morning}
    assert list(promise_reminders(morning - timedelta(days=9), morning - timedelta(days=8))) == []


def test_the_ledger_lists_and_exports_what_is_due(client, town, clock_at):
    promised(town)
    client.force_login(town.officer)
    url = reverse("opinions:promises")
    assert "水渠塌方" in client.get(url).content.decode()
    assert "没有这样的承诺" in client.get(url, {"state": "due"}).content.decode()
    clock_at("2027-01-04")
    client.force_login(town.officer)
    assert "水渠塌方" in client.get(url, {"state": "due"}).content.decode()
    assert [task.title for task in station_tasks("liaison_officer", [town.station.pk])] == ["承诺到期"]
    book = openpyxl.load_workbook(BytesIO(client.get(reverse("opinions:promises_export"), {"state": "due"}).content))
    rows = list(book.active.iter_rows(values_only=True))
    assert (rows[0][0], rows[3][1], rows[3][6].date()) == ("承诺事项台账", "水渠塌方", PROMISED)


def test_departments_see_their_own(client, town):
    promised(town)
    for user, seen in ((town.clerk, True), (town.other_clerk, False), (town.officer_elsewhere, False)):
        client.force_login(user)
        assert ("水渠塌方" in client.get(reverse("opinions:promises")).content.decode()) is seen


def test_the_page_asks_for_a_day_when_it_is_moved(client, town):
    reply = promised(town)
    client.force_login(town.officer)
    url, seen = reverse("opinions:promise", args=[reply.referral_id]), {"seen_version": Opinion.objects.get().version}
    assert "请填今天以后的日期。" in client.post(url, seen | {"outcome": "moved", "note": "等料"}).content.decode()
    assert client.post(url, seen | {"outcome": "kept", "note": "去看过", "way": "phone"}).status_code == 302


def test_the_list_takes_the_same_queries_for_one_and_three(client, town):
    client.force_login(town.officer)
    client.get(reverse("opinions:promises"))
    counts = []
    for _ in range(3):
        promised(town)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("opinions:promises"))
        counts.append(len(asked))
    assert counts[0] == counts[2]
