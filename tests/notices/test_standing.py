"""What waited is asked for before it is sent: a planner that no longer plans it was told what became of it."""

from datetime import datetime, time, timedelta

import pytest

from common.clock import SHANGHAI
from notices import registry
from notices.choices import ReminderState
from notices.registry import WHEN, Draft
from notices.services import dispatch, plan
from tests.notices.conftest import NOW, draft, outside_rows, person
from tests.notices.test_outside import only

pytestmark = pytest.mark.django_db

NIGHT = datetime.combine(NOW.date(), time(22), SHANGHAI)
MORNING = NIGHT + timedelta(hours=10)
DIGEST = NIGHT + timedelta(hours=10, minutes=30)


@pytest.fixture(autouse=True)
def asked(drafts, monkeypatch):
    """How often the planner of the kind was asked."""
    asked = []
    monkeypatch.setattr(registry, "_planned", {"late": ("late",)})
    monkeypatch.setattr(registry, "_planners", {"late": lambda since, until: asked.append(since) or list(drafts)})
    return asked


def test_what_is_no_longer_so_in_the_morning_is_not_sent(drafts, gateway):
    drafts += [draft(person(by_sms=True), "1", NIGHT), draft(person(by_sms=True), "2", NIGHT)]
    plan(NIGHT), dispatch(NIGHT)
    del drafts[0]
    dispatch(MORNING)

    assert [body["text"][:9] for _, body in gateway.delivered] == ["交办超期：河湾2。"[:9]]
    gone = outside_rows().get(key__contains="late:1:")
    assert (gone.state, gone.error) == (ReminderState.DROPPED, "发出以前事情变了或者办好了，不用再提醒")


def test_a_summary_leaves_out_what_was_dealt_with_since(drafts, gateway):
    who = person(by_sms=True, digest=True)
    drafts += [draft(who, "1"), draft(who, "2")]
    plan(NOW), dispatch(NOW)
    del drafts[0]
    dispatch(DIGEST)

    [(_, body)] = gateway.delivered
    assert body["text"].startswith("有 1 条提醒。")
    states = {row.key.split(":")[1]: row.state for row in outside_rows().filter(kind="late")}
    assert states == {"1": ReminderState.DROPPED, "2": ReminderState.SENT}


def test_a_summary_of_nothing_is_not_sent(drafts, gateway):
    drafts.append(draft(person(by_sms=True, digest=True)))
    plan(NOW), dispatch(NOW)
    drafts.clear()
    dispatch(DIGEST)

    assert not gateway.delivered and set(outside_rows().values_list("state", flat=True)) == {ReminderState.DROPPED}


def test_it_is_told_in_the_words_of_the_morning(drafts, gateway):
    who, day = person(by_sms=True), NOW.date() + timedelta(days=1)
    drafts.append(Draft("late", "1", "p", who.user_id, f"{WHEN}09:00接待", "", "/", NIGHT, NIGHT + timedelta(days=1), day=day))
    plan(NIGHT), dispatch(NIGHT)
    drafts[0] = Draft("late", "1", "p", who.user_id, f"{WHEN}14:00接待", "", "/", NIGHT, NIGHT + timedelta(days=1), day=day)
    dispatch(MORNING)

    assert only(ReminderState.SENT).title == "11月10日14:00接待"


def test_the_planner_is_asked_once_a_kind_and_not_for_what_is_fresh(drafts, gateway, asked):
    drafts += [draft(person(by_sms=True), str(number), NIGHT) for number in range(3)] + [draft(person(by_sms=True), "9", MORNING)]
    plan(NIGHT), dispatch(NIGHT)
    plan(MORNING)
    asked.clear()
    dispatch(MORNING)

    assert len(gateway.delivered) == 4 and len(asked) == 1


def test_a_planner_that_fails_holds_nothing_back(drafts, gateway, monkeypatch):
    drafts.append(draft(person(by_sms=True), due=NIGHT))
    plan(NIGHT), dispatch(NIGHT)
    monkeypatch.setattr(registry, "_planners", {"late": lambda since, until: 1 / 0})
    dispatch(MORNING)

    assert len(gateway.delivered) == 1
