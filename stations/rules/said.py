"""What the regulations in force say at some places of their bodies. Bodies are not read as a whole: reminders ask every minute."""

from stations.models import Regulation, Unit


def said_at(*places: str) -> dict[int, tuple]:
    """By congress (id). One query."""
    rows = Regulation.objects.newest().order_by().values_list("congress_id", *places)
    return {congress_id: tuple(said) for congress_id, *said in rows}


def nearest_said(unit: Unit, said: dict[int, tuple]) -> tuple | None:
    """What the nearest congress at or above the unit says."""
    return next((said[pk] for pk in reversed(unit.ancestor_ids) if pk in said), None)
