"""Verbs of the facility checklists: all that one page says is saved at once; what was before stays as history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from accounts.services.audit import recorded
from stations.models import FacilityCheck, Unit
from stations.rules.chains import chain_of
from stations.services.units import photos


@dataclass(frozen=True)
class Entry:
    """What the page says of one item. `photo`: a new one as bytes; None leaves the one there is, empty bytes take it away."""

    key: str
    state: str
    note: str = ""
    photo: bytes | None = None


def save_checks(unit: Unit, entries: Iterable[Entry], on: date, actor: User) -> int:
    """Write the items that differ from what stands; returns how many. Sending the same page again changes nothing."""
    with recorded() as trail:
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        now = {row.key: row for row in FacilityCheck.objects.current().filter(unit=unit)}
        rows = [row for entry in entries if (row := _next(unit, entry, now.get(entry.key)))]
        for row in rows:
            row.on, row.by = on, actor
        replaced = [now[row.key].pk for row in rows if row.key in now]
        FacilityCheck.objects.filter(pk__in=replaced).update(is_current=False)
        FacilityCheck.objects.bulk_create(rows)
        if rows:
            trail.add(chain_of(unit), actor, "facility.check", unit, on=on, states={row.key: str(row.state) for row in rows})
    return len(rows)


def _next(unit: Unit, entry: Entry, now: FacilityCheck | None) -> FacilityCheck | None:
    """The row that follows; None when nothing differs."""
    if now and (now.state, now.note) == (entry.state, entry.note) and entry.photo is None:
        return None
    checklist, item = entry.key.split(".")
    row = FacilityCheck(unit=unit, checklist=checklist, item=item, state=entry.state, note=entry.note, photo=now.photo if now else "")
    if entry.photo is not None:
        _change_photo(row, entry.photo)
    return row


def _change_photo(row: FacilityCheck, picture: bytes) -> None:
    """One photo an item: the one before goes, from its history too."""
    old, row.photo = row.photo, f"{uuid4()}.jpg" if picture else ""
    if picture:
        photos.write(row.photo, picture)
    if old:
        FacilityCheck.objects.filter(photo=old).update(photo="")
        transaction.on_commit(lambda: photos.delete(old))
