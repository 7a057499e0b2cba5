"""Planned twice, sent once; overtaken ones are dropped; a bad batch is tried again and in the end named."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notices import registry, services
from notices.choices import ReminderState
from notices.models import Notice, Reminder
from notices.registry import Draft
from notices.services import sending
from notices.services.claims import LEASE
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def drafts(monkeypatch):
    """What the only planner yields."""
    found: list[Draft] = []
    monkeypatch.setattr(registry, "_planners", {"test": lambda since, until: list(found)})
    return found


def draft(user, subject="1", due=NOW, lasts=timedelta(days=1)):
    return Draft("reception", subject, "T-1", user.pk, "明天接待选民", "", "/", due, due + lasts)


def test_planned_twice_exists_once(drafts):
    drafts.append(draft(UserFactory()))
    services.plan(NOW)
    services.plan(NOW + timedelta(minutes=1))

    assert Reminder.objects.count() == 1


def test_sent_once(drafts):
    user = UserFactory()
    drafts.append(draft(user))
    services.plan(NOW)

    assert [services.dispatch(NOW), services.dispatch(NOW)] == [1, 0]
    assert [(notice.recipient, notice.title) for notice in Notice.objects.all()] == [(user, "明天接待选民")]
    assert Reminder.objects.get().state == ReminderState.SENT


def test_not_yet_due_waits(drafts):
    drafts.append(draft(UserFactory(), due=NOW + timedelta(minutes=5)))
    services.plan(NOW)
    assert Reminder.objects.count() == 0

    services.plan(NOW + timedelta(minutes=5))
    assert services.dispatch(NOW + timedelta(minutes=5)) == 1


def test_overtaken_while_everything_was_off_is_not_planned(drafts):
    drafts.append(draft(UserFactory(), due=NOW - timedelta(days=30)))
    drafts.append(draft(UserFactory(), subject="2", due=NOW - timedelta(days=30), lasts=timedelta(days=60)))
    services.plan(NOW)

    assert [reminder.key.split(":")[1] for reminder in Reminder.objects.all()] == ["2"]


def test_overtaken_after_planning_is_dropped(drafts):
    drafts.append(draft(UserFactory()))
    services.plan(NOW)

    assert services.dispatch(NOW + timedelta(days=2)) == 0
    assert Reminder.objects.get().state == ReminderState.DROPPED


def test_what_a_dead_worker_claimed_is_taken_after_its_lease(drafts):
    drafts.append(draft(UserFactory()))
    services.plan(NOW)
    Reminder.objects.update(lease_until=NOW + LEASE)

    assert services.dispatch(NOW) == 0
    assert services.dispatch(NOW + LEASE + timedelta(seconds=1)) == 1


def test_more_than_one_batch(drafts, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    drafts.extend(draft(UserFactory()) for _ in range(5))
    services.plan(NOW)

    assert services.dispatch(NOW) == 5


def test_broken_batch_is_tried_again_and_named_in_the_end(drafts, monkeypatch):
    drafts.append(draft(UserFactory()))
    services.plan(NOW)

    def refuse(*args):
        raise OSError("no")

    monkeypatch.setattr(sending, "_deliver", refuse)
    moment = NOW
    for _ in range(sending.MAX_ATTEMPTS):
        services.dispatch(moment)
        moment += LEASE + timedelta(seconds=1)

    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.attempts, reminder.error) == (ReminderState.FAILED, sending.MAX_ATTEMPTS, "OSError")


def test_one_bad_planner_does_not_stop_the_others(drafts, monkeypatch):
    def broken(since, until):
        raise ValueError("no")

    drafts.append(draft(UserFactory()))
    monkeypatch.setattr(registry, "_planners", {"broken": broken, "good": lambda since, until: drafts})

    assert services.plan(NOW) == 1


def test_tell_writes_one_notice_a_person():
    user = UserFactory()
    services.tell([user.pk, user.pk], "有新交办")

    assert Notice.objects.filter(recipient=user).count() == 1
