"""Verbs of one unit: add it under a congress, edit it, give it a photo. Moving and merging: services.tree."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.services.audit import SYSTEM_CHAIN, recorded
from common.vault import Folder
from stations.choices import NUMBERED, SORTS_OF, UnitKind
from stations.models import Unit
from stations.registry import all_belongings
from stations.rules.chains import chain_of, congress_of
from stations.rules.marks import marks_of, taken_marks
from stations.rules.placing import addable, may_hold
from stations.services.locks import lock_tree

EDITABLE = ("name", "sort", "level", "mark", "area", "address", "phone", "opening_hours", "directions", "code")
photos = Folder("photos")


def add_unit(congress: Unit, kind: str, facts: dict, actor: User | None) -> Unit:
    """A station, home, department or lower congress under a congress; a station without a mark gets one from its name.

    Raises ValidationError when name, mark or code is taken.
    """
    with recorded() as trail:
        lock_tree()
        congress = Unit.objects.get(pk=congress.pk)
        if kind not in addable(congress):
            raise ValidationError("单位只能建在人大下面，而且这个人大没有撤销。")
        unit = Unit(parent=congress, kind=kind, **facts)
        if kind in NUMBERED and not unit.mark:
            unit.mark = marks_of([unit.name], taken_marks(congress))[0]
        _check(unit)
        unit.save()
        trail.add(chain_of(unit), actor, "unit.add", unit, name=unit.name, kind=kind)
    return unit


def edit_unit(unit: Unit, facts: dict, actor: User) -> list[str]:
    """Write the changed facts and return their names; a new mark holds for new numbers, given ones stay."""
    with recorded() as trail:
        unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)
        changed = [name for name in EDITABLE if name in facts and getattr(unit, name) != facts[name]]
        if changed:
            for name in changed:
                setattr(unit, name, facts[name])
            _check(unit)
            unit.save(update_fields=changed)
            for belongings in all_belongings() if "name" in changed else ():
                belongings.rename(unit, trail)
            trail.add(chain_of(unit), actor, "unit.edit", unit, changed={name: facts[name] for name in changed})
    return changed


def set_photo(unit: Unit, picture: bytes, actor: User) -> None:
    """Keep the picture (from `common.pictures.photo`) as the unit's one photo; empty bytes take it away."""
    with recorded() as trail:
        unit = Unit.objects.select_for_update().get(pk=unit.pk)
        old, unit.photo = unit.photo, f"{uuid4()}.jpg" if picture else ""
        if picture:
            photos.write(unit.photo, picture)
        unit.save(update_fields=["photo"])
        trail.add(chain_of(unit), actor, "unit.photo", unit, kept=bool(picture))
        if old:
            transaction.on_commit(lambda: photos.delete(old))


def note_export(unit: Unit | None, count: int, actor: User) -> None:
    """Leave a trace that the list of units left the system."""
    with recorded() as trail:
        trail.add(chain_of(unit) if unit else SYSTEM_CHAIN, actor, "unit.export", unit or "units", count=count)


def _check(unit: Unit) -> None:
    """Raises ValidationError at the field that does not fit the kind, the place or the neighbours."""
    if unit.sort and unit.sort not in SORTS_OF[UnitKind(unit.kind)]:
        raise ValidationError({"sort": f"{unit.get_kind_display()}没有这种类别，请另选。"})
    if unit.code and Unit.objects.filter(code=unit.code, kind=unit.kind).exclude(pk=unit.pk).exists():
        raise ValidationError({"code": "这个区划代码已登记在另一个单位，请核对。"})
    if unit.parent is None:
        return
    if unit.pk is None and not may_hold(unit.parent, unit):
        raise ValidationError({"level": f"层级应低于{unit.parent.name}，请另选。"})
    if Unit.objects.filter(parent=unit.parent, name=unit.name).exclude(pk=unit.pk).exists():
        raise ValidationError({"name": f"{unit.parent.name}下已有「{unit.name}」，请换一个名称。"})
    if unit.kind in NUMBERED:
        _check_mark(unit)


def _check_mark(unit: Unit) -> None:
    """Two stations of one congress with the same mark would give two cases the same number in writing."""
    if not unit.mark:
        raise ValidationError({"mark": "站和家要有编号字头，例如「河湾」。"})
    taken = Unit.objects.under(congress_of(unit.parent)).filter(mark=unit.mark).exclude(pk=unit.pk).first()
    if taken:
        raise ValidationError({"mark": f"「{unit.mark}」已是{taken.name}的字头，两个站的编号会分不清，请换一个。"})
