"""Who holds which post where, for whoever must be told."""

from collections.abc import Iterable

from stations.models import Post, Unit


def holders_at(unit_ids: Iterable[int], role: str) -> dict[int, set[int]]:
    """By unit: ids of those who hold the role at that very unit today, and of who stands in for them."""
    found: dict[int, set[int]] = {}
    for unit_id, user_id in Post.objects.filter(unit_id__among=set(unit_ids), role=role).current().told("unit_id"):
        found.setdefault(unit_id, set()).add(user_id)
    return found


def nearest_holders(units: Iterable[Unit], roles: Iterable[str]) -> dict[int, set[int]]:
    """By unit: ids of those who hold one of the roles at the nearest unit at or above it that has any; nobody's where none has. One query."""
    units = list(units)
    wanted = {pk for unit in units for pk in unit.ancestor_ids}
    at: dict[int, set[int]] = {}
    for unit_id, user_id in Post.objects.filter(unit_id__among=wanted, role__in=list(roles)).current().told("unit_id"):
        at.setdefault(unit_id, set()).add(user_id)
    return {unit.pk: next((at[pk] for pk in reversed(unit.ancestor_ids) if pk in at), set()) for unit in units}
