"""The rules of a published version, kept in memory: a regulation is never changed, and every page of a case asks for one."""

from django.db import connection

from stations.models import Regulation
from stations.rules.regulation import Rules

KEPT = 500  # versions; a province has more, a process's users have fewer
_kept: dict[int, Rules] = {}


def rules_of_version(regulation_id: int) -> Rules:
    """What the version of that id says. Inside a transaction it is read anew: what is not committed may never have been."""
    known = _kept.get(regulation_id)
    if known is None:
        known = Rules(Regulation.objects.values_list("body", flat=True).get(pk=regulation_id))
        if not connection.in_atomic_block:
            if len(_kept) >= KEPT:
                _kept.clear()
            _kept[regulation_id] = known
    return known
