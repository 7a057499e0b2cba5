"""The congress's table of organs (告知单, practice.md)."""

from accounts.models import User
from accounts.services.audit import recorded
from opinions.models import Organ
from stations.rules.chains import chain_of


def add_organ(organ: Organ, actor: User) -> Organ:
    """Add a line; one that is there already is answered with itself, its address and phone brought up to date."""
    with recorded() as trail:
        row, _ = Organ.objects.update_or_create(
            congress=organ.congress,
            legal_way=organ.legal_way,
            name=organ.name,
            defaults={"address": organ.address, "phone": organ.phone},
        )
        trail.add(chain_of(row.congress), actor, "organ.add", row, name=row.name, legal_way=row.legal_way)
    return row


def strike_organ(organ: Organ, actor: User) -> None:
    with recorded() as trail:
        trail.add(chain_of(organ.congress), actor, "organ.strike", organ, name=organ.name, legal_way=organ.legal_way)
        organ.delete()
