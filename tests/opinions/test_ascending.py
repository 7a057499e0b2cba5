"""A case that is not the town's: handed up, referred, answered or sent down there (C4; YH 五). One case, one number, one trail."""

from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.clock import SHANGHAI
from desk.work import office_tasks
from notices.models import Notice
from opinions.models import Opinion, Referral
from opinions.rules.cases import can_do
from opinions.rules.plain import standing
from opinions.services import Registration, cases, register
from opinions.services.cases import Answer, Handing, NotPossible, Reassignment, Screening, SomebodyWasFaster, Telling
from portal.rules import progress_of
from stations.choices import Level, Role
from stations.models import Unit
from stations.rules.regulation.defaults import FIRST_BODY
from tests.factories.opinions import registered
from tests.factories.stations import CongressFactory, DepartmentFactory, PostFactory, RegulationFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False):
        yield


@pytest.fixture
def county_clerk(town):
    return PostFactory(unit=town.county_department, role=Role.DEPARTMENT_CLERK).user


def approved(town, **facts) -> Opinion:
    opinion = registered(town, **facts)
    cases.screen(opinion, town.officer, 1, Screening("省道塌方", None))
    cases.audit(opinion, town.deputy_head, 2)
    return cases.approve(opinion, town.head, 3)


def handed_up(town, **facts) -> Opinion:
    opinion = approved(town, **facts)
    return cases.hand_up(opinion, town.office, opinion.version, "省道归县里管")


def test_the_county_refers_it_and_the_station_tells_the_person(town, county_clerk):
    opinion = handed_up(town)
    assert (opinion.state, opinion.above, opinion.due_on, opinion.number) == ("above", town.county, date(2026, 11, 25), "河湾2026-0001")
    assert opinion.due_basis["source"] == town.regulation.body["limits"]["refer"]["source"]
    assert Notice.objects.filter(recipient=town.county_office, title="下级报来的意见：河湾2026-0001").count() == 1
    opinion = cases.refer(opinion, town.county_office, opinion.version, Handing(town.county_department))
    opinion = cases.reply(opinion.referrals.get(), county_clerk, None, Answer("A", "已经清理。"))
    opinion = cases.give_feedback(opinion, town.officer, opinion.version, Telling("phone", datetime.now(SHANGHAI), "satisfied", "satisfied"))
    assert (opinion.state, opinion.solved, opinion.above) == ("closed", True, town.county)
    events = list(opinion.events.order_by("id").values_list("action", "post"))
    assert [action for action, _ in events][-4:] == ["hand_up", "refer", "reply", "feedback"]
    assert dict(events)["refer"] == "云岭县人大常委会 · 人大办工作人员"


def test_only_the_office_above_acts_on_it_there_and_only_its_own_departments_get_it(town):
    opinion = handed_up(town)
    for user in (town.officer, town.head, town.office, town.clerk, town.officer_elsewhere):
        assert [can_do(user, opinion, action) for action in ("refer", "answer", "send_down", "hand_up")] == [False] * 4
    assert [can_do(town.county_office, opinion, action) for action in ("refer", "answer", "send_down", "hand_up")] == [True, True, True, False]
    with pytest.raises(NotPossible, match="不能交给青禾镇农业农村办"):
        cases.refer(opinion, town.county_office, opinion.version, Handing(town.department))
    assert Opinion.objects.visible_to(town.county_office).get() == Opinion.objects.visible_to(town.officer).get() == opinion


def test_it_is_sent_down_with_a_reason(town):
    opinion = handed_up(town)
    opinion = cases.send_down(opinion, town.county_office, opinion.version, "这一段归镇里养护")
    assert (opinion.state, opinion.above, opinion.returned, opinion.due_on) == ("referring", None, True, date(2026, 11, 25))
    event = opinion.events.latest("id")
    assert (event.note, event.detail["line"], event.post) == ("这一段归镇里养护", "云岭县人大常委会退回", "云岭县人大常委会 · 人大办工作人员")
    assert set(Notice.objects.filter(title__startswith="上级退回").values_list("recipient", flat=True)) >= {town.officer.pk, town.head.pk}
    opinion = cases.refer(opinion, town.officer, opinion.version, Handing(town.department))
    assert opinion.lead_department == town.department


def test_the_office_above_answers_by_itself_once(town):
    opinion = handed_up(town)
    answer = Answer("C", "列入明年规划。", date(2027, 6, 1), outcome="planned")
    seen = opinion.version
    for _ in range(2):  # sent twice
        opinion = cases.answer_above(opinion, town.county_office, seen, answer)
    referral = Referral.objects.get()
    assert (opinion.state, opinion.reply_class, referral.department, referral.state) == ("feedback", "C", town.county, "replied")
    assert referral.replies.get().result == "已列入计划，承诺2027年6月1日前落实"
    opinion = cases.give_feedback(opinion, town.officer, opinion.version, Telling("phone", datetime.now(SHANGHAI), "satisfied", "satisfied"))
    assert progress_of(opinion).things[0].answer.startswith("云岭县人大常委会：【已列入计划")


def test_a_thin_answer_goes_back_up(town):
    opinion = handed_up(town)
    opinion = cases.answer_above(opinion, town.county_office, opinion.version, Answer("A", "已阅。"))
    opinion = cases.return_reply(Referral.objects.get(), town.officer, opinion.version, "没有说怎么办")
    assert (opinion.state, opinion.reply_class, Referral.objects.get().state) == ("above", "", "withdrawn")
    opinion = cases.answer_above(opinion, town.county_office, opinion.version, Answer("A", "塌方已经清理。"))
    assert (opinion.state, Referral.objects.count()) == ("feedback", 2)


def test_what_the_departments_above_decline_or_lose_goes_to_the_office_above(town, county_clerk):
    opinion = handed_up(town)
    opinion = cases.refer(opinion, town.county_office, opinion.version, Handing(town.county_department))
    opinion = cases.decline(opinion.referrals.get(), county_clerk, None, "归交通局")
    assert (opinion.state, opinion.above) == ("above", town.county)
    roads = DepartmentFactory(name="云岭县交通局", parent=town.county)
    opinion = cases.refer(opinion, town.county_office, opinion.version, Handing(town.county_department))
    opinion = cases.reassign(opinion.referrals.get(round=2), town.county_office, None, Reassignment(roads, "归交通局"))
    assert opinion.lead_department == roads
    with pytest.raises(NotPossible, match="不能交给"):
        cases.reassign(opinion.referrals.get(department=roads), town.officer, None, Reassignment(town.department, "拿回来"))
    assert cases.withdraw(opinion, town.head, opinion.version, "先撤").state == "above"


def test_two_at_once_do_one_thing(town):
    opinion = approved(town)
    seen = opinion.version
    opinion = cases.hand_up(opinion, town.officer, seen, "归县里")
    for other, error in ((seen, SomebodyWasFaster), (None, NotPossible)):
        with pytest.raises(error):
            cases.refer(opinion, town.officer, other, Handing(town.department))
    with pytest.raises(NotPossible):
        cases.hand_up(opinion, town.office, None, "再报一次")
    seen = opinion.version
    cases.send_down(opinion, town.county_office, seen, "归镇里")
    with pytest.raises(SomebodyWasFaster):
        cases.answer_above(opinion, town.county_office, seen, Answer("A", "好。"))
    assert Referral.objects.count() == 0


def test_an_accusation_is_never_handed_up(town):
    opinion = approved(town)
    Opinion.objects.update(handling="legal_way", legal_way="accusation")
    opinion.refresh_from_db()
    assert not can_do(town.head, opinion, "hand_up")
    with pytest.raises(NotPossible):
        cases.hand_up(opinion, town.head, None, "报上去")


def test_it_goes_up_and_down_one_level_at_a_time():
    city = CongressFactory(name="甲市人大常委会", level=Level.CITY)
    county = CongressFactory(name="乙县人大常委会", level=Level.COUNTY, parent=city)
    town = CongressFactory(name="丙镇人大主席团", parent=county)
    RegulationFactory(congress=town, number=1, body=_no_chain())
    station = UnitFactory(name="丁村联络站", parent=town)
    people = {unit.pk: PostFactory(unit=unit, role=Role.OFFICE).user for unit in (city, county, town)}
    opinion = _register(station, PostFactory(unit=station, role=Role.LIAISON_OFFICER).user)
    for unit in (town, county):
        opinion = cases.hand_up(opinion, people[unit.pk], opinion.version, "本级办不了")
    assert (opinion.above, can_do(people[city.pk], opinion, "hand_up")) == (city, False)
    found = []
    for unit in (city, county):
        opinion = cases.send_down(opinion, people[unit.pk], opinion.version, "归下级")
        found.append((opinion.state, opinion.above))
    assert found == [("above", county), ("referring", None)]


def _no_chain() -> dict:
    return FIRST_BODY | {"chains": {key: [] for key in FIRST_BODY["chains"]}}


def _register(station: Unit, officer) -> Opinion:
    return register(Registration(station, "visit", date(2026, 11, 23), "国道塌了。"), officer)


def test_the_pages_hand_up_list_and_answer(client, town):
    opinion = approved(town, deputies=(town.deputy,))
    client.force_login(town.officer)
    url = reverse("opinions:hand_up", args=[opinion.pk])
    assert url in client.get(opinion.get_absolute_url()).content.decode()
    assert "报给云岭县人大常委会" in client.get(url).content.decode()
    assert "请写明为什么本级办不了" in client.post(url, {"seen_version": opinion.version}).content.decode()
    assert client.post(url, {"seen_version": opinion.version, "note": "省道归县里管"}).status_code == 302
    opinion.refresh_from_db()
    assert "云岭县人大常委会" in client.get(opinion.get_absolute_url()).content.decode()
    assert client.get(reverse("opinions:answer", args=[opinion.pk])).status_code == 403
    assert standing(opinion).words == "已报云岭县人大常委会，正在处理。"
    client.force_login(town.county_office)
    assert opinion.number in client.get(reverse("opinions:list"), {"mine": "1"}).content.decode()
    assert "报上级人大，待处理" in [task.title for task in office_tasks([town.station.pk])]
    page = client.get(opinion.get_absolute_url()).content.decode()
    assert all(reverse(f"opinions:{action}", args=[opinion.pk]) in page for action in ("refer", "answer", "send_down"))
    data = {"seen_version": opinion.version, "request_key": str(uuid4()), "reply_class": "A", "text": "已经清理。"}
    assert client.post(reverse("opinions:answer", args=[opinion.pk]), data).status_code == 302
    for user, seen in ((town.office, True), (town.deputy_user, False)):
        client.force_login(user)
        assert ("省道归县里管" in client.get(opinion.get_absolute_url()).content.decode()) is seen


def test_the_list_of_what_waits_takes_the_same_queries_for_one_and_three(client, town):
    client.force_login(town.county_office)
    client.get(reverse("opinions:list"))
    counts = []
    for _ in range(3):
        handed_up(town)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("opinions:list"), {"mine": "1"})
        counts.append(len(asked))
    assert counts[0] == counts[2]
