"""Beat's tick: what is to be recounted is found in the database."""

from celery import shared_task

from common.tasks import SHORT
from stations.services.calendar import settle_late


@shared_task(**SHORT)
def settle_deadlines() -> int:
    return settle_late()
