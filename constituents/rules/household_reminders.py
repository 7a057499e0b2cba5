"""Which meetings with linked households are still missing late in the year, told once a month (YH 三(三))."""

from collections.abc import Iterator
from datetime import datetime, time

from django.urls import reverse

from common.clock import SHANGHAI
from constituents.rules.households import Standing, standings
from deputies.models import Mandate
from notices.registry import Draft, Kind, Slot
from stations.choices import Role
from stations.rules.holders import holders_at

MONTHS = (10, 11, 12)
MORNING = time(9, 0)
HOUSEHOLD = Kind(
    "household",
    "与联系户见面不够",
    (Slot(to="代表、联络员", at=MORNING, on="10、11、12 月 1 日"),),
    "“双联系”方案 三（三）",
    ("今年与联系户见面还差 2 次", "制度要求：至少 3 户；每户每年见面至少 2 次。下一户请看「我的联系户」。"),
)


def household_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """On the first of October, November and December: each deputy with a login, and the liaison officers with how many of theirs."""
    for year, month in _months(since.astimezone(SHANGHAI), until.astimezone(SHANGHAI)):
        due_at = datetime(year, month, 1, MORNING.hour, tzinfo=SHANGHAI)
        end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=SHANGHAI)
        seats = Mandate.objects.active_on(until.astimezone(SHANGHAI).date()).order_by("pk")
        late = [row for row in standings(seats, year) if row.missing_meetings]
        for row in late:
            if row.deputy.user_id:
                mine = reverse("constituents:households_mine")
                yield _draft(row.deputy.user_id, str(row.deputy.pk), _words(row), mine, (due_at, end), row.unit and row.unit.pk)
        yield from _to_officers(late, (due_at, end))


def _months(since: datetime, until: datetime) -> list[tuple[int, int]]:
    """The month of `until`, from its first day on: what an earlier month said is overtaken."""
    first = until.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return [(until.year, until.month)] if until.month in MONTHS and since <= first <= until else []


def _words(row: Standing) -> tuple[str, str]:
    body = f"制度要求：{row.asked.words}。" + ("下一户请看「我的联系户」。" if row.next else "")
    return f"今年与联系户见面还差 {row.missing_meetings} 次", body


def _to_officers(late: list[Standing], months: tuple[datetime, datetime]) -> Iterator[Draft]:
    at: dict[int, list[str]] = {}
    for row in late:
        for unit in row.stations:
            at.setdefault(unit.pk, []).append(row.deputy.name)
    url = reverse("constituents:households") + "?state=meetings"
    officers = holders_at(at, Role.LIAISON_OFFICER)
    for unit_id, user_id in sorted((unit_id, user_id) for unit_id, users in officers.items() for user_id in users):
        names = at[unit_id]
        body = "、".join(names[:5]) + (f"等 {len(names)} 位" if len(names) > 5 else "") + "。请提醒代表；没有登录的，见面后由站里代为登记。"
        yield _draft(user_id, f"station/{unit_id}", (f"{len(names)} 位代表今年与联系户见面还不够", body), url, months, unit_id)


def _draft(user_id: int, subject: str, words: tuple[str, str], url: str, months: tuple[datetime, datetime], unit_id: int | None) -> Draft:
    due_at, end = months
    return Draft(
        kind=HOUSEHOLD.name,
        subject=subject,
        period=f"{due_at:%Y-%m}",
        recipient_id=user_id,
        title=words[0],
        body=words[1],
        url=url,
        due_at=due_at,
        valid_until=end,
        unit_id=unit_id,
    )
