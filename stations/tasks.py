"""Beat's tick: what is to be recounted is found in the database."""

from celery import shared_task

from stations.services.calendar import settle_late


@shared_task
def settle_deadlines() -> int:
    return settle_late()
