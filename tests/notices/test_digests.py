"""Quiet hours hold what goes outside; a day's summary tells it as one."""

from datetime import datetime, time, timedelta

import pytest

from common.clock import SHANGHAI
from notices.choices import ReminderState
from notices.models import Notice
from notices.services import dispatch, plan
from tests.notices.conftest import MINUTE, NOW, draft, outside_rows, person
from tests.notices.test_outside import only

pytestmark = pytest.mark.django_db


def test_quiet_hours_hold_the_text_but_not_the_message_in_the_app(drafts, gateway):
    night = datetime.combine(NOW.date(), time(22), SHANGHAI)
    drafts.append(draft(person(by_sms=True), due=night))
    plan(night)
    dispatch(night)
    assert Notice.objects.count() == 1 and not gateway.delivered
    morning = datetime.combine(NOW.date() + timedelta(days=1), time(8), SHANGHAI)
    dispatch(morning - MINUTE)
    assert not gateway.delivered
    dispatch(morning)

    assert only(ReminderState.SENT).sent_at == morning


def test_overtaken_in_quiet_hours_is_dropped(drafts, gateway):
    night = datetime.combine(NOW.date(), time(22), SHANGHAI)
    drafts.append(draft(person(by_sms=True), due=night, lasts=timedelta(hours=3)))
    plan(night)
    dispatch(night)
    dispatch(night + timedelta(hours=10))

    assert only(ReminderState.DROPPED) and not gateway.delivered


def test_a_digest_tells_the_day_in_one_text(drafts, gateway):
    who = person(by_sms=True, digest=True)
    drafts += [draft(who), draft(who, "2", due=NOW + timedelta(hours=3))]
    for hours in (0, 3, 12, 23):
        plan(NOW + timedelta(hours=hours))
        dispatch(NOW + timedelta(hours=hours))
    assert not gateway.delivered
    assert set(outside_rows().exclude(kind="digest").values_list("state", flat=True)) == {ReminderState.FOLDED}
    morning = datetime.combine(NOW.date() + timedelta(days=1), time(8, 30), SHANGHAI)
    dispatch(morning)
    dispatch(morning + MINUTE)

    [(_, body)] = gateway.delivered
    assert body["text"] == "有 2 条提醒。请登录查看：https://liaison.example/notices/"
    assert set(outside_rows().values_list("state", flat=True)) == {ReminderState.SENT}


def test_a_digest_by_mail_lists_the_titles(drafts, settings, mailoutbox):
    settings.EMAIL_HOST = "mail.example"
    who = person(by_mail=True, digest=True)
    drafts += [draft(who), draft(who, "2")]
    plan(NOW)
    dispatch(NOW)
    dispatch(NOW + timedelta(hours=23, minutes=30))

    [letter] = mailoutbox
    assert letter.subject == "有 2 条提醒"
    assert "交办超期：河湾1\n交办超期：河湾2\n" in letter.body and "内情" not in letter.body


def test_what_the_digest_would_come_too_late_for_goes_alone(drafts, gateway):
    drafts.append(draft(person(by_sms=True, digest=True), lasts=timedelta(hours=4)))
    plan(NOW)
    dispatch(NOW)

    assert [body["text"][:7] for _, body in gateway.delivered] == ["交办超期：河湾"]


def test_a_digest_cut_after_acceptance_is_not_sent_again(drafts, gateway):
    gateway.cut = 1
    drafts.append(draft(person(by_sms=True, digest=True)))
    plan(NOW)
    dispatch(NOW)
    morning = NOW + timedelta(hours=23, minutes=30)
    dispatch(morning)
    dispatch(morning + MINUTE)

    assert len(gateway.delivered) == 1
    assert set(outside_rows().values_list("state", flat=True)) == {ReminderState.SENT}
