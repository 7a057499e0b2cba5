"""A change is told in the app with the change itself, and outside by the ways that people chose: once each, never in a summary."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from common import clock
from notices.choices import Channel, ReminderState
from notices.models import Notice, Reminder
from notices.services import dispatch, plan, replan, tell_change
from tests.notices.conftest import MINUTE, MOBILE, NOW, outside_rows, person

pytestmark = pytest.mark.django_db

TITLE = "12月10日河湾村联络站的接待取消"


@pytest.fixture(autouse=True)
def morning():
    with clock.at(NOW):
        yield


def told(*people, until=NOW + timedelta(days=1)):
    tell_change([who.user_id for who in people], TITLE, "取消接待：周启明代表生病。", "/opinions/1/", until)


def ticks(*minutes: int) -> None:
    for each in minutes:
        with clock.at(NOW + each * MINUTE):
            plan()
            dispatch()


def test_the_app_tells_at_once_and_the_list_of_reminders_shows_it():
    who = person()
    told(who)

    row, notice = Reminder.objects.get(), Notice.objects.get()
    assert (row.kind, row.channel, row.state, row.sent_at) == ("change", Channel.APP, ReminderState.SENT, NOW)
    assert (notice.reminder, notice.recipient_id, notice.title) == (row, who.user_id, TITLE)


def test_one_text_to_whoever_chose_texts_however_often_it_is_planned(gateway):
    told(person(by_sms=True), person())
    ticks(0, 1, 2)

    [(_, body)] = gateway.delivered
    assert (body["to"], body["text"]) == (MOBILE, f"{TITLE}。请登录查看：https://liaison.example/opinions/1/")
    assert Notice.objects.count() == 2 and Reminder.objects.count() == 3


def test_two_changes_are_two_texts(gateway):
    who = person(by_sms=True)
    told(who)
    told(who)
    ticks(0, 1)

    assert len(gateway.delivered) == 2


def test_a_change_that_was_rolled_back_is_told_to_nobody(gateway):
    who = person(by_sms=True)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        told(who)
        raise ZeroDivisionError
    ticks(0)

    assert not Notice.objects.exists() and not gateway.delivered


def test_workers_that_were_down_catch_up_while_it_is_good_to_know(gateway):
    told(person(by_sms=True), until=NOW + timedelta(days=3))
    told(person(by_sms=True), until=NOW + timedelta(days=1))
    ticks(2 * 24 * 60)

    assert len(gateway.delivered) == 1


def test_no_summary_holds_a_change_but_quiet_hours_do(gateway):
    told(person(by_sms=True, digest=True))
    ticks(0)
    assert len(gateway.delivered) == 1
    with clock.at(NOW + timedelta(hours=13)):
        told(person(by_sms=True), until=NOW + timedelta(days=2))
    ticks(13 * 60)
    assert len(gateway.delivered) == 1
    ticks(23 * 60)
    assert len(gateway.delivered) == 2


def test_a_way_chosen_later_tells_nothing_of_before(gateway):
    told(person(by_sms=True, since=NOW + MINUTE))
    ticks(2)

    assert not gateway.delivered


def test_a_further_way_chosen_meanwhile_drops_nothing_that_waits(gateway):
    who = person(by_sms=True)
    with clock.at(NOW + timedelta(hours=13)):
        told(who, until=NOW + timedelta(days=2))
    ticks(13 * 60)
    assert not gateway.delivered
    who.since = NOW + timedelta(hours=14)
    who.save()
    ticks(23 * 60)

    assert len(gateway.delivered) == 1


def test_a_group_hears_that_there_is_a_change_once_a_day(settings, gateway):
    settings.ROBOTS = {name: {"url": f"{gateway.url}/{name}?key=1", "secret": "s"} for name in django_settings.ROBOTS}
    told(person(by_robot=True), person(by_robot=True))
    told(person(by_robot=True))
    ticks(0, 1)

    assert {row.channel for row in outside_rows()} == {path.strip("/").partition("?")[0] for path, _ in gateway.delivered}
    assert len(gateway.delivered) == 3
    assert all("变更通知" in str(body) and "周启明" not in str(body) and TITLE not in str(body) for _, body in gateway.delivered)


def test_who_hands_over_a_post_still_hears_of_the_change(gateway):
    who = person(by_sms=True)
    told(who)
    plan()

    assert replan(who.user_id) == 0 and outside_rows().get().state == ReminderState.DUE


def test_planning_asks_no_more_for_more_changes(gateway, django_assert_max_num_queries):
    told(person(by_sms=True))
    with django_assert_max_num_queries(40) as one:
        plan()
    told(*(person(by_sms=True) for _ in range(3)))
    with django_assert_max_num_queries(len(one)):
        plan()
