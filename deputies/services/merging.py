"""What becomes of the deputies linked to a station that is merged or closed (TZ art. 5(一): each belongs to exactly one)."""

from django.db.models import Q, QuerySet

from common import clock
from deputies.models import Mandate
from stations.models import Unit


def foresee(unit: Unit, successor: Unit | None) -> list[str]:
    people = _linked(unit).values("deputy").distinct().count()
    if not people:
        return []
    if successor:
        return [f"联系它的 {people} 位代表改为联系「{successor.name}」。"]
    return [f"联系它的 {people} 位代表就没有联系的站了，请到「代表」里另选。"]


def settle(unit: Unit, successor: Unit | None) -> dict[str, int]:
    """Link the seats that are held or will be, and the constituencies, to the successor; seats that ended stay as they were."""
    if successor is None:
        return {}
    places = list(unit.constituencies.all())
    for place in places:
        place.stations.add(successor)
        place.stations.remove(unit)
    return {"mandates": _linked(unit).update(station=successor), "constituencies": len(places)}


def _linked(unit: Unit) -> QuerySet[Mandate]:
    today = clock.today()
    return Mandate.objects.filter(Q(ends_on=None, term__ends_on__gte=today) | Q(ends_on__gte=today), station=unit)
