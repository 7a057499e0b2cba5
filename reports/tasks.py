"""Beat's tick: what is missing is found in the database."""

from celery import shared_task

from reports.services.quarter import make_quarters


@shared_task
def make_quarter_summaries() -> int:
    return make_quarters()
