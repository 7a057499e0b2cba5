"""Writing what a roster says: all or nothing, in batches."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from accounts.models import User
from accounts.services.audit import recorded
from deputies.models import Deputy, Mandate
from deputies.models.deputies import initials_of
from deputies.services.terms import add_places
from stations.models import Unit
from stations.rules.chains import chain_of

BATCH = 500  # rows a statement: SQLite takes 32,766 variables, PostgreSQL 65,535


class RosterRefused(Exception):
    """A line failed, or rows were written that the writer may not see: everything is taken back."""


@dataclass
class Found:
    """What is to be written: new people, known ones with the fields that change, seats with their person and the fields that change."""

    new: dict[int, Deputy] = field(default_factory=dict)  # by id(): one person may stand on several lines
    changed: dict[tuple[str, ...], list[Deputy]] = field(default_factory=lambda: defaultdict(list))
    seats: list[tuple[Deputy, Mandate, list[str]]] = field(default_factory=list)

    def note(self, deputy: Deputy, fields: list[str], seats: Iterable[tuple[Mandate, list[str]]]) -> None:
        if deputy.pk is None:
            self.new[id(deputy)] = deputy
        elif fields:
            self.changed[tuple(fields)].append(deputy)
        self.seats += [(deputy, mandate, changed) for mandate, changed in seats]


def write_roster(congress: Unit, actor: User, places: Iterable[tuple], found: Callable[[], Found]) -> int:
    """Add the places [(term, constituencies, groups)], then write what `found()` finds, in one transaction with one audit entry.

    The seats written are counted again through `visible_to`, and a mismatch takes everything back. Returns their number.
    """
    with recorded() as trail:
        for term, constituencies, groups in places:
            add_places(term, constituencies, groups)
        seats = _write(found())
        if Mandate.objects.visible_to(actor).filter(pk__in=seats).count() != len(seats):
            raise RosterRefused("写入的代表资格与您能看到的不一致，已全部撤回。请告诉系统管理员。")
        trail.add(chain_of(congress), actor, "roster.import", congress, seats=len(seats))
    return len(seats)


def _write(found: Found) -> set[int]:
    """All people, then all seats: a statement for 500 rows, and for each set of fields that change together."""
    for deputy in found.new.values():
        deputy.initials = initials_of(deputy.name)  # as `save` would
    Deputy.objects.bulk_create(found.new.values(), batch_size=BATCH)
    for fields, deputies in found.changed.items():
        Deputy.objects.bulk_update(deputies, fields, batch_size=BATCH)
    new, changed = [], defaultdict(list)
    for deputy, mandate, fields in found.seats:
        if mandate.pk is None:
            mandate.deputy = deputy
            new.append(mandate)
        else:
            changed[tuple(name.removesuffix("_id") for name in fields)].append(mandate)
    Mandate.objects.bulk_create(new, batch_size=BATCH)
    for fields, mandates in changed.items():
        Mandate.objects.bulk_update(mandates, fields, batch_size=BATCH)
    return {mandate.pk for _, mandate, _ in found.seats}
