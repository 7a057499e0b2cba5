import logging
import os
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import AuditEntry
from common import clock
from jobs import services, storage
from jobs.models import Job, JobState
from jobs.registry import JobError, Produced
from jobs.services import work
from tests.factories.accounts import UserFactory
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db


def file_of(job: Job) -> str:
    return b"".join(storage.read(job.result_path)).decode()


def files(settings) -> list[str]:
    folder = settings.PRIVATE_DIR / "jobs"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def let_the_lease_run_out(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))


def test_start_leaves_a_waiting_row_a_trace_and_a_hint(unwoken, django_capture_on_commit_callbacks):
    owner = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        job = services.start("count", "数一数", owner, {"year": 2026})
    assert (job.state, job.params, job.owner, unwoken) == ("waiting", {"year": 2026}, owner, [str(job.pk)])
    assert list(AuditEntry.objects.values_list("action", "subject")) == [("job.start", f"jobs.Job:{job.pk}")]


def test_two_clicks_make_one_job_but_not_for_two_people(unwoken):
    key, owner, other = uuid.uuid4(), UserFactory(), UserFactory()
    first = services.start("count", "数一数", owner, {}, request_key=key, upload=b"one")
    second = services.start("count", "数一数", owner, {}, request_key=key, upload=b"two")
    theirs = services.start("count", "数一数", other, {}, request_key=key)
    assert (first == second, first == theirs, Job.objects.count(), services.upload_of(second)) == (True, False, 2, b"one")


def test_start_survives_a_missing_broker(monkeypatch, caplog, django_capture_on_commit_callbacks):
    from jobs.tasks import run

    def missing(*args, **options):
        raise OperationalError("redis://:secret@host")

    monkeypatch.setattr(run, "apply_async", missing)
    with django_capture_on_commit_callbacks(execute=True), caplog.at_level(logging.WARNING):
        job = services.start("count", "数一数", UserFactory(), {})
    assert Job.objects.get().state == JobState.WAITING
    assert caplog.messages == [f"job {job.pk} waits for the sweep: broker not reached (OperationalError)"]


def test_a_job_is_done_and_its_file_kept_for_seven_days(kinds):
    job = JobFactory()
    assert services.run_pending() == 1
    job.refresh_from_db()
    assert (job.state, job.result_name, file_of(job), job.expires_at - job.finished_at) == ("done", "数.txt", "一二三", timedelta(days=7))
    assert services.run_pending() == 0


def test_an_outcome_without_a_file(kinds):
    kinds["count"] = lambda job, progress: Produced(outcome={"rows": 3})
    job = JobFactory()
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.outcome, job.result_path) == ("done", {"rows": 3}, "")


def test_a_refusal_is_told_in_its_own_words(kinds):
    def refuse(job, progress):
        raise JobError("这一年没有代表。")

    kinds["count"] = refuse
    job = JobFactory()
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "这一年没有代表。")


def test_a_fault_is_told_without_what_it_quotes(kinds, caplog):
    typed = "13812345678"

    def break_down(job, progress):
        raise ValueError(typed)

    kinds["count"] = break_down
    job = JobFactory()
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error[:10], typed in caplog.text, "break_down" in caplog.text) == ("failed", "系统出错，没有做完。", False, True)


def test_a_killed_run_is_taken_again_and_leaves_one_result(kinds, settings):
    """The first worker stalls, loses its lease, and wakes after the second one has finished."""
    runs = []

    def stall(job, progress):
        runs.append(job.attempts)
        if len(runs) == 1:
            let_the_lease_run_out(job)
            services.run_job(job.pk)
        return Produced(f"第 {job.attempts} 次".encode(), "数.txt")

    kinds["count"] = stall
    job = JobFactory()
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (runs, job.state, file_of(job), files(settings)) == ([1, 2], "done", "第 2 次", [job.result_path])


def test_a_job_in_work_is_left_alone(kinds):
    job = JobFactory(state=JobState.RUNNING, lease_until=clock.now() + timedelta(seconds=30), attempts=1)
    services.run_job(job.pk)
    assert Job.objects.get().state == JobState.RUNNING


def test_after_three_broken_runs_it_is_given_up(kinds):
    job = JobFactory()

    def die(job, progress):
        raise KeyboardInterrupt  # nothing of this process is left to tell anybody

    kinds["count"] = die
    for attempt in range(1, 4):
        with pytest.raises(KeyboardInterrupt):
            services.run_job(job.pk)
        job.refresh_from_db()
        assert (job.state, job.attempts) == ("running", attempt)
        let_the_lease_run_out(job)
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error[:11]) == ("failed", 3, "试了 3 次都中途断了")


def test_retry_starts_afresh_only_what_failed(kinds, unwoken):
    failed = JobFactory(state=JobState.FAILED, attempts=3, error="断了")
    done = JobFactory(state=JobState.DONE)
    for job in (failed, done):
        services.retry(job)
        services.retry(job)
    assert list(Job.objects.order_by("created_at").values_list("state", "attempts", "error")) == [("waiting", 0, ""), ("done", 0, "")]
    services.run_pending()
    failed.refresh_from_db()
    assert failed.state == "done"


def test_progress_renews_the_lease_and_keeps_its_pace(kinds, monkeypatch):
    monkeypatch.setattr(work, "connection", SimpleNamespace(in_atomic_block=False))  # a worker has no transaction around it
    monkeypatch.setattr(work, "PACE", 60.0)  # on a busy machine a hundred rows may take longer than the real one
    seen = []

    def count(job, progress):
        for row in range(1, 101):
            progress(row, 100)
            seen.append(Job.objects.get().done)
        return Produced(outcome={})

    kinds["count"] = count
    job = JobFactory()
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (set(seen), job.done, job.total) == ({1}, 100, 100)


def test_progress_writes_nothing_within_a_transaction(kinds):
    seen = []

    def count(job, progress):
        services.hold(job)
        with transaction.atomic():
            progress(5, 10)
        seen.append(Job.objects.get().done)
        seen.append(Job.objects.get().lease_until - clock.now() > timedelta(minutes=13))
        return Produced(outcome={})

    kinds["count"] = count
    services.run_job(JobFactory().pk)
    assert seen == [0, True]


def test_whoever_lost_the_job_may_not_hold_it(kinds):
    job = JobFactory(state=JobState.RUNNING, token=uuid.uuid4())
    job.token = uuid.uuid4()
    with pytest.raises(work.LeaseLost):
        services.hold(job)


def test_work_that_takes_too_long_is_stopped(kinds, monkeypatch):
    monkeypatch.setattr(work, "DEADLINE", -1.0)
    kinds["count"] = lambda job, progress: progress(1, 2)
    job = JobFactory()
    services.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error.startswith("用时超过")) == ("failed", True)


def test_uploads_go_after_an_hour_results_after_seven_days(kinds, settings, unwoken):
    uploaded = services.start("count", "导入", UserFactory(), {}, upload=b"x")
    done = JobFactory()
    services.run_job(done.pk)
    done.refresh_from_db()
    services.expire()
    assert files(settings) == sorted([f"{uploaded.pk}.upload", done.result_path])
    folder = settings.PRIVATE_DIR / "jobs"
    old = clock.now().timestamp() - 3605
    os.utime(folder / f"{uploaded.pk}.upload", (old, old))
    Job.objects.filter(pk=done.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    old -= 7 * 86400
    os.utime(folder / done.result_path, (old, old))
    services.expire()
    assert (files(settings), list(Job.objects.all())) == ([], [uploaded])
    with pytest.raises(JobError, match="请重新上传"):
        services.upload_of(uploaded)
