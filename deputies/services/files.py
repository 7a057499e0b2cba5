"""Verbs on deputies' files and mandates. The office of the congress keeps them (TZ art. 5(一); 代表法 61–62)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common.text import validate_text
from deputies.models import Deputy, Mandate
from stations.models import Unit
from stations.rules.chains import chain_of

PERSONAL = ("phone", "address")


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
        _note(trail, actor, "deputy.add", deputy, mandate, personal=[name for name in PERSONAL if getattr(deputy, name)])
    return deputy


def change_deputy(deputy: Deputy, fields: list[str], actor: User) -> None:
    """Save the named fields of a file; the audit entry names them, never their values."""
    if not fields:
        return
    with recorded() as trail:
        deputy.save(update_fields=fields)
        mandate = deputy.mandates.select_related("term__congress").order_by("-starts_on").first()
        _note(trail, actor, "deputy.change", deputy, mandate, fields=fields)


def add_mandate(mandate: Mandate, actor: User) -> Mandate:
    """Give a person one more seat: a by-election, another level, a new term."""
    with recorded() as trail:
        mandate.save()
        _note(trail, actor, "mandate.add", mandate, mandate, deputy=mandate.deputy_id)
    return mandate


def change_mandate(mandate: Mandate, fields: list[str], actor: User) -> None:
    if not fields:
        return
    with recorded() as trail:
        mandate.save(update_fields=fields)
        _note(trail, actor, "mandate.change", mandate, mandate, fields=fields)


def end_mandate(mandate: Mandate, last_day: date, reason: str, actor: User) -> None:
    """A seat ends with that day (代表法 61–62): what is done later is no longer this congress's to report."""
    validate_text(reason)
    with recorded() as trail:
        mandate.ends_on = last_day
        mandate.save(update_fields=["ends_on"])
        _note(trail, actor, "mandate.end", mandate, mandate, last_day=last_day, reason=reason)


def note_export(congresses: Iterable[Unit], rows: int, actor: User) -> None:
    """A roster with phones and addresses left the system: the chain of each congress whose office took it says so."""
    with recorded() as trail:
        for congress in congresses:
            trail.add(chain_of(congress), actor, "roster.export", congress, rows=rows, personal=list(PERSONAL))


def _note(trail: Trail, actor: User, action: str, subject, mandate: Mandate, **body) -> None:
    trail.add(chain_of(mandate.term.congress), actor, action, subject, **body)
