"""Verbs on constituencies and groups: add, change, put in order, merge duplicates, delete empty ones."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import recorded
from deputies.models import Constituency, Group, Term
from deputies.rules.places import Place, links_to
from deputies.services.terms import new_constituencies, new_groups
from stations.models import Unit
from stations.rules.chains import chain_of


def add_constituencies(term: Term, names: Sequence[str], actor: User) -> int:
    """The new ones come last; one that is there already stays as it is. Returns how many are new."""
    return _add(term.congress, names, actor, "constituency.add", lambda: new_constituencies(term, names))


def add_groups(congress: Unit, names: Sequence[str], actor: User) -> int:
    return _add(congress, names, actor, "group.add", lambda: new_groups(congress, names))


def _add(congress: Unit, names: Sequence[str], actor: User, action: str, write) -> int:
    with recorded() as trail:
        added = write()
        if added:
            trail.add(chain_of(congress), actor, action, congress, names=list(names))
    return added


def change_constituency(place: Constituency, stations: Sequence[Unit], changed: list[str], actor: User) -> None:
    """Write the name and the stations that the constituency covers."""
    with recorded() as trail:
        place.save(update_fields=["name"])
        place.stations.set(stations)
        _note(trail, place, actor, "change", fields=changed, name=place.name, stations=[unit.pk for unit in stations])


def change_group(group: Group, changed: list[str], actor: User) -> None:
    """Write the name, the leader and the liaison."""
    with recorded() as trail:
        group.save(update_fields=["name", "leader", "liaison"])
        _note(trail, group, actor, "change", fields=changed, name=group.name, leader=group.leader_id, liaison=group.liaison_id)


def put_in_order(places: Sequence[Place], actor: User) -> None:
    """All constituencies of a term, or all groups of a congress, in their new order."""
    moved = [place for number, place in enumerate(places, 1) if place.position != number]
    if not moved:
        return
    for number, place in enumerate(places, 1):
        place.position = number
    with recorded() as trail:
        type(moved[0]).objects.bulk_update(moved, ["position"], batch_size=500)
        _note(trail, moved[0], actor, "order", moved=len(moved))


def merge_places(place: Place, into: Place, actor: User) -> int:
    """Everything that points to `place` points to `into` afterwards, whatever app it is of, and `place` is gone. Returns the rows moved."""
    with recorded() as trail:
        locked = {one.pk: one for one in type(place).objects.select_for_update().filter(pk__in=[place.pk, into.pk]).order_by("pk")}
        if len(locked) < 2:
            raise ValidationError("其中一个刚刚已被合并或删去，请回到列表看看。")
        moved = 0
        for model, field, _ in list(links_to(place)):
            moved += model._base_manager.filter(**{field: place}).update(**{field: into})
        if isinstance(place, Constituency):
            into.stations.add(*place.stations.all())
        _note(trail, into, actor, "merge", merged=place.name, merged_id=place.pk, into=into.name, rows=moved)
        place.delete()
    return moved


def delete_place(place: Place, actor: User) -> None:
    """An empty one goes for good. Raises ValidationError while anything points to it."""
    with recorded() as trail:
        if any(links_to(place)):
            raise ValidationError(f"「{place.name}」还有代表或记录，不能删去；重复的请合并。")
        _note(trail, place, actor, "delete", name=place.name)
        place.delete()


def _note(trail, place: Place, actor: User, verb: str, **body) -> None:
    trail.add(chain_of(place.keeper), actor, f"{place._meta.model_name}.{verb}", place, **body)
