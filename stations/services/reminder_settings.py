"""Verbs of the reminder rules: a congress sets one moment of one kind, or goes back to what it inherits."""

from datetime import time

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from notices.registry import Kind, Slot
from notices.services import retune
from stations.models import ReminderSetting, Unit
from stations.rules.chains import chain_of

SET = ("is_on", "days", "at", "sentence")


def set_reminder(congress: Unit, of: tuple[Kind, Slot], values: dict, actor: User) -> ReminderSetting:
    """Write what is wanted from now on; what waits and is no longer due is taken back, what was sent is not sent again.

    Raises ValidationError by field. `days` and `at` None: as proposed.
    """
    kind, slot = of
    _check(kind, slot, values)
    with recorded() as trail:
        Unit.objects.select_for_update(no_key=True).get(pk=congress.pk)
        row = ReminderSetting.objects.filter(unit=congress, kind=kind.name, slot=slot.name).first()
        if row and all(getattr(row, name) == values[name] for name in SET):
            return row
        row = row or ReminderSetting(unit=congress, kind=kind.name, slot=slot.name)
        for name in SET:
            setattr(row, name, values[name])
        row.changed_at, row.changed_by = clock.now(), actor
        row.full_clean(validate_unique=False, validate_constraints=False)
        row.save()
        trail.add(chain_of(congress), actor, "reminder.set", congress, kind=kind.name, slot=slot.name, **{name: values[name] for name in SET})
        transaction.on_commit(lambda: retune(kind.name), robust=True)  # the setting is written, whatever becomes of what waits
    return row


def restore_reminder(congress: Unit, of: tuple[Kind, Slot], actor: User) -> bool:
    """Back to what the congress above set, or to what is proposed; False when nothing was set."""
    kind, slot = of
    with recorded() as trail:
        gone, _ = ReminderSetting.objects.filter(unit=congress, kind=kind.name, slot=slot.name).delete()
        if gone:
            trail.add(chain_of(congress), actor, "reminder.restore", congress, kind=kind.name, slot=slot.name)
            transaction.on_commit(lambda: retune(kind.name), robust=True)
    return bool(gone)


def _check(kind: Kind, slot: Slot, values: dict) -> None:
    days: int | None = values["days"]
    at: time | None = values["at"]
    if kind.kept and not values["is_on"]:
        raise ValidationError({"is_on": f"这一种不能关：{kind.kept}"})
    if days is not None and (not slot.side or not slot.least <= days <= slot.most):
        raise ValidationError({"days": f"请填 {slot.least} 到 {slot.most} 之间的天数。" if slot.side else "这一种的日子是固定的，不能改。"})
    if at is not None and slot.at is None:
        raise ValidationError({"at": "这一种是事情发生时马上提醒，没有时间可改。"})
