"""Showing a person in full: for a reason, and never without a trace."""

from accounts.models import User
from accounts.services.audit import recorded
from constituents.models import Constituent
from opinions.models import Opinion
from stations.rules.chains import chain_of

FIELDS = ("name", "phone", "address")


def reveal_person(opinion: Opinion, actor: User, reason: str) -> Constituent:
    """The person behind the case. The trail says who looked, at which fields, and why."""
    with recorded() as trail:
        trail.add(chain_of(opinion.station), actor, "opinion.reveal", opinion, number=opinion.number, fields=list(FIELDS), reason=reason)
    return opinion.constituent
