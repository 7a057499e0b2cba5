"""Which late referrals must be told to whom (practice.md: time limits)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse

from common.clock import SHANGHAI
from notices.registry import AFTER, ONCE, Draft, Kind, Slot
from opinions.models import Referral
from stations.choices import Role
from stations.models import CalendarChange, Post, Unit
from stations.rules.placing import successors_of

LATE = Kind(
    "referral-late",
    "交办超期",
    (Slot(ONCE, "承办单位、联络员", AFTER, 1, least=1, most=3, on="答复期限"),),
    "代表法 第五十一条、联络站制度规范 四（三）2",
    ("交办超期：河湾2026-0012", "青禾镇农业农村办应在12月10日前答复，还没有答复。"),
    kept="答复期限是法定或制度定的，超期必须有人知道；时间可以改。",
)
MOVED = Kind(
    "deadlines-moved",
    "期限变了",
    source="工作日历改动以后重算期限",
    example=("3 件意见的期限变了", "工作日历有改动，期限按新的日历重算。每一件的经过里写着原来哪天、改为哪天。"),
    kept="期限变了，办件的人必须马上知道。",
)
TOLD_FOR = timedelta(days=30)  # a reminder of a later day says more than one that is older than this


def late_referral_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """On the morning after its deadline, an unanswered referral is told to the department and to the station."""
    today = until.astimezone(SHANGHAI).date()
    late = (
        Referral.objects.open()
        .filter(paused_on=None, due_on__lt=today, due_on__gte=(since - timedelta(days=1)).astimezone(SHANGHAI).date())
        .select_related("opinion__station", "department")
        .order_by("pk")
    )
    late = list(late)
    holders = holders_of([unit for referral in late for unit in (referral.department, referral.opinion.station)])
    for referral in late:
        clerks = holders.get((referral.department_id, Role.DEPARTMENT_CLERK), set())
        officers = holders.get((referral.opinion.station_id, Role.LIAISON_OFFICER), set())
        for user_id in sorted(clerks | officers):
            yield _draft(referral, user_id)


def holders_of(units: Iterable[Unit]) -> dict[tuple[int, str], set[int]]:
    """Who holds which role at each unit, or stands in for the holder; at a merged one, those who go on with its work."""
    units = list(units)
    heirs, unit_ids = successors_of(units), {unit.pk for unit in units}
    posts = Post.objects.filter(unit_id__in=unit_ids | set(heirs.values())).current().told("unit_id", "role")
    found: dict[tuple[int, str], set[int]] = {}
    for unit_id, role, user_id in posts:
        for told_for in [unit_id, *[merged for merged, heir in heirs.items() if heir == unit_id]]:
            found.setdefault((told_for, role), set()).add(user_id)
    return {key: users for key, users in found.items() if key[0] in unit_ids}


def _draft(referral: Referral, user_id: int) -> Draft:
    due_at = datetime.combine(referral.due_on + timedelta(days=1), time(9, 0), SHANGHAI)
    return Draft(
        kind=LATE.name,
        subject=str(referral.pk),
        period=f"{referral.due_on:%Y%m%d}",
        recipient_id=user_id,
        title=f"交办超期：{referral.opinion.number}",
        body=f"{referral.department.name}应在{referral.due_on.month}月{referral.due_on.day}日前答复，还没有答复。",
        url=reverse("opinions:detail", args=[referral.opinion_id]),
        due_at=due_at,
        valid_until=due_at + TOLD_FOR,
        unit_id=referral.opinion.station_id,
        day=referral.due_on,
    )


def moved_deadline_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """Whoever works on a case is told once that a changed calendar moved deadlines, when all of them have been recounted."""
    changes = list(CalendarChange.objects.filter(settled_at__gt=since, settled_at__lte=until).exclude(moved={}))
    holders = holders_of(Unit.objects.filter(pk__in={unit_id for change in changes for unit_id in change.moved})) if changes else {}
    for change in changes:
        counts: dict[int, int] = {}
        for (unit_id, role), users in sorted(holders.items()):
            if role in (Role.LIAISON_OFFICER, Role.DEPARTMENT_CLERK):
                for user_id in users:
                    counts[user_id] = counts.get(user_id, 0) + change.moved.get(str(unit_id), 0)
        for user_id, count in counts.items():
            if count:
                yield _moved_draft(change, user_id, count)


def _moved_draft(change: CalendarChange, user_id: int, count: int) -> Draft:
    return Draft(
        kind=MOVED.name,
        subject=str(change.pk),
        period=str(change.year),
        recipient_id=user_id,
        title=f"{count} 件意见的期限变了",
        body=f"工作日历有改动（{change.title}），期限按新的日历重算。每一件的经过里写着原来哪天、改为哪天。",
        url=reverse("opinions:list"),
        due_at=change.settled_at,
        valid_until=change.settled_at + TOLD_FOR,
    )
