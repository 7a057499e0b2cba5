"""Verbs on deputies' files. The office of the congress keeps them (TZ art. 5(一))."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from accounts.services.audit import recorded
from deputies.models import Deputy, Mandate
from deputies.services.seats import note, note_file
from stations.models import Unit
from stations.rules.chains import chain_of

PERSONAL = ("phone", "email", "address")


def add_deputy(deputy: Deputy, mandate: Mandate, actor: User, request_key: UUID | None = None) -> Deputy:
    """Write a new person with the first seat. The same request key again answers with the person already there."""
    with recorded() as trail:
        known = Deputy.objects.filter(request_key=request_key).first() if request_key else None
        if known:
            return known
        deputy.request_key = request_key
        deputy.save()
        mandate.deputy = deputy
        mandate.save()
        note(trail, actor, "deputy.add", deputy, mandate, personal=[name for name in PERSONAL if getattr(deputy, name)])
    return deputy


def change_deputy(deputy: Deputy, fields: list[str], actor: User) -> None:
    """Save the named fields of a file; the audit entry names them, never their values."""
    if not fields:
        return
    with recorded() as trail:
        deputy.save(update_fields=fields)
        note_file(trail, actor, "deputy.change", deputy, deputy, fields=fields)


def note_export(congresses: Iterable[Unit], rows: int, actor: User) -> None:
    """A roster with phones and addresses left the system: the chain of each congress whose office took it says so."""
    with recorded() as trail:
        for congress in congresses:
            trail.add(chain_of(congress), actor, "roster.export", congress, rows=rows, personal=list(PERSONAL))
