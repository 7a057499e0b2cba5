"""Plans that are not there: a unit's yearly plan, and one of reception days, published, of this year and the next (A6; TZ art. 2(二), LZ 五(二)1)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from common.clock import SHANGHAI
from constituents.choices import PlanState
from constituents.models import ReceptionPlan
from notices.registry import AFTER, BEFORE, ONCE, Draft, Kind, Slot
from stations.choices import NUMBERED, Role, UnitKind
from stations.models import Unit, YearPlan
from stations.rules.holders import holders_at, nearest_holders
from stations.rules.said import nearest_said, said_at
from stations.rules.yearly import due_in

OFFICE = "office"
NEW_YEAR = "1 月 1 日；过了还没有公布的，是每月 1 日"
YEAR_PLAN = Kind(
    "plan-missing",
    "缺年度计划",
    (
        Slot(ONCE, "联络员", BEFORE, 7, on="制度定的日子"),
        Slot(OFFICE, "人大办", AFTER, 3, least=1, on="制度定的日子", example=("2 个单位还没有 2027 年年度计划", "河湾村联络站、上塘村联络站")),
    ),
    "联系选民工作办法 第二条（二）",
    ("请写 2027 年年度计划：河湾村联络站", "制度要求 1月31日前写好，报人大办确认。可以从上一年复制。"),
)
RECEPTION_PLAN = Kind(
    "reception-plan",
    "接待计划没有公布",
    (
        Slot(ONCE, "联络员", BEFORE, 20, on=NEW_YEAR),
        Slot(OFFICE, "人大办", BEFORE, 7, on=NEW_YEAR, example=("2 个单位还没有公布 2027 年接待计划", "河湾村联络站、上塘村联络站")),
    ),
    "联络站制度规范 五（二）1",
    ("请排 2027 年接待计划：河湾村联络站", "接待日已按制度算好，排上代表、审核、公布就行。"),
)
TITLES = {YEAR_PLAN.name: "还没有 {year} 年年度计划", RECEPTION_PLAN.name: "还没有公布 {year} 年接待计划"}
STEPS = {
    None: ("排", "接待日已按制度算好，排上代表、审核、公布就行。"),
    PlanState.DRAFT: ("审核、公布", "计划排好了，还没有审核。请站长或人大办审核，再公布。"),
    PlanState.APPROVED: ("公布", "计划已经审核，点「公布计划」就行；公布以前群众看不到。"),
}
TOLD_FOR = timedelta(days=30)
AHEAD = timedelta(days=31)  # no slot proposes to tell sooner
SHOWN = 5


@dataclass(frozen=True)
class Missing:
    """A plan that a unit still lacks, and the day that it is asked for; asked: which time in the year, where it is asked again."""

    unit: Unit
    year: int
    day: date
    title: str
    body: str
    url: str
    asked: str = ""


def plan_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """The unit's liaison officers before the day that the regulation names; the office after it."""
    yield from _drafts(YEAR_PLAN, since, until, _year_plans, lambda year: reverse("stations:plans_year", args=[year]))


def reception_plan_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """The unit's liaison officers before the year, and before each month of it as long as nothing is published; the office a little later."""
    yield from _drafts(RECEPTION_PLAN, since, until, _reception_plans, lambda year: reverse("constituents:plans_year", args=[year]))


def _drafts(kind: Kind, since: datetime, until: datetime, find: Callable, url_of: Callable) -> Iterator[Draft]:
    first, last = (since - TOLD_FOR).astimezone(SHANGHAI).date(), (until + AHEAD).astimezone(SHANGHAI).date()
    missing = [row for year in range(first.year, last.year + 1) for row in find(year, first, last)]
    if not missing:
        return
    officers = holders_at({row.unit.pk for row in missing}, Role.LIAISON_OFFICER)
    for row in missing:
        for user_id in sorted(officers.get(row.unit.pk, ())):
            yield _draft(kind, row, user_id)
    yield from _to_offices(kind, missing, url_of)


def _to_offices(kind: Kind, missing: list[Missing], url_of: Callable) -> Iterator[Draft]:
    """One for each person, congress and time of asking, however many of its units have no plan."""
    offices = nearest_holders({row.unit for row in missing}, (Role.OFFICE,))
    at: dict[tuple[int, int, int, str], list[Missing]] = {}
    for row in missing:
        for user_id in offices[row.unit.pk]:
            at.setdefault((user_id, row.unit.parent_id or row.unit.pk, row.year, row.asked), []).append(row)
    for (user_id, congress_id, year, asked), rows in sorted(at.items()):
        names = "、".join(row.unit.name for row in rows[:SHOWN]) + (f"等 {len(rows)} 个" if len(rows) > SHOWN else "")
        head = Missing(rows[0].unit, year, rows[0].day, f"{len(rows)} 个单位{TITLES[kind.name].format(year=year)}", names, url_of(year), asked)
        yield _draft(kind, head, user_id, OFFICE, congress_id)


def _draft(kind: Kind, row: Missing, user_id: int, name: str = ONCE, congress_id: int = 0) -> Draft:
    slot = kind.slot(name)
    days = timedelta(days=slot.days)
    due_at = datetime.combine(row.day - days if slot.side == BEFORE else row.day + days, slot.at, SHANGHAI)
    return Draft(
        kind=kind.name,
        subject=f"of/{congress_id}" if congress_id else str(row.unit.pk),
        period=f"{row.year}{row.asked}" if name == ONCE else f"{row.year}{row.asked}/{name}",
        recipient_id=user_id,
        title=row.title,
        body=row.body,
        url=row.url,
        due_at=due_at,
        valid_until=due_at + TOLD_FOR,
        unit_id=congress_id or row.unit.pk,
        slot=name,
        day=row.day,
    )


def _units() -> list[Unit]:
    return list(Unit.objects.open().filter(kind__in=NUMBERED).order_by("pk"))


def _year_plans(year: int, first: date, last: date) -> Iterable[Missing]:
    """Units whose regulation names a day in the window by which the year's plan is due, and that have none."""
    days = {pk: (due_in({"plan": plan or ""}, "plan", year),) for pk, (plan,) in said_at("body__yearly__plan").items()}
    if not any(day and first <= day <= last for (day,) in days.values()):
        return
    there = set(YearPlan.objects.filter(year=year).order_by().values_list("unit_id", flat=True))
    for unit in _units():
        (day,) = nearest_said(unit, days) or (None,)
        if day and first <= day <= last and unit.pk not in there:
            words = f"制度要求 {day.month}月{day.day}日前写好，报人大办确认。可以从上一年复制。"
            url = reverse("stations:plan_year", args=[unit.pk, year])
            yield Missing(unit, year, day, f"请写 {year} 年年度计划：{unit.name}", words, url)


def _reception_plans(year: int, first: date, last: date) -> Iterable[Missing]:
    """Units for which the regulation names reception days (home days) and that have published no plan of them, for each month in the window."""
    months = [day for day in (date(year, month, 1) for month in range(1, 13)) if first <= day <= last]
    if not months:
        return
    said = said_at("body__reception__kind", "body__home_day__kind")
    states = dict(ReceptionPlan.objects.filter(year=year).order_by().values_list("station_id", "state"))
    for unit in _units():
        reception, home_day = nearest_said(unit, said) or (None, None)
        kind, state = home_day if unit.kind == UnitKind.HOME else reception, states.get(unit.pk)
        if kind and kind != "none" and state != PlanState.PUBLISHED:
            yield from (_unpublished(unit, year, day, state) for day in months)


def _unpublished(unit: Unit, year: int, day: date, state: str | None) -> Missing:
    verb, words = STEPS[state]
    asked = "" if day.month == 1 else f"-{day.month:02}"
    return Missing(unit, year, day, f"请{verb} {year} 年接待计划：{unit.name}", words, reverse("constituents:plan_year", args=[unit.pk, year]), asked)
