"""Beat's tick: what is missing is found in the database."""

from celery import shared_task

from common.tasks import AGAIN, LONG
from reports.services.quarter import make_quarters


@shared_task(**LONG, **AGAIN)
def make_quarter_summaries() -> int:
    return make_quarters()
