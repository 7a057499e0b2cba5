"""Writing what a roster says: all or nothing."""

from collections.abc import Callable, Iterable

from accounts.models import User
from accounts.services.audit import recorded
from deputies.models import Deputy, Mandate
from deputies.services.terms import add_places
from stations.models import Unit
from stations.rules.chains import chain_of


class RosterRefused(Exception):
    """A line failed, or rows were written that the writer may not see: everything is taken back."""


def write_roster(congress: Unit, actor: User, places: Iterable[tuple], write: Callable[[], set[int]]) -> None:
    """Add the places [(term, constituencies, groups)] and let `write` write the lines, in one transaction with one audit entry.

    `write` returns the ids of the seats it wrote; they are counted again through `visible_to`, and a mismatch takes everything back.
    """
    with recorded() as trail:
        for term, constituencies, groups in places:
            add_places(term, constituencies, groups)
        seats = write()
        if Mandate.objects.visible_to(actor).filter(pk__in=seats).count() != len(seats):
            raise RosterRefused("写入的代表资格与您能看到的不一致，已全部撤回。请告诉系统管理员。")
        trail.add(chain_of(congress), actor, "roster.import", congress, seats=len(seats))


def save_person(deputy: Deputy, fields: list[str]) -> None:
    """A new person, or the named fields of a known one."""
    if deputy.pk is None:
        deputy.save(force_insert=True)
    elif fields:
        deputy.save(update_fields=fields)


def save_seat(deputy: Deputy, mandate: Mandate, fields: list[str]) -> None:
    """A new seat, or the named fields of a standing one."""
    mandate.deputy = deputy
    if mandate.pk is None:
        mandate.save(force_insert=True)
    else:
        mandate.save(update_fields=[name.removesuffix("_id") for name in fields])
