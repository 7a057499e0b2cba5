"""Home visits (走访, YH 四(二)): the deputies went to people, so they count as contacts and nobody was at the station."""

from collections.abc import Iterator

from accounts.services.audit import Trail
from common.clock import SHANGHAI
from constituents.choices import Way
from constituents.models import Visit
from deputies.choices import DutyKind, DutySource
from deputies.models import DutyRecord
from deputies.registry import Duty
from deputies.services.ledger import record_duties, withdraw_duty
from stations.models import Unit

TITLE = "走访群众"


def place_of(station: Unit, way: str, village: str) -> str:
    """Where a visit was, when nobody wrote a place."""
    return (village or "群众家中") if way == Way.HOME_VISIT else station.name


def note_contacts(visit: Visit, trail: Trail | None = None) -> None:
    """Make the ledger say who went, once for each deputy and visit, whatever was corrected."""
    went = {duty.deputy_id: duty for duty in _duties(visit)}
    for standing in DutyRecord.objects.filter(source=DutySource.VISIT, source_id=visit.pk).select_related("deputy"):
        if standing.deputy_id not in went:
            withdraw_duty(DutySource.VISIT, visit.pk, standing.deputy, trail)
    if went:
        record_duties(went.values(), trail)


def all_duties() -> Iterator[Duty]:
    """Every duty that home visits put into the ledger (for its rebuild)."""
    rows = Visit.objects.valid().filter(way=Way.HOME_VISIT, day=None).select_related("station").prefetch_related("deputies").order_by("pk")
    for visit in rows.iterator(chunk_size=2000):
        yield from _duties(visit)


def _duties(visit: Visit) -> list[Duty]:
    """Without the person's name, as those of households. A home visit that hangs on a reception day is of the time when it counted as one there."""
    if visit.voided_at or visit.way != Way.HOME_VISIT or visit.day_id:
        return []
    on = visit.at.astimezone(SHANGHAI).date()
    return [
        Duty(DutySource.VISIT, visit.pk, deputy.pk, DutyKind.CONTACT, on, TITLE, place=visit.place, station=visit.station)
        for deputy in visit.deputies.all()
    ]
