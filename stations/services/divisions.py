"""Building a county's towns and stations from a divisions file: all or nothing, in bulk, with one entry in the trail."""

from collections.abc import Callable

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from accounts.services.audit import recorded
from stations.models import Unit
from stations.rules.chains import chain_of
from stations.rules.divisions import Plan
from stations.services.tree import lock_tree

BATCH = 500


class Refused(Exception):
    """Something changed since the check, or units were written that the writer may not see: everything is taken back."""


def build_divisions(county: Unit, actor: User, plan_again: Callable[[], Plan]) -> Plan:
    """Write what `plan_again()` says under the tree's lock, in one transaction; returns that plan."""
    with recorded() as trail:
        lock_tree()
        plan = plan_again()
        if plan.faults:
            first = plan.faults[0]
            raise Refused(f"检查以后情况变了：工作表「{first.sheet}」{first.cell}，{first.words}什么都没有写入，请重新上传。")
        made = [*_create(plan.towns), *_create(plan.stations)]
        Unit.objects.bulk_update(plan.coded, ["code"], batch_size=BATCH)
        if plan.county_code:
            Unit.objects.filter(pk=county.pk, code="").update(code=plan.county_code)
        if Unit.objects.visible_to(User.objects.get(pk=actor.pk)).filter(pk__in=made).count() != len(made):
            raise Refused("写入的单位与您能看到的不一致，已全部撤回。请告诉系统管理员。")
        if made or plan.coded or plan.county_code:
            trail.add(chain_of(county), actor, "unit.import", county, **plan.figures, units=made)
    return plan


def _create(units: list[Unit]) -> list[int]:
    """Insert units whose parents stand, and give them their paths in one statement."""
    made = [unit.pk for unit in Unit.objects.bulk_create(units, batch_size=BATCH)]
    above = Subquery(Unit.objects.filter(pk=OuterRef("parent_id")).values("path")[:1])
    Unit.objects.filter(pk__in=made).update(path=Concat(above, Cast("pk", CharField()), Value("/")))
    return made
