"""The lock of the tree: for whoever changes its shape, and whoever resolves rules down it."""

from stations.models import Unit


def lock_tree() -> None:
    """One change of the tree at a time: two moves side by side could hang two congresses below each other."""
    list(Unit.objects.select_for_update(no_key=True).filter(parent=None).order_by("pk").values_list("pk"))


def locked(unit: Unit) -> Unit:
    """The unit as it stands in the tree now, which nobody else changes until the commit."""
    lock_tree()
    return Unit.objects.get(pk=unit.pk)
