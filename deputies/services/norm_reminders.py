"""Reminding those who fall short of a norm: once for each deputy, norm and period, whoever clicks how often (D2)."""

from collections.abc import Sequence
from uuid import uuid4

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from deputies.models import Deputy, NormReminder
from deputies.rules.norms import Standing
from deputies.rules.reminders import words_of
from stations.models import Unit
from stations.rules.chains import chain_of


def with_told(congress: Unit, rows: Sequence[Standing]) -> Sequence[Standing]:
    """Fill when each was reminded of this norm and period, and by whom; one query."""
    if rows:
        deputies = {row.tenure.deputy_id for row in rows}
        found = NormReminder.objects.filter(congress=congress, norm=rows[0].norm.code, deputy_id__among=deputies).select_related("reminded_by")
        told = {(each.deputy_id, each.period): each for each in found}
        for row in rows:
            row.told = told.get((row.tenure.deputy_id, row.short_since))
    return rows


def without_login(rows: Sequence[Standing]) -> set[int]:
    """Ids of the deputies among them whom no notice reaches."""
    ids = {row.tenure.deputy_id for row in rows}
    return set(Deputy.objects.filter(pk__in=ids, user=None).values_list("pk", flat=True))


def remind(congress: Unit, rows: Sequence[Standing], actor: User) -> int:
    """Note that these, of one norm, are reminded; the planner tells them within a minute. Returns how many were new.

    Who was reminded already, has no login, left or is suspended is passed over; of two clicks or two clerks at once the slower writes nothing.
    """
    with recorded() as trail:
        out, batch, now = without_login(rows), uuid4(), clock.now()
        wanted = [_row(congress, row, actor) for row in rows if row.may_be_reminded and row.tenure.deputy_id not in out]
        for each in wanted:
            each.batch, each.reminded_at = batch, now
        wanted.sort(key=lambda each: each.deputy_id)  # two clerks write in one order
        NormReminder.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=500)
        new = NormReminder.objects.filter(batch=batch).count()
        if new:
            trail.add(chain_of(congress), actor, "norm.remind", congress, norm=rows[0].norm.code, count=new)
    return new


def _row(congress: Unit, row: Standing, actor: User) -> NormReminder:
    title, words = words_of(row, congress.name)
    facts = {"deputy_id": row.tenure.deputy_id, "norm": row.norm.code, "period": row.short_since}
    return NormReminder(congress=congress, reminded_by=actor, title=title, words=words, **facts)
