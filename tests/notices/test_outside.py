"""Ways outside: refused is tried again, uncertain is asked for first, what cannot be asked is not sent twice."""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection

from notices.choices import ReminderState
from notices.models import Notice, Preference
from notices.services import dispatch, outside, plan, replan
from tests.notices.conftest import MAIL, MINUTE, MOBILE, NOW, draft, outside_rows, person
from tests.notices.post_office import PostOffice

pytestmark = pytest.mark.django_db


@pytest.fixture
def robots(settings, gateway):
    settings.ROBOTS = {name: {"url": f"{gateway.url}/{name}?key=1", "secret": "s"} for name in django_settings.ROBOTS}
    return gateway


def post_office(settings, **how):
    office = PostOffice(**how)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = office.server_address
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.GATEWAY_TIMEOUT = 2
    return office


def only(state=None):
    row = outside_rows().get()
    assert state is None or row.state == state, (row.state, row.error)
    return row


def test_whoever_chose_nothing_is_told_in_the_app_alone(drafts, gateway):
    drafts += [draft(person()), draft(person(by_sms=True, mobile=""))]
    plan(NOW)

    assert dispatch(NOW) == 2
    assert not outside_rows().exists() and not gateway.delivered


def test_a_text_carries_title_and_link_but_not_the_body(drafts, gateway):
    drafts.append(draft(person(by_sms=True)))
    plan(NOW)

    assert dispatch(NOW) == 2
    assert Notice.objects.count() == 1
    [(path, body)] = gateway.delivered
    assert path == "/messages"
    assert body == {"id": only(ReminderState.SENT).key, "to": MOBILE, "text": "交办超期：河湾1。请登录查看：https://liaison.example/opinions/1/"}


def test_planned_and_sent_again_and_again_it_is_one_text(drafts, gateway):
    drafts.append(draft(person(by_sms=True)))
    for minutes in range(5):
        plan(NOW + minutes * MINUTE)
        dispatch(NOW + minutes * MINUTE)

    assert len(gateway.delivered) == 1


def test_what_was_due_before_a_way_was_chosen_is_not_told_by_it(drafts, gateway):
    who = person(by_sms=True, since=NOW + MINUTE)
    drafts += [draft(who), draft(who, "2", due=NOW + 2 * MINUTE)]
    plan(NOW + 3 * MINUTE)

    assert [key.split(":")[1] for key in outside_rows().values_list("key", flat=True)] == ["2"]


def test_refused_is_tried_again_after_a_pause_and_has_failed_in_the_end(drafts, gateway):
    gateway.refuse = 1
    drafts.append(draft(person(by_sms=True)))
    plan(NOW)
    dispatch(NOW)
    assert (only(ReminderState.DUE).attempts, only().wait_until) == (1, NOW + outside.PAUSES[0])
    assert only().tried_at is None

    moment = NOW
    for pause in outside.PAUSES:
        moment += pause
        dispatch(moment)
    assert only(ReminderState.FAILED).error == "对方拒收（HTTP 429）"
    assert only().attempts == len(outside.PAUSES) + 1


def test_refused_once_then_taken(drafts, gateway):
    gateway.refuse = 1
    drafts.append(draft(person(by_sms=True)))
    plan(NOW)
    dispatch(NOW)
    gateway.refuse = 0
    dispatch(NOW + outside.PAUSES[0])

    assert only(ReminderState.SENT).sent_at == NOW + outside.PAUSES[0]
    assert len(gateway.delivered) == 1
    assert not gateway.asked  # a clear no needs no question


def test_cut_after_acceptance_is_asked_for_and_not_sent_again(drafts, gateway):
    gateway.cut = 1
    drafts.append(draft(person(by_sms=True)))
    plan(NOW)
    dispatch(NOW)
    assert only(ReminderState.DUE).tried_at == NOW
    dispatch(NOW + outside.PAUSES[0])

    assert only(ReminderState.SENT)
    assert gateway.asked == [only().key]
    assert len(gateway.delivered) == 1


def test_a_gateway_that_does_not_answer_the_question_is_sent_nothing(drafts, gateway):
    gateway.cut, gateway.is_dumb = 1, True
    drafts.append(draft(person(by_sms=True)))
    plan(NOW)
    moment = NOW
    for _ in range(20):
        dispatch(moment)
        moment += outside.PAUSES[1]
    assert len(gateway.delivered) == 1 and len(gateway.asked) > 5
    dispatch(NOW + timedelta(days=3))

    assert only(ReminderState.FAILED).error == outside.UNKNOWN


def test_killed_between_mark_and_sending_is_sent_once(drafts, gateway):
    drafts.append(draft(person(by_sms=True)))
    plan(NOW)
    outside_rows().update(token=uuid.uuid4(), lease_until=NOW + MINUTE, tried_at=NOW)
    dispatch(NOW + MINUTE / 2)
    assert not gateway.delivered
    dispatch(NOW + 2 * MINUTE)

    assert only(ReminderState.SENT)
    assert len(gateway.asked) == len(gateway.delivered) == 1


def test_killed_after_acceptance_is_not_sent_again(drafts, gateway):
    drafts.append(draft(person(by_sms=True)))
    plan(NOW)
    gateway.take("/messages", {"id": outside_rows().get().key})
    outside_rows().update(token=uuid.uuid4(), lease_until=NOW + MINUTE, tried_at=NOW)
    dispatch(NOW + 2 * MINUTE)

    assert only(ReminderState.SENT)
    assert len(gateway.delivered) == 1


def test_a_worker_whose_lease_was_taken_writes_nothing(drafts, gateway, monkeypatch):
    drafts.append(draft(person(by_sms=True)))
    plan(NOW)
    other = uuid.uuid4()

    def slow(errand, preference):
        outside_rows().update(token=other, lease_until=NOW + MINUTE)
        return False

    monkeypatch.setattr(outside, "_held", slow)
    dispatch(NOW)

    assert not gateway.delivered
    assert only(ReminderState.DUE).token == other


def test_a_third_refused_a_third_cut_and_each_is_delivered_once(drafts, gateway):
    gateway.refuse = gateway.cut = 0.33
    drafts.extend(draft(person(by_sms=True), str(n)) for n in range(30))
    plan(NOW)
    moment = NOW
    for pause in (timedelta(0), *outside.PAUSES):
        moment += pause
        dispatch(moment)
        dispatch(moment + timedelta(seconds=6))

    sent = set(outside_rows().filter(state=ReminderState.SENT).values_list("key", flat=True))
    assert sorted(gateway.ids) == sorted(set(gateway.ids))
    assert sent == set(gateway.ids) and len(sent) > 20
    assert set(outside_rows().exclude(key__in=sent).values_list("state", flat=True)) <= {ReminderState.FAILED}


def test_send_then_mark_would_have_sent_twice(drafts, gateway):
    """The control: whoever sends again without asking delivers what was cut a second time."""
    gateway.cut = 1
    drafts.append(draft(person(by_sms=True)))
    plan(NOW)
    dispatch(NOW)
    outside_rows().update(tried_at=None)
    dispatch(NOW + outside.PAUSES[0])

    assert len(gateway.delivered) == 2


def test_unreachable_costs_no_attempt_and_after_three_the_gateway_is_left_alone(drafts, settings):
    settings.SMS_GATEWAY = "http://127.0.0.1:9"
    drafts.extend(draft(person(by_sms=True), str(n)) for n in range(12))
    plan(NOW)
    dispatch(NOW)

    assert set(outside_rows().values_list("state", "attempts")) == {(ReminderState.DUE, 0)}
    assert outside_rows().filter(error="").count() == 12 - outside.BATCH


def test_robots_tell_a_group_once_a_day_and_only_the_kind(drafts, robots):
    drafts += [draft(person(by_robot=True)), draft(person(by_robot=True), "2")]
    plan(NOW)
    dispatch(NOW)
    plan(NOW + MINUTE)
    dispatch(NOW + MINUTE)

    said = {path.partition("?")[0]: body for path, body in robots.delivered}
    text = "提醒：交办超期，请登录查看 https://liaison.example/notices/"
    assert len(robots.delivered) == 3
    assert said["/wecom"] == said["/dingtalk"] == {"msgtype": "text", "text": {"content": text}}
    assert said["/feishu"].pop("sign") and said["/feishu"].pop("timestamp")
    assert said["/feishu"] == {"msg_type": "text", "content": {"text": text}}
    assert "timestamp=" in next(path for path, _ in robots.delivered if "dingtalk" in path)


def test_a_robot_that_hung_up_is_not_told_again(drafts, robots, settings):
    robots.cut = 1
    settings.ROBOTS["feishu"] = settings.ROBOTS["dingtalk"] = {"url": "", "secret": ""}
    drafts.append(draft(person(by_robot=True)))
    plan(NOW)
    dispatch(NOW)
    dispatch(NOW + 10 * MINUTE)

    assert len(robots.delivered) == 1
    assert only(ReminderState.FAILED).error == outside.UNKNOWN


def test_mail(drafts, settings):
    with post_office(settings).running() as office:
        drafts.append(draft(person(by_mail=True)))
        plan(NOW)
        dispatch(NOW)

    [letter] = office.letters
    assert only(ReminderState.SENT)
    assert f"To: {MAIL}" in letter and "Auto-Submitted: auto-generated" in letter


def test_a_letter_that_was_taken_without_a_word_is_not_sent_again(drafts, settings):
    with post_office(settings, cuts=True).running() as office:
        drafts.append(draft(person(by_mail=True)))
        plan(NOW)
        for minutes in range(3):
            dispatch(NOW + minutes * MINUTE)

    assert len(office.letters) == 1
    assert only(ReminderState.FAILED).error == outside.UNKNOWN


def test_an_address_that_nobody_has_fails_at_once(drafts, settings):
    with post_office(settings, refuses=True).running() as office:
        drafts.append(draft(person(by_mail=True)))
        plan(NOW)
        dispatch(NOW)

    assert not office.letters
    assert (only(ReminderState.FAILED).error, only().attempts) == ("邮件服务器不收这个地址", 1)


def test_no_mail_server_is_no_failure_of_the_letter(drafts, settings):
    post_office(settings).server_close()
    drafts.append(draft(person(by_mail=True)))
    plan(NOW)
    dispatch(NOW)

    assert (only(ReminderState.DUE).attempts, only().tried_at) == (0, None)


def test_a_way_that_was_given_up_meanwhile_is_not_used(drafts, gateway):
    who = person(by_sms=True)
    drafts.append(draft(who))
    plan(NOW)
    Preference.objects.update(by_sms=False)
    dispatch(NOW)

    assert only(ReminderState.DROPPED).error == "收件人现在不用这种方式"


def test_a_post_handed_over_drops_what_waits_outside_too(drafts, gateway):
    who = person(by_sms=True, digest=True)
    drafts.append(draft(who))
    plan(NOW)
    dispatch(NOW)
    drafts.clear()

    assert replan(who.user_id, NOW) == 1
    dispatch(NOW + timedelta(hours=23, minutes=30))
    assert not gateway.delivered


def test_contacts_are_encrypted_in_the_database():
    person(by_sms=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile, mail FROM notices_preference")
        raw = cursor.fetchone()
    assert MOBILE not in raw[0] and MAIL not in raw[1]
