"""Yearly plans of homes and stations: who may do what, what is late, which days the regulation already names (A6; TZ art. 2, YH 三(一))."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from common import clock
from stations.choices import Role, UnitKind
from stations.models import PlanItem, Unit, YearPlan
from stations.rules.access import access_of
from stations.rules.plain import days as words
from stations.rules.receptions import Reception, receptions
from stations.rules.regulation import Rules
from stations.rules.tree import in_order
from stations.rules.workdays import year_is_known

SOON = 14  # days
DAYS = {UnitKind.STATION: ("reception", "rota"), UnitKind.HOME: ("home_day",)}
TITLES = {"reception": "接待日", "rota": "代表轮流驻站", "home_day": "代表之家活动日"}
NONE, DRAFT, CONFIRMED = "none", "draft", "confirmed"
LATE = "late"  # asked for in the overview: plans with a line that is late
STATES = {NONE: "还没有", DRAFT: "没确认", CONFIRMED: "已确认"}


@dataclass(frozen=True)
class DayRule:
    """Days that follow from the regulation and are not typed again; provisional while the year's holidays are not known."""

    title: str
    words: str
    days: list[Reception]
    provisional: bool


@dataclass(frozen=True)
class PlanLine:
    """A line of the plan as it stands on a day."""

    item: PlanItem
    tone: str
    words: str


@dataclass(frozen=True)
class UnitPlan:
    """A unit's plan in the overview of a year; figures 0 where there is none."""

    unit: Unit
    state: str
    total: int = 0
    done: int = 0
    late: int = 0

    @property
    def words(self) -> str:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return {NONE: "idle", DRAFT: "soon", CONFIRMED: "done"}[self.state]


def can_confirm(user, unit: Unit) -> bool:
    """The office of a congress above the unit."""
    return unit.closed_on is None and access_of(user).holds(unit.pk, Role.OFFICE)


def end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def lines_of(items: Iterable[PlanItem]) -> list[PlanLine]:
    """Done, late or to come, in the order of their days."""
    today = clock.today()
    return [PlanLine(item, *_standing(item, today)) for item in sorted(items, key=lambda item: (item.due_on, item.pk or 0))]


def _standing(item: PlanItem, today: date) -> tuple[str, str]:
    if item.done_on:
        return "done", "已完成"
    if item.due_on < today:
        return "late", "超期"
    if (item.due_on - today).days <= SOON:
        return "soon", "快到期"
    return "idle", "未到期"


def day_rules(unit: Unit, rules: Rules, year: int) -> list[DayRule]:
    """What the regulation says of the unit's days of the year; what it leaves unset is left out."""
    found = []
    for name in DAYS.get(UnitKind(unit.kind), ()):
        rule = getattr(rules, name)
        when = words.when(rule)
        if when:
            holiday = words.holiday(rule)
            days = receptions(rule, date(year, 1, 1), date(year, 12, 31))
            told = "，".join(filter(None, [when, holiday and f"遇节假日{holiday}", words.hours(rule)]))
            found.append(DayRule(TITLES[name], told, days, bool(days) and not year_is_known(year)))
    return found


def state_of(plan: YearPlan | None) -> str:
    if plan is None:
        return NONE
    return CONFIRMED if plan.confirmed_at else DRAFT


def shifted(item: PlanItem, year: int) -> date:
    """The same month (and day) of another year; 29 February is the 28th where there is none."""
    last = end_of_month(year, item.due_on.month)
    return last if item.by_month else last.replace(day=min(item.due_on.day, last.day))


def plans_of(user, units: Iterable[Unit], year: int) -> list[UnitPlan]:
    """One line a unit, in the order of the tree; one query."""
    counted = {plan.unit_id: plan for plan in YearPlan.objects.visible_to(user).filter(year=year).with_counts(clock.today())}
    found = []
    for unit in sorted(in_order(units), key=lambda unit: unit.parent_id or 0):
        plan = counted.get(unit.pk)
        figures = (plan.total, plan.done, plan.late) if plan else ()
        found.append(UnitPlan(unit, state_of(plan), *figures))
    return found


def shown(plans: Iterable[UnitPlan], wanted: dict) -> list[UnitPlan]:
    """Those that the overview is asked for."""
    state = wanted.get("state")
    return [
        plan
        for plan in plans
        if wanted.get("q", "") in plan.unit.name
        and plan.unit.kind == wanted.get("kind", plan.unit.kind)
        and plan.unit.parent_id == wanted.get("under", plan.unit.parent_id)
        and (not state or (plan.late > 0 if state == LATE else plan.state == state))
    ]
