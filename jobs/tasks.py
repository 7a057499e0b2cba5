"""Celery's hints: a lost or doubled one changes nothing."""

from datetime import timedelta

from celery import shared_task

from common import clock
from common.tasks import LONG, SHORT
from jobs import services
from jobs.models import Job
from jobs.services.orders import wake


@shared_task(**LONG)
def run(job_id: str) -> None:
    services.run_job(job_id)


@shared_task(**SHORT)
def sweep() -> None:
    """Wake the jobs whose hint was lost or whose worker died; let old files go."""
    services.expire()
    now = clock.now()
    forgotten = Job.objects.due(now).exclude(state="waiting", created_at__gt=now - timedelta(seconds=10))
    for job_id in forgotten.order_by("created_at").values_list("pk", flat=True)[:50]:
        wake(job_id)
