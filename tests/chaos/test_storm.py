"""A short storm: the product tells everything once; the naive ways, in the same storm, do not."""

import pytest

from tests.chaos.storm import SHORT, brew

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]


@pytest.fixture(scope="module")
def outcome():
    return brew(SHORT)


def test_everything_is_told_once(outcome):
    assert (outcome.lost["product"], outcome.twice["product"]) == (0, 0)
    assert (outcome.texts, outcome.lost["text"], outcome.twice["text"]) == (SHORT.reminders // 4, 0, 0)
    assert outcome.states == {"sent": SHORT.reminders * 5 // 4}
    assert outcome.drained is not None


def test_the_storm_was_one(outcome):
    faults = {
        "kill_worker": SHORT.worker_kills,
        "kill_beat": SHORT.beat_kills,
        "flush": SHORT.flushes,
        "crash": SHORT.crashes,
        "freeze": SHORT.freezes,
    }
    assert {name: outcome.faults[name] for name in faults} == faults


def test_sending_then_marking_tells_twice(outcome):
    assert outcome.twice["mark"] > 0


def test_a_task_for_each_message_loses_some(outcome):
    assert outcome.lost["task"] > 0
