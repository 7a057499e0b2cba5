"""Which late referrals must be told to whom (practice.md: time limits)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse

from common.clock import SHANGHAI
from notices.registry import Draft
from opinions.models import Referral
from stations.choices import Role
from stations.models import Post

KIND = "referral-late"
TOLD_FOR = timedelta(days=30)  # a reminder of a later day says more than one that is older than this


def late_referral_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """On the morning after its deadline, an unanswered referral is told to the department and to the station."""
    today = until.astimezone(SHANGHAI).date()
    late = (
        Referral.objects.open()
        .filter(due_on__lt=today, due_on__gte=(since - timedelta(days=1)).astimezone(SHANGHAI).date())
        .select_related("opinion", "department")
        .order_by("pk")
    )
    late = list(late)
    holders = _holders({ref.department_id for ref in late} | {ref.opinion.station_id for ref in late})
    for referral in late:
        clerks = holders.get((referral.department_id, Role.DEPARTMENT_CLERK), set())
        officers = holders.get((referral.opinion.station_id, Role.LIAISON_OFFICER), set())
        for user_id in sorted(clerks | officers):
            yield _draft(referral, user_id)


def _holders(unit_ids: set[int]) -> dict[tuple[int, str], set[int]]:
    posts = Post.objects.filter(unit_id__in=unit_ids).current().values_list("unit_id", "role", "user_id")
    found: dict[tuple[int, str], set[int]] = {}
    for unit_id, role, user_id in posts:
        found.setdefault((unit_id, role), set()).add(user_id)
    return found


def _draft(referral: Referral, user_id: int) -> Draft:
    due_at = datetime.combine(referral.due_on + timedelta(days=1), time(9, 0), SHANGHAI)
    return Draft(
        kind=KIND,
        subject=str(referral.pk),
        period=f"{referral.due_on:%Y%m%d}",
        recipient_id=user_id,
        title=f"交办超期：{referral.opinion.number}",
        body=f"{referral.department.name}应在{referral.due_on.month}月{referral.due_on.day}日前答复，还没有答复。",
        url=reverse("opinions:detail", args=[referral.opinion_id]),
        due_at=due_at,
        valid_until=due_at + TOLD_FOR,
    )
