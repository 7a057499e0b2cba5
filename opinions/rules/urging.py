"""催办 by rule: a department is told before its deadline; what stays unanswered long after it is told to those above (C4)."""

from collections.abc import Iterable, Iterator
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
    """Two working days before its deadline, a referral that waits is told to its department. Three queries at most."""
    first, last = (moment.astimezone(SHANGHAI).date() for moment in (since, until))
    days = {each: workday_before(each.due_on, BEFORE_DAYS) for each in _waiting(first, last + SPAN)}
    due = {each: day for each, day in days.items() if first <= day <= last}
    holders = holders_of([each.department for each in due]) if due else {}
    for referral, day in due.items():
        clerks = holders.get((referral.department_id, Role.DEPARTMENT_CLERK), set())
        words = f"请在{_short(referral.due_on)}前答复；按期办不完的，请在到期以前申请延期。"
        yield from _drafts(referral, SOON, clerks, (day, referral.due_on), ("交办快到期", words))


def above_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """Five working days after its deadline, a referral that still waits is told to the heads and offices above the station and the department.

    Two queries at most.
    """
    first, last = (moment.astimezone(SHANGHAI).date() for moment in (since, until))
    days = {each: deadline(each.due_on, AFTER_DAYS).due_on for each in _waiting(first - SPAN, last)}
    late = {each: day for each, day in days.items() if first <= day <= last}
    leaders = leaders_of(late) if late else {}
    for referral, day in late.items():
        words = f"{referral.department.name}应在{_short(referral.due_on)}前答复，还没有答复，请督办。"
        yield from _drafts(referral, ABOVE, leaders[referral.pk], (day, day + TOLD_FOR), ("交办久未答复", words))


def _waiting(first: date, last: date) -> list[Referral]:
    found = Referral.objects.open().filter(paused_on=None, due_on__range=(first, last))
    return list(found.select_related("opinion__station", "department").order_by("pk"))


def leaders_of(referrals: Iterable[Referral]) -> dict[int, set[int]]:
    """By referral: ids of the heads and offices nearest to its station, and of those at the unit its department belongs to. One query."""
    above = {each.pk: [*each.opinion.station.ancestor_ids, each.department.parent_id] for each in referrals}
    posts = Post.objects.filter(unit_id__among={pk for ids in above.values() for pk in ids if pk}, role__in=(Role.HEAD, Role.OFFICE))
    at: dict[int, set[int]] = {}
    for unit_id, user_id in posts.current().told("unit_id"):
        at.setdefault(unit_id, set()).add(user_id)
    nearest = {pk: next((at[unit] for unit in reversed(line) if unit in at), set()) for pk, (*line, _) in above.items()}
    return {pk: nearest[pk] | at.get(parent, set()) for pk, (*_, parent) in above.items()}


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
