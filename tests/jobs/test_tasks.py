from datetime import timedelta

import pytest

from common import clock
from jobs import tasks
from jobs.models import Job, JobState
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db


def test_run_does_the_job(kinds):
    job = JobFactory()
    tasks.run(str(job.pk))
    assert Job.objects.get().state == JobState.DONE


def test_sweep_wakes_what_was_forgotten_or_left_by_a_dead_worker(unwoken):
    now = clock.now()
    forgotten = JobFactory(created_at=now - timedelta(seconds=30))
    dead = JobFactory(created_at=now - timedelta(seconds=20), state=JobState.RUNNING, lease_until=now - timedelta(seconds=1))
    JobFactory(created_at=now)
    JobFactory(state=JobState.RUNNING, lease_until=now + timedelta(seconds=60))
    JobFactory(state=JobState.DONE)
    tasks.sweep()
    assert unwoken == [str(forgotten.pk), str(dead.pk)]
