"""Contact activities: rows, duty ledger, opinions, pages."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from constituents.models import ContactActivity
from constituents.services.activities import ActivityFacts, correct_activity, void_activity
from deputies.models import DutyCorrection, DutyRecord, Group, Suspension
from deputies.services.closings import close_year
from notices.models import Notice
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


def test_a_topic_is_searched_and_stands_in_records_and_prints(client, town):
    held(town)
    client.force_login(town.officer)
    typed = {
        "on": "2026-05-07",
        "place": "村部",
        "topic": "农村饮水安全调研",
        "deputies": [town.deputy.pk],
        "heard": "请了三位老支书",
        "request_key": KEY,
    }
    page = client.post(reverse("opinions:activity_new"), typed, follow=True).text
    assert "农村饮水安全调研" in page
    listed = client.get(reverse("opinions:activities"), {"q": "饮水"}).text
    assert "议题：农村饮水安全调研" in listed and "文化广场" not in listed
    assert "没有符合的活动" in client.get(reverse("opinions:activities"), {"q": "道路"}).text
    assert "议题「农村饮水安全调研」：请了三位老支书" in client.get(reverse("opinions:contacts", args=[town.deputy.pk])).text
    assert "议题：农村饮水安全调研" in client.get(reverse("deputies:file", args=[town.deputy.pk])).text
    row = ContactActivity.objects.get(place="村部")
    change = typed | {"topic": "道路调研", "version": row.version}
    assert "议题" in client.post(reverse("opinions:activity_correct", args=[row.pk]), change, follow=True).text
    assert DutyRecord.objects.get(source_id=row.pk, kind="contact").content == "议题：道路调研"
    assert [each[0] for each in row.corrections.get().changes] == ["议题"]
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


def typed(town, *deputies, **more) -> dict:
    return {"on": "2026-11-19", "place": "村部", "deputies": [one.pk for one in deputies], "heard": "近来都好", "request_key": KEY} | more


def test_a_deputy_logs_on_the_phone_for_those_who_took_part(client, town):
    fellow = town.deputies[2]
    fellow.user = town.clerk_elsewhere
    fellow.save()
    client.force_login(town.deputy_user)
    address = reverse("opinions:activity_new")
    form = client.get(address).text
    assert "哪个小组组织的" not in form and f'value="{town.deputy.pk}"' in form
    page = client.post(address, typed(town, town.deputy, fellow, words="路灯不亮，电话 13812345678"), follow=True).text
    assert "看办到哪一步" in page and "要转办的事登记成了意见" in page and "好像有电话号码" in page and "更正" in page
    assert set(DutyRecord.objects.filter(kind="contact").values_list("deputy", flat=True)) == {town.deputy.pk, fellow.pk}
    assert Opinion.objects.get().deputies.count() == 2
    assert list(Notice.objects.values_list("recipient__name", "title")) == [(fellow.user.name, "周启明代表登记了您参加的联系活动")]


def test_a_deputy_logs_for_others_only_as_leader_of_their_group(client, town):
    fellow = town.deputies[2]  # of the same group
    client.force_login(town.deputy_user)
    address = reverse("opinions:activity_new")
    assert "您自己没有参加的活动" in client.post(address, typed(town, fellow)).text
    Group.objects.filter(pk=town.groups[0].pk).update(leader=town.deputy)
    made = client.post(address, typed(town, fellow, group=town.groups[0].pk), follow=True).text
    assert "第一代表小组" in made and ">更正<" in made
    assert DutyRecord.objects.get().deputy == fellow
    elsewhere = client.post(address, typed(town, town.deputy, group=town.groups[1].pk, request_key="")).text
    assert "还没有保存" in elsewhere and "第二代表小组" not in elsewhere  # not a choice of the leader of another group
    assert ContactActivity.objects.count() == 1


def test_who_may_not_act_that_day_is_named(client, town):
    Suspension.objects.create(mandate=town.deputies[1].mandates.get(), starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 19), cause="detained")
    client.force_login(town.officer)
    address = reverse("opinions:activity_new")
    assert "何秀兰代表那一天不在任" in client.post(address, typed(town, *town.deputies[:2])).text
    assert not ContactActivity.objects.exists()
    assert "活动已登记" in client.post(address, typed(town, *town.deputies[:2], on="2026-10-30"), follow=True).text


def test_only_the_deputy_who_logged_it_corrects_it(client, town):
    staffs = held(town)
    own = log_activity(ActivityDraft(ActivityFacts(town.station, date(2026, 5, 6), "村部", "近来都好", (town.deputy,))), town.deputy_user)
    client.force_login(town.deputy_user)
    answers = [client.get(reverse("opinions:activity_correct", args=[one.pk])).status_code for one in (staffs, own)]
    assert answers == [403, 200]
    Suspension.objects.create(mandate=town.deputy.mandates.get(), starts_on=date(2026, 11, 1), cause="detained")
    assert client.get(reverse("opinions:activity_correct", args=[own.pk])).status_code == 403
    assert client.get(reverse("opinions:activity_new")).status_code == 403


def test_a_correction_leaves_its_trail_and_moves_the_duty_records(client, town):
    activity = held(town)
    client.force_login(town.officer)
    address = reverse("opinions:activity_correct", args=[activity.pk])
    change = typed(town, *town.deputies[1:3], on="2026-05-07", heard="老人看病远 13812345678", version=1)
    page = client.post(address, change, follow=True).text
    assert "原来：文化广场" in page and "改为：村部" in page and "原来：2026年5月6日" in page and "林小禾更正" in page
    assert "［号码已隐去］" in page
    assert set(DutyRecord.objects.values_list("deputy", "on", "place")) == {(one.pk, date(2026, 5, 7), "村部") for one in town.deputies[1:3]}
    call_command("rebuild_duty_ledger", "--check", verbosity=0)
    slower = client.post(address, change | {"place": "别处"}).text
    assert "已有他人先行处理" in slower and "别处" in slower and 'name="version" value="2"' in slower
    assert client.post(address, change | {"version": 2}, follow=True).status_code == 200
    assert activity.corrections.count() == 1  # nothing was changed: no line


def test_a_closed_year_lists_what_a_correction_moved(client, town):
    activity = held(town)
    closing = close_year(town.congress, 2026, town.office)
    facts = ActivityFacts(town.station, activity.on, "村部", activity.heard, (town.deputies[1], town.deputies[2]))
    client.force_login(town.officer)
    assert "2026 年的履职数已经关闭" in client.get(reverse("opinions:activity_correct", args=[activity.pk])).text

    correct_activity(activity, facts, 1, town.officer)

    moved = set(DutyCorrection.objects.filter(closing=closing).values_list("deputy", "change"))
    assert moved == {(town.deputies[0].pk, -1), (town.deputies[2].pk, 1)}  # who stayed is no correction
    void_activity(activity, "登记错了", town.officer)
    with pytest.raises(ValidationError, match="已经作废"):
        correct_activity(activity, replace(facts, place="别处"), 3, town.officer)


def test_another_of_the_same_name_takes_the_duty_record_over(town):
    first, other = town.deputies[:2]
    other.name = first.name
    other.save()
    activity = held(town, deputies=[first])
    facts = ActivityFacts(town.station, activity.on, activity.place, activity.heard, (other,), kind=("need", "问需"))
    correct_activity(activity, facts, 1, town.officer)
    assert DutyRecord.objects.get().deputy == other
    assert activity.corrections.get().changes == [["参加的代表", "周启明", "周启明（同名的另一位）"]]
    assert correct_activity(activity, facts, 2, town.officer).version == 2  # the same once more: nothing was changed
    call_command("rebuild_duty_ledger", "--check", verbosity=0)


def test_who_no_longer_leads_the_group_no_longer_reads_its_activities(town):
    facts = ActivityFacts(town.station, date(2026, 5, 6), "村部", "近来都好", (town.deputies[2],), group=town.groups[0])
    activity = log_activity(ActivityDraft(facts), town.officer)
    seat = town.deputy.mandates.get()
    Group.objects.filter(pk=activity.group_id).update(leader=town.deputy)
    reads = ContactActivity.objects.visible_to(town.deputy_user)
    assert reads.all().get() == activity
    suspension = Suspension.objects.create(mandate=seat, starts_on=date(2026, 11, 1), cause="detained")
    assert not reads.all().exists()
    suspension.delete()
    for change in ({"group": town.groups[1]}, {"group": town.groups[0], "ends_on": date(2026, 11, 19)}):
        type(seat).objects.filter(pk=seat.pk).update(**change)
        assert not reads.all().exists()


def test_fellows_hear_of_an_activity_that_a_deputy_voids(client, town):
    fellow = town.deputies[2]
    fellow.user = town.clerk_elsewhere
    fellow.save()
    void_activity(held(town, deputies=[town.deputy, fellow]), "登记错了", town.officer)
    assert not Notice.objects.exists()  # the station's own work is told to nobody
    facts = ActivityFacts(town.station, date(2026, 5, 6), "村部", "近来都好", (town.deputy, fellow))
    own = log_activity(ActivityDraft(facts), town.deputy_user)
    Notice.objects.all().delete()
    void_activity(own, "没有开成", town.deputy_user)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title, "没有开成" in notice.body) == (fellow.user, "周启明代表作废了您参加的联系活动", True)
    client.force_login(fellow.user)
    assert "没有开成" in client.get(notice.url).text


def test_a_deputy_who_works_at_the_station_logs_as_the_station(town):
    town.deputy.user, town.deputies[2].user = town.officer, town.clerk_elsewhere
    town.deputy.save(), town.deputies[2].save()
    held(town, deputies=[town.deputy, town.deputies[2]])
    assert not Notice.objects.exists()
