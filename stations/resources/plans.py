"""Yearly plans as workbooks."""

from collections.abc import Iterable

from common.workbooks import SheetSpec
from stations.models import Unit
from stations.rules.plans import DayRule, PlanLine, UnitPlan

LINES = [("序号", 6), ("类别", 12), ("事项", 44), ("时间", 12), ("责任人", 18), ("完成情况", 12), ("完成日期", 14), ("说明", 40)]
DAYS = [("日子", 18), ("日期", 14), ("原定", 14), ("按什么定", 40)]
UNITS = [("人大", 22), ("单位", 26), ("种类", 12), ("计划", 10), ("事项", 8), ("已完成", 8), ("超期", 8)]


def plan_sheet(unit: Unit, year: int, lines: list[PlanLine], days: list[DayRule]) -> list[SheetSpec]:
    """The plan, and the days that the regulation names."""
    title = f"{unit.name}{year}年工作计划"
    rows = [
        [
            number,
            line.item.get_sort_display(),
            line.item.title,
            line.item.due_words,
            line.item.person,
            line.words,
            line.item.done_on,
            line.item.done_note,
        ]
        for number, line in enumerate(lines, start=1)
    ]
    named = [[rule.title, day.on, day.ruled_on if day.was_moved else None, rule.words] for rule in days for day in rule.days]
    return [SheetSpec("计划", LINES, rows, title=title), SheetSpec("接待日", DAYS, named, title=f"{title}：按制度定的日子")]


def _row(line: PlanLine) -> list:
    item = line.item
    return [item.get_sort_display(), item.title, item.due_words, item.person, line.words, item.done_on, item.done_note]


def overview_sheet(year: int, plans: Iterable[UnitPlan], facts: list[str]) -> SheetSpec:
    rows = (
        [
            plan.unit.parent.name if plan.unit.parent_id else "",
            plan.unit.name,
            plan.unit.get_kind_display(),
            plan.words,
            plan.total,
            plan.done,
            plan.late,
        ]
        for plan in plans
    )
    return SheetSpec(f"{year}年", UNITS, rows, title=f"{year}年代表之家、代表联络站工作计划情况", facts=facts, frozen_columns=2)


def _place(unit: Unit) -> list[str]:
    return [unit.parent.name if unit.parent_id else "", unit.name, unit.get_kind_display()]
