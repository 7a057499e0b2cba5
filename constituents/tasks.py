"""Beat's tick: the days are found in the database."""

from celery import shared_task

from common.tasks import AGAIN, SHORT
from constituents.services.planning import plan_receptions


@shared_task(**SHORT, **AGAIN)
def plan_days() -> int:
    return plan_receptions()
