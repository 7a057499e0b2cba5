"""Beat's tick: the days are found in the database."""

from celery import shared_task

from constituents.services.planning import plan_receptions


@shared_task
def plan_days() -> int:
    return plan_receptions()
