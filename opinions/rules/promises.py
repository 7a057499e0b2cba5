"""Promises that are due: who is told of them, and which rows a list or a desk shows."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse

from common.clock import SHANGHAI
from notices.registry import BEFORE, Draft, Kind, Slot
from opinions.choices import PromiseState
from opinions.models import Reply
from opinions.rules.reminders import holders_of
from stations.choices import Role

PROMISE = Kind(
    "promise-due",
    "承诺到期",
    (Slot(to="联络员、承办单位", side=BEFORE, days=0, on="承诺的那天"),),
    "答复 B 类：正在解决或列入计划",
    ("承诺到期：河湾2026-0012", "青禾镇农业农村办答复时承诺在12月10日前落实，请问一问结果。"),
)
TOLD_FOR = timedelta(days=30)


def promise_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """On the morning of the promised day the station and the department are told to ask and to answer."""
    days = ((since - timedelta(days=1)).astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date())
    due = Reply.objects.promises().filter(promise_state=PromiseState.WAITING, promised_on__range=days)
    due = list(due.select_related("referral__opinion__station", "referral__department").order_by("pk"))
    holders = holders_of([unit for reply in due for unit in (reply.referral.department, reply.referral.opinion.station)])
    for reply in due:
        station, department = reply.referral.opinion.station_id, reply.referral.department_id
        told = holders.get((station, Role.LIAISON_OFFICER), set()) | holders.get((department, Role.DEPARTMENT_CLERK), set())
        for user_id in sorted(told):
            yield _draft(reply, user_id)


def _draft(reply: Reply, user_id: int) -> Draft:
    due_at = datetime.combine(reply.promised_on, time(9, 0), SHANGHAI)
    return Draft(
        kind=PROMISE.name,
        subject=str(reply.pk),
        period=f"{reply.promised_on:%Y%m%d}",
        recipient_id=user_id,
        title=f"承诺到期：{reply.referral.opinion.number}",
        body=f"{reply.referral.department.name}答复时承诺在{reply.promised_on.month}月{reply.promised_on.day}日前落实，请问一问结果。",
        url=reverse("opinions:detail", args=[reply.referral.opinion_id]),
        due_at=due_at,
        valid_until=due_at + TOLD_FOR,
        unit_id=reply.referral.opinion.station_id,
        day=reply.promised_on,
    )
