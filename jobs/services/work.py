"""Do a job once, though workers die: claimed with a token and a lease, finished only by whoever still holds the token."""

import logging
import time
import traceback
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F

from common import clock
from jobs import storage
from jobs.models import Job, JobState
from jobs.registry import JobError, Produced, runner_of
from jobs.services.orders import RESULT, RESULT_KEPT

LEASE = timedelta(seconds=60)
ATTEMPTS = 3
DEADLINE = 840.0  # seconds; Celery's threads pool knows no time limit, so a job keeps its own
PACE = 0.5  # seconds between two writes of the progress

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker took the job over: whatever this one still does is thrown away."""


class Reporter:
    """`progress(done, total)`: tells the page how far the work is, renews the lease, stops work that takes too long.

    Within a transaction nothing is written (nobody would see it, and SQLite has one write lock): call `hold` before a long one.
    """

    def __init__(self, job: Job) -> None:
        self.job, self.started, self.told = job, time.monotonic(), 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.started > DEADLINE:
            raise JobError(f"用时超过 {DEADLINE // 60:.0f} 分钟，已停下。请缩小范围（如少选几个月）再试一次。")
        if connection.in_atomic_block or now - self.told < PACE:
            return
        self.told = now
        _keep(self.job, LEASE, done=done, total=total)


def hold(job: Job) -> None:
    """Keep others off the job for as long as it may run at all; to be called before one long transaction."""
    _keep(job, timedelta(seconds=DEADLINE))


def _keep(job: Job, lease: timedelta, **figures: int) -> None:
    if not Job.objects.filter(pk=job.pk, token=job.token).update(lease_until=clock.now() + lease, **figures):
        raise LeaseLost(str(job.pk))


def run_job(job_id: UUID | str) -> None:
    """Claim the job, do it, keep its result. Does nothing when it is done, taken or gone."""
    job = _claim(job_id)
    if job is None:
        return
    try:
        _finish(job, runner_of(job.kind)(job, Reporter(job)))
    except LeaseLost:
        log.warning("job %s was taken over by another worker", job.pk)
    except JobError as error:
        _fail(job, str(error))
    except Exception as error:
        # Without the message: it may quote what a person typed.
        log.error("job %s of kind %s failed: %s\n%s", job.pk, job.kind, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        _fail(job, "系统出错，没有做完。请再试一次；还是不行，请把任务名称和时间告诉系统管理员。")


def run_pending() -> int:
    """Do here and now whatever waits, for tests and for places without a worker; answers how many jobs were looked at."""
    ids = list(Job.objects.due(clock.now()).order_by("created_at").values_list("pk", flat=True))
    for job_id in ids:
        run_job(job_id)
    return len(ids)


def _claim(job_id: UUID | str) -> Job | None:
    now, token = clock.now(), uuid4()
    due = Job.objects.filter(pk=job_id).due(now)
    # One UPDATE decides between workers; a second one finds the row no longer due.
    if due.filter(attempts__lt=ATTEMPTS).update(state=JobState.RUNNING, token=token, lease_until=now + LEASE, attempts=F("attempts") + 1):
        return Job.objects.select_related("owner").get(pk=job_id)
    worn = {"state": JobState.FAILED, "token": None, "error": f"试了 {ATTEMPTS} 次都中途断了，请过一会儿再试一次；还是不行，请告诉系统管理员。"}
    due.filter(attempts__gte=ATTEMPTS).update(**worn, finished_at=now, expires_at=now + RESULT_KEPT)
    return None


def _finish(job: Job, produced: Produced) -> None:
    now = clock.now()
    end = {"state": JobState.DONE, "finished_at": now, "expires_at": now + RESULT_KEPT, "outcome": produced.outcome or {}, "error": ""}
    if produced.data is not None:
        # The token is part of the name: a worker that lost the job cannot overwrite the file of the one that has it.
        end |= {"result_path": f"{job.pk}-{job.token}{RESULT}", "result_name": produced.name}
        storage.write(end["result_path"], produced.data)
    try:
        with transaction.atomic():
            if not Job.objects.filter(pk=job.pk, token=job.token).update(**end, done=F("total"), token=None):
                raise LeaseLost(str(job.pk))
            if produced.at_end:
                produced.at_end()
    except BaseException:
        storage.delete(end.get("result_path", "none"))
        raise


def _fail(job: Job, sentence: str) -> None:
    now = clock.now()
    Job.objects.filter(pk=job.pk, token=job.token).update(
        state=JobState.FAILED, token=None, error=sentence, finished_at=now, expires_at=now + RESULT_KEPT
    )
