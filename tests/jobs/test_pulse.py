"""Signs of life: left by beat and by regular tasks that ended well, by nothing else."""

import pytest
from celery import current_app
from django.db import DatabaseError

from jobs.models import Pulse
from jobs.scheduler import Scheduler
from jobs.services import pulse
from jobs.tasks import run  # noqa: F401 - registers itself
from notices.tasks import plan

pytestmark = pytest.mark.django_db


def test_a_regular_task_that_ended_well_leaves_one():
    pulse.note_task(sender=plan, state="SUCCESS")
    first = Pulse.objects.get(pk="notices.tasks.plan").at
    pulse.note_task(sender=plan, state="SUCCESS")

    assert Pulse.objects.get().at > first


def test_one_that_failed_or_is_not_regular_leaves_none():
    pulse.note_task(sender=plan, state="FAILURE")
    pulse.note_task(sender=current_app.tasks["jobs.tasks.run"], state="SUCCESS")

    assert not Pulse.objects.exists()


def test_beat_leaves_one_whenever_it_sends(tmp_path, monkeypatch):
    sent = []
    monkeypatch.setattr("celery.beat.PersistentScheduler.apply_async", lambda self, entry: sent.append(entry))
    monkeypatch.setattr("jobs.scheduler.close_old_connections", lambda: None)  # the test's own
    scheduler = Scheduler(current_app, schedule_filename=str(tmp_path / "beat"), lazy=True)
    scheduler.apply_async("tick")

    assert sent == ["tick"]
    assert Pulse.objects.filter(pk=pulse.BEAT).exists()


def test_a_database_that_is_away_costs_only_the_sign(monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(Pulse.objects, "bulk_create", away)
    pulse.beat("beat")
