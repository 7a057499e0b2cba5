"""The rules of a published version, kept in memory: a regulation is never changed, and every page of a case asks for one."""

from collections.abc import Iterable

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


def versions_at(paths: Iterable[str]) -> dict[str, int]:
    """Path of a unit → id of the regulation that holds there (as `current_regulation`); without one the path is missing. One query, no bodies."""
    lines = {path: [int(part) for part in path.strip("/").split("/")] for path in paths}
    above = {pk for line in lines.values() for pk in line}
    newest = dict(Regulation.objects.filter(congress_id__in=above).newest().values_list("congress_id", "pk")) if above else {}
    found = {path: next((newest[pk] for pk in reversed(line) if pk in newest), None) for path, line in lines.items()}
    return {path: version for path, version in found.items() if version}
