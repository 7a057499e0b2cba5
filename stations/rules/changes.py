"""What a change of the tree would do, in sentences, and what forbids it: asked by the page before, and by the verb again under its lock."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from stations.choices import NUMBERED, UnitKind
from stations.models import Post, Unit
from stations.registry import Pending, all_belongings
from stations.rules.marks import free_mark, taken_marks
from stations.rules.placing import home_of, may_hold

SHOWN = 5  # names in a sentence


@dataclass
class Plan:
    """effects: what will happen; refusals: why it cannot, each with the page where it is cured; marks: new ones by unit id."""

    effects: list[str] = field(default_factory=list)
    refusals: list[Pending] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)


def plan_move(unit: Unit, parent: Unit) -> Plan:
    plan = Plan()
    if unit.closed_on:
        return _refused(f"「{unit.name}」已撤销，请先重新启用。")
    if not may_hold(parent, unit) or parent.path.startswith(unit.path):
        return _refused(f"「{unit.name}」不能放在「{parent.name}」下面，请另选一个人大。")
    _hang(plan, unit, parent)
    below = Unit.objects.open().under(unit).exclude(pk=unit.pk).count()
    plan.effects.insert(0, f"「{unit.name}」移到「{parent.name}」下面" + (f"，它下面的 {below} 个单位一起移。" if below else "。"))
    plan.effects += [
        "以前的来访、意见、接待和代表的联系关系都跟着它，编号不变。",
        "没有办结的意见按登记时的制度办完，新登记的按新的上级的制度办。",
        f"{unit.parent.name}的人从现在起看不到它，除非还有别的岗位；{parent.name}的人从现在起看得到。",
    ]
    return plan


def plan_merge(unit: Unit, successor: Unit) -> Plan:
    plan = Plan()
    if unit.closed_on or successor.closed_on:
        return _refused("已撤销的单位不能合并，请先重新启用。")
    if successor.pk == unit.pk or (successor.parent_id, successor.kind, successor.level) != (unit.parent_id, unit.kind, unit.level):
        return _refused("只能并入同一个上级下面的同种单位；别处的请先移过来。")
    if Unit.objects.filter(parent=successor, name=unit.name).exists():
        plan.refusals.append(_taken(successor, unit))
    plan.effects.append(f"「{unit.name}」并入「{successor.name}」，从今天起撤销，不能再登记新的事。")
    plan.effects.append(f"它的来访、意见和记录都留着，编号不变，由「{successor.name}」的人查看和接着办。")
    for child in unit.children.open().order_by("pk"):
        plan.effects.append(f"「{child.name}」改由「{successor.name}」管理。")
        _hang(plan, child, successor)
    _leave(plan, unit, successor)
    return plan


def plan_close(unit: Unit) -> Plan:
    plan = Plan()
    if unit.closed_on:
        return _refused(f"「{unit.name}」已经撤销了。")
    children = list(unit.children.open().order_by("pk").values_list("name", flat=True))
    if children:
        plan.refusals.append(Pending(f"下面还有 {len(children)} 个单位：{_names(children)}。请先撤销、移走或合并它们。", _page(unit)))
    for belongings in all_belongings():
        plan.refusals += belongings.pending(unit)
    plan.effects.append(f"「{unit.name}」从今天起撤销，不能再登记新的事。以前的记录都留着，上级看得到。")
    _leave(plan, unit, None)
    return plan


def plan_reopen(unit: Unit) -> Plan:
    plan = Plan()
    if unit.closed_on is None:
        return _refused(f"「{unit.name}」没有撤销。")
    home = home_of(unit)
    if home is None:
        return _refused(f"「{unit.name}」的上级也已撤销，请先重新启用上级。")
    plan.effects.append(f"「{unit.name}」从今天起重新启用，放在「{home.name}」下面。")
    if home.pk != unit.parent_id:
        plan.effects.append(f"它以前并入「{unit.parent.name}」，那以后登记的事仍归「{unit.parent.name}」。")
    _hang(plan, unit, home)
    plan.effects.append("以前的岗位不会恢复，请重新安排人员，并在「代表」里核对联系它的代表。")
    return plan


def _hang(plan: Plan, unit: Unit, parent: Unit) -> None:
    """Its name must be free there; its mark is changed when it is not."""
    if Unit.objects.filter(parent=parent, name=unit.name).exclude(pk=unit.pk).exists():
        plan.refusals.append(_taken(parent, unit))
    if unit.kind not in NUMBERED or not unit.mark:
        return
    taken = taken_marks(parent, unit) | set(plan.marks.values())
    if unit.mark in taken:
        plan.marks[unit.pk] = free_mark(unit.mark, taken)
        plan.effects.append(f"编号字头「{unit.mark}」在那里已有人用，「{unit.name}」新登记的改用「{plan.marks[unit.pk]}」，以前的编号不变。")


def _leave(plan: Plan, unit: Unit, successor: Unit | None) -> None:
    """Who works there, and what the higher apps keep there."""
    held = [f"{post.user.name}（{post.role_label}）" for post in Post.objects.filter(unit=unit).current().select_related("user")]
    if held:
        more = f"要留用的，请到「{successor.name}」安排。" if successor else ""
        plan.effects.append(f"{len(held)} 人的岗位到今天为止：{_names(held)}。{more}")
    for belongings in all_belongings():
        plan.effects += belongings.foresee(unit, successor)
    if unit.kind == UnitKind.CONGRESS and successor:
        plan.effects.append(f"「{unit.name}」各届的代表仍记在它名下，「{successor.name}」的人查得到。")


def _refused(words: str) -> Plan:
    return Plan(refusals=[Pending(words)])


def _taken(parent: Unit, unit: Unit) -> Pending:
    return Pending(f"「{parent.name}」下面已有「{unit.name}」，请先给其中一个改名。", _page(unit))


def _page(unit: Unit) -> str:
    return reverse("stations:unit", args=[unit.pk])


def _names(names: Iterable[str]) -> str:
    names = list(names)
    return "、".join(names[:SHOWN]) + ("等" if len(names) > SHOWN else "")
