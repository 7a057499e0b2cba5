"""The congresses over a station, and at which of them a case lies (YH 五: county matters through the town congress to those above)."""

from django.db.models.functions import Length

from opinions.models import Opinion
from stations.choices import UnitKind
from stations.models import Unit


def congresses_over(station: Unit) -> list[Unit]:
    """The open congresses the station lies under, its own first."""
    found = Unit.objects.open().filter(pk__in=station.ancestor_ids, kind=UnitKind.CONGRESS)
    return list(found.order_by(Length("path").desc()))


def next_above(opinion: Opinion) -> Unit | None:
    """The congress that the case can be handed up to; None at the top."""
    over = congresses_over(opinion.station)
    return next(iter(over[_place(opinion, over) + 1 :]), None)


def next_below(opinion: Opinion) -> Unit | None:
    """The congress that a case which was handed up goes back to; None: the station's own."""
    over = congresses_over(opinion.station)
    place = _place(opinion, over)
    return over[place - 1] if place > 1 else None


def _place(opinion: Opinion, over: list[Unit]) -> int:
    return next((number for number, unit in enumerate(over) if unit.pk == opinion.above_id), 0)
