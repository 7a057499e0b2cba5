"""催办 by rule: a department is told before its deadline; what stays unanswered long after it is told to those above (C4)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from common.clock import SHANGHAI
from notices.registry import AFTER, BEFORE, Draft, Kind, Slot
from opinions.models import Referral
from opinions.rules.reminders import holders_of
from stations.choices import Role
from stations.models import Post
from stations.rules.workdays import deadline, workday_before

SOON, ABOVE = "referral-soon", "referral-late-above"
BEFORE_DAYS, AFTER_DAYS = 2, 5  # working days before and after the deadline
SPAN = timedelta(days=21)  # no two working days before, no five after lie farther from a deadline
TOLD_FOR = timedelta(days=30)
MORNING = time(9, 0)
KINDS = {
    SOON: Kind(
        SOON,
        "交办快到期",
        (Slot(to="承办单位", side=BEFORE, days=BEFORE_DAYS, at=MORNING, workdays=True, most=10, on="答复期限"),),
        "联络站制度规范 四（三）2",
        ("交办快到期：河湾2026-0012", "请在12月10日前答复；按期办不完的，请在到期以前申请延期。"),
    ),
    ABOVE: Kind(
        ABOVE,
        "交办久未答复",
        (Slot(to="站长、人大办", side=AFTER, days=AFTER_DAYS, at=MORNING, workdays=True, least=1, most=10, on="答复期限"),),
        "联络站制度规范 四（三）2",
        ("交办久未答复：河湾2026-0012", "青禾镇农业农村办应在12月10日前答复，还没有答复，请督办。"),
        kept="久拖不答的交办要有人督办；时间可以改。",
    ),
}


def soon_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """Two working days before its deadline, a referral that waits is told to its department."""
    first, last = (moment.astimezone(SHANGHAI).date() for moment in (since, until))
    for referral in _waiting(first, last + SPAN):
        day = workday_before(referral.due_on, BEFORE_DAYS)
        if first <= day <= last:
            words = f"请在{_short(referral.due_on)}前答复；按期办不完的，请在到期以前申请延期。"
            yield from _drafts(referral, SOON, _clerks(referral), (day, referral.due_on), ("交办快到期", words))


def above_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """Five working days after its deadline, a referral that still waits is told to the heads and offices above the station and the department."""
    first, last = (moment.astimezone(SHANGHAI).date() for moment in (since, until))
    for referral in _waiting(first - SPAN, last):
        day = deadline(referral.due_on, AFTER_DAYS).due_on
        if first <= day <= last:
            words = f"{referral.department.name}应在{_short(referral.due_on)}前答复，还没有答复，请督办。"
            yield from _drafts(referral, ABOVE, _leaders(referral), (day, day + TOLD_FOR), ("交办久未答复", words))


def _waiting(first: date, last: date) -> list[Referral]:
    found = Referral.objects.open().filter(paused_on=None, due_on__range=(first, last))
    return list(found.select_related("opinion__station", "department").order_by("pk"))


def _clerks(referral: Referral) -> set[int]:
    return holders_of([referral.department]).get((referral.department_id, Role.DEPARTMENT_CLERK), set())


def _leaders(referral: Referral) -> set[int]:
    above = {*referral.opinion.station.ancestor_ids, referral.department.parent_id}
    posts = list(Post.objects.filter(unit_id__in=above, role__in=(Role.HEAD, Role.OFFICE)).current().told("unit__path", "unit_id"))
    nearest = max((len(path) for path, _, _ in posts), default=0)
    return {user_id for path, unit_id, user_id in posts if len(path) == nearest or unit_id == referral.department.parent_id}


def _drafts(referral: Referral, kind: str, told: set[int], days: tuple[date, date], words: tuple[str, str]) -> Iterator[Draft]:
    day, until = days
    title, body = words
    for user_id in sorted(told):
        yield Draft(
            kind=kind,
            subject=str(referral.pk),
            period=f"{referral.due_on:%Y%m%d}",
            recipient_id=user_id,
            title=f"{title}：{referral.opinion.number}",
            body=body,
            url=reverse("opinions:detail", args=[referral.opinion_id]),
            due_at=datetime.combine(day, MORNING, SHANGHAI),
            valid_until=datetime.combine(until + timedelta(days=1), time(), SHANGHAI),
            unit_id=referral.opinion.station_id,
            day=referral.due_on,
        )


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
