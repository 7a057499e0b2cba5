"""Ask for a job, ask again, read its upload, let old ones go. The row is the truth; Celery is only woken."""

import logging
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.services.audit import SYSTEM_CHAIN, recorded
from common import clock
from jobs import storage
from jobs.models import Job, JobState
from jobs.registry import JobError

UPLOAD_KEPT = timedelta(hours=1)
RESULT_KEPT = timedelta(days=7)
UPLOAD, RESULT = ".upload", ".result"

log = logging.getLogger(__name__)


def start(kind: str, title: str, owner, params: dict, request_key: UUID | None = None, upload: bytes | None = None) -> Job:
    """A waiting job of this kind; sent again with the same request key by the same owner, the job that is already there.

    The upload is kept encrypted for an hour. Works without a broker: the next sweep finds the row.
    """
    with recorded() as trail:
        # Bound to the owner: a key guessed or copied by somebody else makes a job of their own.
        key = uuid5(request_key, str(owner.pk)) if request_key else uuid4()
        job, is_new = Job.objects.get_or_create(request_key=key, defaults={"kind": kind, "title": title[:120], "owner": owner, "params": params})
        if is_new:
            if upload is not None:
                storage.write(f"{job.pk}{UPLOAD}", upload)
            trail.add(SYSTEM_CHAIN, owner, "job.start", job, kind=kind)  # the title may hold a file's name
            transaction.on_commit(lambda: wake(job.pk))
    return job


def retry(job: Job) -> None:
    """Let a failed job wait once more, with all its attempts. Anything but a failed one stays as it is."""
    fresh = {"state": JobState.WAITING, "attempts": 0, "done": 0, "total": 0, "error": "", "token": None, "lease_until": None}
    if Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(**fresh, finished_at=None, expires_at=None):
        transaction.on_commit(lambda: wake(job.pk))


def wake(job_id: UUID) -> None:
    """Hint Celery that there is work. A missing broker costs at most one beat: the sweep finds the row."""
    from jobs.tasks import run  # tasks stand beside services and call them

    try:
        run.apply_async([str(job_id)], retry=False)  # retrying would hold up the clerk's page
    except (OperationalError, OSError) as error:
        log.warning("job %s waits for the sweep: broker not reached (%s)", job_id, type(error).__name__)


def upload_of(job: Job) -> bytes:
    """The file sent with the job. Raises JobError once its hour is over."""
    try:
        return b"".join(storage.read(f"{job.pk}{UPLOAD}"))
    except FileNotFoundError as error:
        raise JobError("上传的文件超过一小时，已自动删除，请重新上传。") from error


def result_of(job: Job) -> bytes:
    """What a finished job left for a page of the app; nothing once it has expired."""
    kept = job.result_path and job.expires_at is not None and job.expires_at > clock.now()
    try:
        return b"".join(storage.read(job.result_path)) if kept else b""
    except FileNotFoundError:
        return b""


def note_download(job: Job, actor) -> None:
    """Leave a trace that the produced file left the system."""
    with recorded() as trail:
        trail.add(SYSTEM_CHAIN, actor, "job.download", job, kind=job.kind)


def expire() -> None:
    """Delete uploads after an hour, results after seven days and the rows of jobs whose time is over; also what lost jobs left behind."""
    now = clock.now()
    storage.sweep(UPLOAD, now - UPLOAD_KEPT)
    storage.sweep(RESULT, now - RESULT_KEPT)
    Job.objects.filter(expires_at__lt=now).delete()
