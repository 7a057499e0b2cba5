"""Beat's ticks: hints only, the work is found in the database."""

from celery import shared_task

from notices import services


@shared_task
def plan() -> int:
    return services.plan()


@shared_task
def dispatch() -> int:
    return services.dispatch()
