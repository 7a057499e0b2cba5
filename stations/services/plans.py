"""Verbs of the yearly plan: write it, copy the last one, confirm it, say what is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from stations.models import PlanItem, Unit, YearPlan
from stations.rules.chains import chain_of
from stations.rules.plans import shifted

FASTER = "已有他人先改了这份计划。您填的都还在下面，请另开一页看看现在的计划，核对以后再保存一次。"
EDITABLE = ("sort", "title", "due_on", "by_month", "person")


@dataclass(frozen=True)
class Line:
    """A line as somebody wants it; `pk` of one that is there already."""

    sort: str
    title: str
    due_on: date
    by_month: bool
    person: str = ""
    pk: int | None = None


def save_plan(unit: Unit, year: int, lines: Sequence[Line], seen_version: int, actor: User) -> YearPlan:
    """Write the whole plan; lines that are left out go, what is done stays done. A confirmed plan that changes is to be confirmed anew.

    Raises ValidationError when somebody else wrote it since `seen_version` (0: there was none). Sending the same lines again changes nothing.
    """
    with recorded() as trail:
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        plan = YearPlan.objects.filter(unit=unit, year=year).first()
        there = {item.pk: item for item in plan.items.all()} if plan else {}
        if plan and _told(lines) == _told(there.values()):
            return plan
        if (plan.version if plan else 0) != seen_version:
            raise ValidationError(FASTER)
        changed = _changed(lines, there)
        plan = _next_version(plan, unit, year, actor)
        kept = [line.pk for line in lines if line.pk in there]
        plan.items.exclude(pk__in=kept).delete()
        new = [_item(plan, line) for line in lines if line.pk not in there]
        PlanItem.objects.bulk_create(new)
        PlanItem.objects.bulk_update(changed, EDITABLE)
        trail.add(chain_of(unit), actor, "plan.save", plan, year=year, lines=len(lines))
    return plan


def _told(lines: Iterable[Line | PlanItem]) -> list[tuple]:
    """What the lines say, whichever rows they are."""
    return sorted(tuple(getattr(line, name) for name in EDITABLE) for line in lines)


def _changed(lines: Sequence[Line], there: dict[int, PlanItem]) -> list[PlanItem]:
    """The kept rows that differ, with their new values set."""
    found = []
    for line in lines:
        item = there.get(line.pk)
        if item and _told([item]) != _told([line]):
            for name in EDITABLE:
                setattr(item, name, getattr(line, name))
            found.append(item)
    return found


def _next_version(plan: YearPlan | None, unit: Unit, year: int, actor: User) -> YearPlan:
    if plan is None:
        return YearPlan.objects.create(unit=unit, year=year, changed_by=actor)
    plan.version += 1
    plan.changed_at, plan.changed_by, plan.confirmed_at, plan.confirmed_by = clock.now(), actor, None, None
    plan.save(update_fields=["version", "changed_at", "changed_by", "confirmed_at", "confirmed_by"])
    return plan


def _item(plan: YearPlan, line: Line) -> PlanItem:
    return PlanItem(plan=plan, **{name: getattr(line, name) for name in EDITABLE})


def copy_plan(unit: Unit, year: int, actor: User) -> YearPlan:
    """The lines of the year before, moved on by a year, nothing of it done. Raises ValidationError when there is none, or a plan already."""
    last = YearPlan.objects.filter(unit=unit, year=year - 1).first()
    if last is None:
        raise ValidationError(f"没有 {year - 1} 年的计划可以照抄。")
    if YearPlan.objects.filter(unit=unit, year=year).exists():
        raise ValidationError(f"{year} 年已经有计划了，请直接修改。")
    return save_plan(
        unit, year, [Line(item.sort, item.title, shifted(item, year), item.by_month, item.person) for item in last.items.all()], 0, actor
    )


def confirm_plan(plan: YearPlan, seen_version: int, actor: User) -> YearPlan:
    """The congress's office agrees to the plan it saw. Raises ValidationError when it was changed meanwhile."""
    with recorded() as trail:
        plan = YearPlan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)
        if plan.version != seen_version:
            raise ValidationError("这份计划刚改过，请看过再确认。")
        if plan.confirmed_at is None:
            plan.confirmed_at, plan.confirmed_by = clock.now(), actor
            plan.save(update_fields=["confirmed_at", "confirmed_by"])
            trail.add(chain_of(plan.unit), actor, "plan.confirm", plan, year=plan.year, version=plan.version)
    return plan


def mark_done(item: PlanItem, done_on: date | None, note: str, actor: User) -> PlanItem:
    """Say that a line is done, and how; without a day it is open again."""
    with recorded() as trail:
        item = PlanItem.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=item.pk)
        item.done_on, item.done_note, item.done_by = done_on, note if done_on else "", actor if done_on else None
        item.save(update_fields=["done_on", "done_note", "done_by"])
        trail.add(chain_of(item.plan.unit), actor, "plan.done", item, done_on=done_on)
    return item
