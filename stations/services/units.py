"""Verbs of units: add one under a congress, edit one."""

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import recorded
from stations.choices import UnitKind
from stations.models import Unit
from stations.rules.chains import chain_of, congress_of

EDITABLE = ("name", "mark", "area", "address", "phone", "opening_hours")
ADDABLE = (UnitKind.STATION, UnitKind.HOME, UnitKind.DEPARTMENT)
NUMBERED = (UnitKind.STATION, UnitKind.HOME)


def add_unit(congress: Unit, kind: str, facts: dict, actor: User | None) -> Unit:
    """A station, home or department under its congress. Raises ValidationError when name or mark is taken there."""
    if congress.kind != UnitKind.CONGRESS or kind not in ADDABLE:
        raise ValidationError("站、家和承办单位只能建在人大下面。")
    unit = Unit(parent=congress, kind=kind, **facts)
    with recorded() as trail:
        _check(unit)
        unit.save()
        trail.add(chain_of(unit), actor, "unit.add", unit, name=unit.name, kind=kind)
    return unit


def edit_unit(unit: Unit, facts: dict, actor: User) -> list[str]:
    """Write the changed facts and return their names; a new mark holds for new numbers, given ones stay."""
    with recorded() as trail:
        unit = Unit.objects.select_for_update().get(pk=unit.pk)
        changed = [name for name in EDITABLE if name in facts and getattr(unit, name) != facts[name]]
        if changed:
            for name in changed:
                setattr(unit, name, facts[name])
            _check(unit)
            unit.save(update_fields=changed)
            trail.add(chain_of(unit), actor, "unit.edit", unit, changed={name: facts[name] for name in changed})
    return changed


def _check(unit: Unit) -> None:
    """Two stations of one congress with the same mark would give two cases the same number in writing."""
    if unit.parent is None:
        return
    if Unit.objects.filter(parent=unit.parent, name=unit.name).exclude(pk=unit.pk).exists():
        raise ValidationError({"name": f"{unit.parent.name}下已有「{unit.name}」，请换一个名称。"})
    if unit.kind not in NUMBERED:
        return
    if not unit.mark:
        raise ValidationError({"mark": "站和家要有编号字头，例如「河湾」。"})
    taken = Unit.objects.under(congress_of(unit.parent)).filter(mark=unit.mark).exclude(pk=unit.pk).first()
    if taken:
        raise ValidationError({"mark": f"「{unit.mark}」已是{taken.name}的字头，两个站的编号会分不清，请换一个。"})
