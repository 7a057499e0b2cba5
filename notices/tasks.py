"""Beat's ticks: hints only, the work is found in the database."""

from celery import shared_task

from common.tasks import SHORT
from notices import services


@shared_task(**SHORT)
def plan() -> int:
    return services.plan()


@shared_task(**SHORT)
def dispatch() -> int:
    return services.dispatch()
