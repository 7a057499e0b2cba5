"""Verbs that change the tree's shape. Rows elsewhere hold a unit's id, so only paths are rewritten; history stays where it is."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common import clock
from stations.models import Post, Unit
from stations.registry import all_belongings
from stations.rules.chains import chain_of
from stations.rules.changes import Plan, plan_close, plan_merge, plan_move, plan_reopen
from stations.rules.placing import home_of
from stations.services.locks import lock_tree
from stations.services.regulations import rules_follow


def move_unit(unit: Unit, parent: Unit, actor: User | None) -> Unit:
    """Hang a unit with all below it under another congress. It keeps its mark unless that is taken there."""

    def move(trail: Trail, unit: Unit, parent: Unit, plan: Plan) -> None:
        left = chain_of(unit)
        facts = {"from_unit": unit.parent_id, "to_unit": parent.pk, "marks": plan.marks}
        with rules_follow(unit, actor):
            _hang(unit, parent, plan)
        for chain in {left, chain_of(unit)}:
            trail.add(chain, actor, "unit.move", unit, **facts)

    return _change(unit, parent, plan_move, move)


def merge_unit(unit: Unit, successor: Unit, actor: User | None) -> Unit:
    """Make the unit a closed child of its successor, whose people read and go on with what it left; what hung below it hangs there now."""

    def merge(trail: Trail, unit: Unit, successor: Unit, plan: Plan) -> None:
        left = chain_of(unit)
        figures = _empty(unit, successor)
        for child in unit.children.open().order_by("pk"):
            with rules_follow(child, actor):
                _hang(child, successor, plan)
        _hang(unit, successor, plan)
        unit.closed_on = clock.today()
        unit.save(update_fields=["closed_on"])
        for chain in {left, chain_of(unit)}:
            trail.add(chain, actor, "unit.merge", unit, successor=successor.pk, marks=plan.marks, **figures)

    return _change(unit, successor, plan_merge, merge)


def close_unit(unit: Unit, actor: User | None) -> Unit:
    """The unit takes nothing new from today on; refused while something below it is open or work at it is not ended."""

    def close(trail: Trail, unit: Unit, _, __: Plan) -> None:
        figures = _empty(unit, None)
        unit.closed_on = clock.today()
        unit.save(update_fields=["closed_on"])
        trail.add(chain_of(unit), actor, "unit.close", unit, **figures)

    return _change(unit, None, lambda unit, _: plan_close(unit), close)


def reopen_unit(unit: Unit, actor: User | None) -> Unit:
    """Undo a closing; a merged unit goes back under the congress. Posts and the deputies' links do not come back."""

    def reopen(trail: Trail, unit: Unit, _, plan: Plan) -> None:
        home = home_of(unit)
        if home and home.pk != unit.parent_id:
            with rules_follow(unit, actor):
                _hang(unit, home, plan)
        unit.closed_on = None
        unit.mark = plan.marks.get(unit.pk, unit.mark)
        unit.save(update_fields=["closed_on", "mark"])
        trail.add(chain_of(unit), actor, "unit.reopen", unit, marks=plan.marks)

    return _change(unit, None, lambda unit, _: plan_reopen(unit), reopen)


def _change(unit: Unit, other: Unit | None, plan: Callable[..., Plan], write: Callable[..., None]) -> Unit:
    """Lock, read both units again, ask the plan again, write. Raises ValidationError with every reason against it."""
    with recorded() as trail:
        lock_tree()
        rows = Unit.objects.select_related("parent")
        unit, other = rows.get(pk=unit.pk), other and rows.get(pk=other.pk)
        found = plan(unit, other)
        if found.refusals:
            raise ValidationError([refusal.words for refusal in found.refusals])
        write(trail, unit, other, found)
    return unit


def _hang(unit: Unit, parent: Unit, plan: Plan) -> None:
    """Rewrite the paths of the whole subtree in one statement."""
    old, new = unit.path, f"{parent.path}{unit.pk}/"
    Unit.objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    unit.parent, unit.path, unit.mark = parent, new, plan.marks.get(unit.pk, unit.mark)
    unit.save(update_fields=["parent", "mark"])


def _empty(unit: Unit, successor: Unit | None) -> dict[str, int]:
    """End the posts with today, take back those that have not begun, and let the higher apps settle what they keep there."""
    today = clock.today()
    posts = Post.objects.filter(unit=unit)
    future = posts.filter(starts_on__gt=today).delete()[0]
    ended = posts.filter(ends_on=None).update(ends_on=today) + posts.filter(ends_on__gt=today).update(ends_on=today)
    figures = {"posts_ended": ended, "posts_taken_back": future}
    for belongings in all_belongings():
        figures |= belongings.settle(unit, successor)
    return figures
