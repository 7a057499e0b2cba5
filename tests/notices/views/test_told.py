"""Who was told what: of whom, narrowed, tried again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common import clock
from notices.choices import Channel, ReminderState
from notices.models import Reminder
from tests.factories.notices import reminder_of

pytestmark = pytest.mark.django_db

LIST = "/notices/reminders/"


@pytest.fixture
def enter(client):
    def as_(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_


def told(client, **asked):
    return {row.reminder.recipient.username for row in client.get(LIST, asked).context["rows"]}


def test_seen_by_the_recipient_s_unit(town, enter):
    for person in (town.officer, town.clerk, town.deputy_user, town.head, town.officer_elsewhere):
        reminder_of(person)

    assert told(enter(town.office)) == {"officer", "clerk", "deputy", "head"}
    assert told(enter(town.county_office)) == {"officer", "clerk", "deputy", "head", "officer_elsewhere"}
    assert told(enter(town.officer)) == {"officer", "deputy"}
    for person in (town.clerk, town.deputy_user):
        assert told(enter(person)) == {person.username}
    assert told(enter(town.administrator)) == set()


def test_narrowed(town, enter):
    reminder_of(town.officer)
    reminder_of(town.clerk, channel=Channel.MAIL, state=ReminderState.SENT, title="交办快到期")
    client = enter(town.office)

    assert told(client, state="failed") == told(client, channel="sms") == told(client, q="林小禾") == {"officer"}
    assert told(client, q="快到期") == told(client, state="sent", channel="mail") == {"clerk"}
    assert told(client, state="nonsense") == {"officer", "clerk"}
    assert "没有符合的提醒" in client.get(LIST, {"q": "没有的"}).content.decode()


def test_tried_again(town, enter):
    failed = reminder_of(town.officer)
    page = enter(town.office).get(LIST).content.decode()
    assert "对方拒收（HTTP 429）" in page and "再试一次" in page
    enter(town.office).post(reverse("notices:retry", args=[failed.pk]))

    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.error) == (ReminderState.DUE, 0, "")
    enter(town.office).post(reverse("notices:retry", args=[failed.pk]))
    assert "这一条不用再发" in enter(town.office).get(LIST).content.decode()


@pytest.mark.parametrize(("channel", "kept"), [(Channel.SMS, True), (Channel.MAIL, False)])
def test_what_can_be_asked_keeps_its_mark(town, enter, channel, kept):
    failed = reminder_of(town.officer, channel=channel, tried_at=clock.now())
    enter(town.office).post(reverse("notices:retry", args=[failed.pk]))

    assert (Reminder.objects.get(pk=failed.pk).tried_at is not None) == kept


def test_overtaken_or_another_s_is_not_tried_again(town, enter):
    late = reminder_of(town.officer, valid_until=clock.now() - timedelta(minutes=1))
    foreign = reminder_of(town.officer_elsewhere)
    client = enter(town.office)
    client.post(reverse("notices:retry", args=[late.pk]))

    assert client.post(reverse("notices:retry", args=[foreign.pk])).status_code == 404
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.FAILED}


def test_a_group_s_row_names_no_person_and_no_case(town, enter):
    reminder_of(town.officer, channel=Channel.WECOM, title="交办超期：河湾1")
    page = enter(town.office).get(LIST).content.decode()

    assert "工作群" in page and "河湾1" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(town, enter, rows, django_assert_max_num_queries):
    for _ in range(rows):
        reminder_of(town.officer)
    client = enter(town.office)
    client.get(LIST)
    with django_assert_max_num_queries(11):
        client.get(LIST)
