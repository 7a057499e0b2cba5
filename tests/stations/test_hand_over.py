"""Handing a post over: the days, what waits, what is passed on, and once."""

import json
from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry, User
from common import clock
from common.clock import SHANGHAI
from notices.choices import ReminderState
from notices.models import Notice, Reminder
from notices.services import plan, replan, tell
from stations.choices import Holder, Role
from stations.models import Post
from stations.registry import OpenWork, open_work
from stations.services.posts import Successor, edit_post, end_post, give_post, hand_over
from tests.factories.accounts import UserFactory
from tests.factories.doors import opinion, place_of
from tests.factories.stations import PostFactory


@pytest.fixture
def post(town):
    return Post.objects.get(user=town.officer)


@pytest.fixture
def successor(town):
    return Successor(UserFactory(username="jieshou", name="接手人"))


def test_the_old_one_ends_the_day_before_and_the_new_one_begins(town, post, successor):
    Post.objects.filter(pk=post.pk).update(holder=Holder.A)
    day = clock.today() + timedelta(days=3)
    new = hand_over(post, successor, day, town.office)
    post.refresh_from_db()
    assert (post.ends_on, new.starts_on, new.ends_on) == (day - timedelta(days=1), day, None)
    assert (new.unit, new.role, new.holder, new.predecessor) == (town.station, Role.LIAISON_OFFICER, Holder.A, post)


def test_two_clicks_hand_over_once(town, post):
    day = clock.today()
    new = hand_over(post, Successor(None, "xin", "新人"), day, town.administrator)
    assert hand_over(post, Successor(None, "xin", "新人"), day, town.administrator) == new
    assert (Post.objects.filter(predecessor=post).count(), User.objects.filter(username="xin").count()) == (1, 1)
    assert AuditEntry.objects.filter(action="post.hand_over").count() == 1
    with pytest.raises(ValidationError, match="已由新人从"):
        hand_over(post, Successor(town.head), day, town.office)


def test_what_waits_is_named_in_the_trail_and_waits_for_the_successor(town, post, successor):
    case = opinion(place_of(town), "screening")
    assert open_work(post) == [OpenWork("意见待初筛", 1, f"/opinions/?state=screening&station={town.station.pk}")]
    new = hand_over(post, successor, clock.today(), town.office)
    body = json.loads(AuditEntry.objects.get(action="post.hand_over").body)
    assert (body["waiting"], body["successor"], body["user"]) == ({"意见待初筛": 1}, new.pk, successor.user.pk)
    assert open_work(new) == [OpenWork("意见待初筛", 1, f"/opinions/?state=screening&station={town.station.pk}")]
    case.refresh_from_db()
    assert case.registered_by == town.officer


def test_a_departments_open_referrals_wait_for_its_clerk(town):
    opinion(place_of(town), "accepted")
    assert open_work(Post.objects.get(user=town.clerk)) == [OpenWork("交办办理中", 1, "/opinions/?referral=accepted")]
    assert open_work(Post.objects.get(user=town.other_clerk)) == []


def test_unread_messages_of_this_post_are_passed_on(town, post, successor):
    Notice.objects.all().delete()
    here, elsewhere = opinion(place_of(town), "screening"), opinion({**place_of(town), "station": town.other_station}, "screening")
    Notice.objects.all().delete()
    urls = [reverse("opinions:detail", args=[case.pk]) for case in (here, elsewhere)]
    for title, url in zip(("本站", "别站", "其他"), [*urls, "/"], strict=True):
        tell([town.officer.pk], title, url=url)
    hand_over(post, successor, clock.today(), town.office)
    assert list(Notice.objects.filter(recipient=successor.user).values_list("title", "read_at")) == [("本站", None)]
    assert set(Notice.objects.filter(recipient=town.officer).unread().values_list("title", flat=True)) == {"别站", "其他"}


def test_nothing_is_passed_on_before_the_day(town, post, successor):
    case = opinion(place_of(town), "screening")
    Notice.objects.all().delete()
    tell([town.officer.pk], "本站", url=reverse("opinions:detail", args=[case.pk]))
    hand_over(post, successor, clock.today() + timedelta(days=1), town.office)
    assert Notice.objects.filter(recipient=successor.user).count() == 0


def test_unsent_reminders_are_dropped_and_the_successor_is_planned_for(town, post, successor, django_capture_on_commit_callbacks):
    case = opinion(place_of(town), "handling")
    case.referrals.update(due_on=clock.today() - timedelta(days=2))
    plan()
    mine = Reminder.objects.filter(kind="referral-late", recipient=town.officer)
    assert mine.get().state == ReminderState.DUE
    assert replan(town.officer.pk) == 0  # still theirs
    with django_capture_on_commit_callbacks(execute=True):
        hand_over(post, successor, clock.today(), town.office)
    assert mine.get().state == ReminderState.DROPPED
    plan(datetime.combine(clock.today(), time(10), SHANGHAI))
    told = Reminder.objects.filter(recipient=successor.user).exclude(kind="reception-plan")  # due on some days of the month
    kinds = told.values_list("kind", "title")
    assert sorted(kinds) == [("post-taken-over", "您接任河湾村联络站联络员"), ("referral-late", f"交办超期：{case.number}")]


def test_a_handover_needs_a_day_in_office_before_it(town, successor):
    fresh = PostFactory(unit=town.station, role=Role.HEAD, starts_on=clock.today())
    with pytest.raises(ValidationError, match="移交最早写第二天"):
        hand_over(fresh, successor, clock.today(), town.office)
    assert Post.objects.filter(user=successor.user).count() == 0


def test_one_person_is_a_and_another_b(town):
    first, second = UserFactory(), UserFactory(name="乙")
    give_post(first, town.home, Role.LIAISON_OFFICER, clock.today(), town.office, Holder.A)
    with pytest.raises(ValidationError, match="联络员的 A岗已是"):
        give_post(second, town.home, Role.LIAISON_OFFICER, clock.today(), town.office, Holder.A)
    assert give_post(second, town.home, Role.LIAISON_OFFICER, clock.today(), town.office, Holder.B).role_label == "联络员（B岗）"


def test_an_edit_keeps_the_old_value_beside_the_new_one(town, post):
    facts = {"holder": Holder.B, "starts_on": post.starts_on, "ends_on": None}
    assert edit_post(post, facts, town.office) == ["holder"]
    assert edit_post(post, facts, town.office) == []
    assert json.loads(AuditEntry.objects.get(action="post.edit").body) == {"changed": {"holder": ["", "b"]}}


def test_the_days_of_a_handed_over_post_do_not_overlap(town, post, successor):
    today = clock.today()
    new = hand_over(post, successor, today, town.office)
    with pytest.raises(ValidationError, match="起接手，离任日期要早于这一天"):
        end_post(post, today, town.office)
    with pytest.raises(ValidationError, match="任职日期要晚于这一天"):
        edit_post(new, {"holder": "", "starts_on": today - timedelta(days=1), "ends_on": None}, town.office)
