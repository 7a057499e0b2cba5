"""Which congress each value of a regulation comes from, for the chip beside it."""

from stations.models import Regulation, Unit
from stations.rules.plain import Origins
from stations.rules.regulation import DEFAULT_BODY
from stations.rules.regulation.layers import difference


def origins_of(regulation: Regulation) -> Origins:
    """A version from before there were layers set itself whatever differs from the proposals."""
    known = regulation.origins
    if known is None:
        known = dict.fromkeys(difference(regulation.body, DEFAULT_BODY), regulation.congress_id)
    return origins_for(known, regulation.congress)


def origins_for(of: dict[str, int], congress: Unit) -> Origins:
    ids = set(of.values()) - {congress.pk}
    return Origins(of, congress.pk, dict(Unit.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {})
