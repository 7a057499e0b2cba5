"""Contact activities: rows, duty ledger, opinions, pages."""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from constituents.models import ContactActivity
from constituents.services.activities import ActivityFacts, void_activity
from deputies.models import DutyRecord
from opinions.models import Opinion
from opinions.services.activities import ActivityDraft, log_activity
from stations.models import Regulation

pytestmark = pytest.mark.django_db
KEY = "6f0d8a6c-6a7e-4c38-8a51-0d6c7b0a1c21"


@pytest.fixture(autouse=True)
def november():
    with clock.at(datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)):
        yield


def held(town, words: str = "", deputies=None) -> ContactActivity:
    facts = ActivityFacts(town.station, date(2026, 5, 6), "文化广场", "老人看病远", tuple(deputies or town.deputies[:2]), kind=("need", "问需"))
    return log_activity(ActivityDraft(facts, words), town.officer)


def asks(town) -> None:
    section = {"per_year": 2, "kinds": [{"code": "need", "name": "问需", "whom": "选民", "then": ""}], "forms": [{"code": "talk", "name": "座谈"}]}
    Regulation.objects.create(congress=town.congress, number=2, title="制度", body=town.regulation.body | {"activities": section})


def test_each_deputy_has_one_contact_and_the_opinion_is_brought_by_all(town):
    activity = held(town, "村卫生室没有医生")

    opinion = Opinion.objects.get()
    assert (opinion.activity, opinion.channel, opinion.deputies.count()) == (activity, "activity", 2)
    contacts = DutyRecord.objects.filter(kind="contact")
    assert set(contacts.values_list("deputy", "title", "place")) == {(one.pk, "问需", "文化广场") for one in town.deputies[:2]}
    call_command("rebuild_duty_ledger", "--check", verbosity=0)


def test_voiding_takes_the_duty_records_back(town):
    void_activity(held(town), "登记错了", town.officer)

    assert not DutyRecord.objects.exists()
    call_command("rebuild_duty_ledger", "--check", verbosity=0)


def test_all_or_nothing(town, monkeypatch):
    monkeypatch.setattr("opinions.services.activities.register", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        held(town, "村卫生室没有医生")
    assert not ContactActivity.objects.exists() and not DutyRecord.objects.exists()


def test_logged_at_the_desk_once_however_often_it_is_sent(client, town):
    asks(town)
    client.force_login(town.officer)
    typed = {"on": "2026-11-19", "place": "村部", "kind": "need", "form": "talk", "deputies": [town.deputy.pk], "heard": "近来都好"}
    typed |= {"people": "12", "words": "路灯不亮", "request_key": KEY}
    for _ in range(2):
        page = client.post(reverse("opinions:activity_new"), typed, follow=True).text
    assert "问需：座谈" in page and "制度要求 2 次" in page and "12 人" in page
    assert (ContactActivity.objects.count(), Opinion.objects.count()) == (1, 1)
    late = client.post(reverse("opinions:activity_new"), typed | {"on": "2026-11-21", "request_key": ""}).text
    assert "这一天还没有到" in late and "路灯不亮" in late


def test_more_is_handed_on_later_but_not_from_a_voided_one(client, town):
    activity = held(town)
    client.force_login(town.officer)
    address = reverse("opinions:activity_raise", args=[activity.pk])
    assert "已登记成意见" in client.post(address, {"words": "路灯不亮", "request_key": KEY}, follow=True).text
    voided = client.post(reverse("opinions:activity_void", args=[activity.pk]), {"reason": "登记错了"}, follow=True).text
    assert "登记错了" in voided
    assert "不能再从这里登记意见" in client.post(address, {"words": "水管漏水"}, follow=True).text
    assert Opinion.objects.count() == 1


def test_a_deputy_sees_only_what_the_deputy_took_part_in(client, town):
    mine, other = held(town), held(town, deputies=town.deputies[1:2])
    client.force_login(town.deputy_user)
    assert client.get(reverse("opinions:activity", args=[mine.pk])).status_code == 200
    assert client.get(reverse("opinions:activity", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_queries_do_not_grow(client, town, count, django_assert_max_num_queries):
    for _ in range(count):
        held(town, "路灯不亮")
    client.force_login(town.office)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("opinions:activities")).status_code == 200
