"""Every task says how long it may run and in which queue it waits; what beat wakes is overtaken by its next tick."""

from pathlib import Path

import pytest
from celery import Celery
from django.db import OperationalError

from common.tasks import AGAIN, LONG, SHORT
from liaison.celery import app
from reports.tasks import make_quarter_summaries

LENGTHS = {"short": SHORT["time_limit"], "long": LONG["time_limit"]}


def _nothing() -> None:
    pass


def queue_of(name: str) -> str:
    return app.amqp.router.route({}, name)["queue"].name


def careless(tasks) -> dict[str, str]:
    """Name → what is wrong, of tasks that are not Celery's own."""
    found = {}
    for name, task in tasks.items():
        if name.startswith("celery."):
            continue
        if not (task.soft_time_limit and task.time_limit and task.soft_time_limit < task.time_limit):
            found[name] = "no time limit"
        elif task.time_limit != LENGTHS[queue_of(name)]:
            found[name] = "too long for its queue, or too short"
        elif not task.acks_late:
            found[name] = "lost with its worker"
    return found


def test_every_task_has_a_limit_and_a_queue():
    app.loader.import_default_modules()
    assert len([name for name in app.tasks if not name.startswith("celery.")]) >= 7
    assert careless(app.tasks) == {}


def test_a_careless_task_is_found():
    other = Celery("other", set_as_current=False)
    other.conf.task_acks_late = True
    other.task(name="bare")(_nothing)
    other.task(name="slow", **LONG)(_nothing)
    other.task(name="early", acks_late=False, **SHORT)(_nothing)
    other.task(name="whole", **SHORT)(_nothing)
    found = careless({name: other.tasks[name] for name in ("bare", "slow", "early", "whole")})
    assert found == {"bare": "no time limit", "slow": "too long for its queue, or too short", "early": "lost with its worker"}


def test_a_tick_is_over_before_the_next_one_comes():
    app.loader.import_default_modules()
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name
        assert entry["options"]["expires"] < entry["schedule"], name


def test_an_hourly_task_is_tried_again_when_the_database_was_away(monkeypatch):
    """With a growing pause; anything else is an error to be seen at once."""
    asked = []
    monkeypatch.setattr(make_quarter_summaries, "retry", lambda **how: asked.append(how) or RuntimeError("again"))
    for error in (OperationalError("away"), ValueError("wrong")):
        monkeypatch.setattr("reports.tasks.make_quarters", lambda error=error: (_ for _ in ()).throw(error))
        with pytest.raises((RuntimeError, ValueError)):
            make_quarter_summaries()
    assert [type(how["exc"]) for how in asked] == [OperationalError]
    assert AGAIN["max_retries"] == 5 and AGAIN["retry_backoff_max"] == 600


def test_the_units_in_the_documents_run_a_worker_for_each_queue():
    """As script/server does: exports that fill a common worker would stop all reminders."""
    lines = (Path(__file__).parents[2] / "docs" / "operations.md").read_text().splitlines()
    queues = [line.partition("--queues ")[2].split()[0] for line in lines if "celery --app liaison worker" in line]
    assert sorted(queues) == sorted(LENGTHS)
