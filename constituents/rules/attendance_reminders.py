"""Days that were held and of which nobody has said who came: reception days and home days, told to those above when it stays so (B5, B2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from common.clock import SHANGHAI
from constituents.models import HomeDay, ReceptionDay
from notices.registry import AFTER, ONCE, Draft, Kind, Slot
from stations.choices import Role, UnitKind
from stations.rules.holders import holders_at, nearest_holders

MORNING = time(9)
HEAD, OFFICE = "head", "office"
URGE = ("12月10日的接待日还缺到站登记：河湾村联络站", "河湾村联络站还没有登记谁到了、谁没来，请督促联络员。")
ATTENDANCE = Kind(
    "attendance",
    "缺到站、到会登记",
    (
        Slot(ONCE, "联络员", AFTER, 1, MORNING, least=1, on="接待日、活动日"),
        Slot(HEAD, "站长、副站长", AFTER, 3, MORNING, least=1, on="接待日、活动日", example=URGE),
        Slot(OFFICE, "人大办", AFTER, 7, MORNING, least=1, on="接待日、活动日", example=URGE),
    ),
    "联络站制度规范 五（二）4",
    ("12月10日河湾村联络站接待日，缺到站登记", "谁到了、谁没来，请点一下；到站的计入代表履职记录。"),
)
OVER = {ONCE: timedelta(days=1), HEAD: timedelta(days=4), OFFICE: timedelta(days=7)}  # after that it is old news; the desk goes on showing it
ABOVE_ROLES = {HEAD: (Role.HEAD, Role.DEPUTY_HEAD), OFFICE: (Role.OFFICE,)}


@dataclass(frozen=True)
class Sort:
    """One sort of days: what it is called, what is missing of it, where it is marked; `mark` keeps the keys of the sorts apart."""

    name: str
    lacks: str
    body: str
    view: str
    mark: str = ""

    @property
    def list_view(self) -> str:
        return f"{self.view}s"


RECEPTIONS = Sort("接待日", "缺到站登记", "谁到了、谁没来，请点一下；到站的计入代表履职记录。", "constituents:reception")
HOME_DAYS = Sort("活动日", "缺到会登记", "谁到了、谁没来，请点一下；到会的计入代表履职记录。", "constituents:home_day", "home/")
Day = ReceptionDay | HomeDay


def attendance_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """For each day without everybody's attendance: its liaison officers on the next morning, then those above, nearest first."""
    longest = max(slot.days for slot in ATTENDANCE.slots)
    first, last = since.astimezone(SHANGHAI).date() - timedelta(days=longest), until.astimezone(SHANGHAI).date() - timedelta(days=1)
    for sort, lacking in (
        (RECEPTIONS, ReceptionDay.objects.filter(date__lte=last, station__kind=UnitKind.STATION).unmarked()),
        (HOME_DAYS, HomeDay.objects.unmarked(last)),
    ):
        yield from _of_sort(sort, list(lacking.filter(date__gte=first).select_related("station").order_by("pk")))


def _of_sort(sort: Sort, days: list[Day]) -> Iterator[Draft]:
    if not days:
        return
    officers = holders_at({day.station_id for day in days}, Role.LIAISON_OFFICER)
    for day in days:
        yield from (_missing(sort, day, user_id) for user_id in sorted(officers.get(day.station_id, ())))
    for name, roles in ABOVE_ROLES.items():  # with whoever was told before in another post: that moment may be switched off
        yield from _above(sort, days, ATTENDANCE.slot(name), nearest_holders({day.station for day in days}, roles))


def _missing(sort: Sort, day: Day, user_id: int) -> Draft:
    slot = ATTENDANCE.slot(ONCE)
    due_at = datetime.combine(day.date + timedelta(days=slot.days), slot.at, SHANGHAI)
    return Draft(
        kind=ATTENDANCE.name,
        subject=f"{sort.mark}{day.pk}",
        period=f"{day.date:%Y%m%d}",
        recipient_id=user_id,
        title=f"{_short(day.date)}{day.station.name}{sort.name}，{sort.lacks}",
        body=sort.body,
        url=reverse(sort.view, args=[day.pk]),
        due_at=due_at,
        valid_until=due_at + OVER[ONCE],
        unit_id=day.station_id,
        slot=ONCE,
        day=day.date,
    )


def _above(sort: Sort, days: list[Day], slot: Slot, people: dict[int, set[int]]) -> Iterator[Draft]:
    """One for each person, congress and date, however many of its stations have not marked who came."""
    at: dict[tuple[int, int, date], list[Day]] = {}
    for day in days:
        for user_id in people.get(day.station_id, ()):
            at.setdefault((user_id, day.station.parent_id or day.station_id, day.date), []).append(day)
    for (user_id, congress_id, on), several in sorted(at.items()):
        due_at = datetime.combine(on + timedelta(days=slot.days), slot.at, SHANGHAI)
        names = list(dict.fromkeys(day.station.name for day in several))
        told = "、".join(names[:5]) + (f"等 {len(names)} 个站" if len(names) > 5 else "")
        yield Draft(
            kind=ATTENDANCE.name,
            subject=f"{sort.mark}of/{congress_id}",
            period=f"{on:%Y%m%d}/{slot.name}",
            recipient_id=user_id,
            title=f"{_short(on)}的{sort.name}还{sort.lacks}：{names[0] if len(names) == 1 else f'{len(names)} 个站'}",
            body=f"{told}还没有登记谁到了、谁没来，请督促联络员。",
            url=reverse(sort.view, args=[several[0].pk]) if len(several) == 1 else reverse(sort.list_view),
            due_at=due_at,
            valid_until=due_at + OVER[slot.name],
            unit_id=congress_id,
            slot=slot.name,
            day=on,
        )


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
