"""Planned reception days that the calendar, as it is or would be, puts elsewhere: a holiday fell on them, or no longer does (B1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from common import clock
from constituents.models import ReceptionDay, ReceptionPlan
from constituents.rules.planning import NAMES, Choice, chosen, main_rule, rules_for
from stations.choices import UnitKind
from stations.models import Unit
from stations.registry import PlannedShift
from stations.rules.receptions import names, placed
from stations.rules.regulation import Rules
from stations.rules.workdays import Table, is_holiday, is_workday, table, why_off


@dataclass(frozen=True)
class Move:
    """A day of a plan and where the regulation puts it now; `to` None: it does not take place, or the station decides (`is_open`)."""

    day: ReceptionDay
    to: date | None
    why: str
    is_open: bool = False

    @property
    def words(self) -> str:
        """「改到 10月9日」, for the page."""
        if self.to:
            return f"改到 {self.to.month}月{self.to.day}日"
        return "请站里另定日子" if self.is_open else "取消这一天"


def moves(units: Iterable[Unit], known: Table | None = None, year: int | None = None, rules: dict[int, Rules] | None = None) -> dict[int, list[Move]]:
    """For each unit (by id) the coming days of its plans that the calendar moves, by the table given or the one of now; `rules` where they are known.

    Three queries at most; one where there are no plans.
    """
    units, known, today = list(units), known or table(), clock.today()
    plans = ReceptionPlan.objects.filter(station_id__among=[unit.pk for unit in units], year__gte=today.year)
    plans = {(plan.station_id, plan.year): plan for plan in (plans.filter(year=year) if year else plans)}
    if not plans:
        return {}
    planned, kinds = {pk for pk, _ in plans}, {unit.pk: unit.kind for unit in units}
    rules = rules_for(unit for unit in units if unit.pk in planned) if rules is None else rules
    rows = list(ReceptionDay.objects.filter(station_id__among=planned, date__gt=today).order_by("date"))
    taken = {(row.station_id, row.date): row.is_planned for row in rows}
    found: dict[int, list[Move]] = {}
    for row in (row for row in rows if row.is_planned):
        plan, own = plans.get((row.station_id, row.date.year)), rules.get(row.station_id)
        move = plan and own and _move(row, own, UnitKind(kinds[row.station_id]), Choice(plan.day, plan.month), known, taken)
        if move:
            found.setdefault(row.station_id, []).append(move)
            taken |= {(row.station_id, move.to): True} if move.to else {}  # two days never go to one date
    return found


def shifts(known: Table) -> list[PlannedShift]:
    """What the page of a calendar change shows (stations.registry)."""
    with_plans = ReceptionPlan.objects.filter(year__gte=clock.today().year).values("station")
    units = Unit.objects.open().filter(pk__in=with_plans)
    return [
        PlannedShift(station_id, move.day.date, move.to, move.why, reverse("constituents:plan_year", args=[station_id, move.day.date.year]))
        for station_id, each in moves(units, known).items()
        for move in each
    ]


def _move(row: ReceptionDay, rules: Rules, kind: str, choice: Choice, known: Table, taken: dict[tuple[int, date], bool]) -> Move | None:
    """`taken`: the dates that have a row already, and whether it is planned; onto one that was called off the station decides itself."""
    rule = _rule_of(row, rules, kind, choice)
    if rule["holiday"] == "keep":
        return None
    to = _target(row, rule, known)
    if to == row.date:
        return None
    why = "放假安排改了" if is_workday(row.date, known) else why_off(row.date, known)
    if to is None or taken.get((row.station_id, to)):
        return Move(row, None, why)
    if (row.station_id, to) in taken or to.year != row.date.year or to <= clock.today():
        return Move(row, None, why, is_open=True)
    return Move(row, to, why)


def _rule_of(row: ReceptionDay, rules: Rules, kind: str, choice: Choice) -> dict:
    """The rule that named the day; for a day that was set by hand, the main one."""
    for name in reversed(NAMES[kind]):
        rule = chosen(getattr(rules, name), choice)
        if row.ruled_on and names(rule, row.ruled_on):
            return rule
    return main_rule(rules, kind)


def _target(row: ReceptionDay, rule: dict, known: Table) -> date | None:
    """Where the day belongs. One that the rule does not name only leaves a holiday: a plain weekend was chosen."""
    if row.ruled_on and names(rule, row.ruled_on):
        found = placed(rule, row.ruled_on, lambda day: is_workday(day, known))
        return found and found.on
    if not is_holiday(row.date, known):
        return row.date
    on, step = row.date, timedelta(days=-1 if rule["holiday"] == "previous_workday" else 1)
    while not is_workday(on, known):
        on += step
    return on
