"""Who inspects the 民情记录 of a deputy (TZ art. 6), and whose of a year were inspected."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Q, QuerySet

from constituents.models import ContactInspection
from deputies.choices import DutySource
from deputies.models import Deputy, DutyRecord, Mandate
from deputies.rules.seats import deputy_id_of
from stations.choices import Role
from stations.models import Unit
from stations.rules.access import access_of

STATES = (("", "全部"), ("open", "还没检查"), ("done", "检查过"), ("none", "还没有联系"))
FROM_PEOPLE = [source for source in DutySource if source != DutySource.ENTERED]


@dataclass
class Inspected:
    """One deputy in one year: the last contact in the ledger, the last inspection."""

    deputy: Deputy
    groups: list[str] = field(default_factory=list)
    stations: list[Unit] = field(default_factory=list)
    last: date | None = None
    inspection: ContactInspection | None = None

    def passes(self, state: str) -> bool:
        """Whether the deputy belongs to a view of the list (STATES)."""
        return {"open": self.inspection is None, "done": self.inspection is not None, "none": self.last is None}.get(state, True)


def inspected(seats: QuerySet[Mandate], year: int) -> list[Inspected]:
    """The deputies of these seats in the seats' order; four queries however many they are."""
    found: dict[int, Inspected] = {}
    for seat in seats.for_list():
        row = found.setdefault(seat.deputy_id, Inspected(seat.deputy))
        row.groups += [seat.group.name] if seat.group and seat.group.name not in row.groups else []
        row.stations += [seat.station] if seat.station and seat.station not in row.stations else []
    records = DutyRecord.objects.in_year(year).filter(deputy_id__among=found, source__in=FROM_PEOPLE).order_by()
    for deputy_id, last in records.values_list("deputy_id").annotate(Max("on")):
        found[deputy_id].last = last
    for row in ContactInspection.objects.filter(deputy_id__among=found, year=year).order_by("on", "pk"):
        found[row.deputy_id].inspection = row
    return list(found.values())


def can_inspect(user, deputy: Deputy) -> bool:
    """The office and the heads (站长) of the congress or station that the deputy has a seat in or is linked to; nobody the own record."""
    units = access_of(user).units(Role.OFFICE, Role.HEAD)
    if not units or deputy_id_of(user) == deputy.pk:
        return False
    return Mandate.objects.filter(Q(term__congress_id__among=units) | Q(station_id__among=units), deputy=deputy).exists()


def can_withdraw(user, row: ContactInspection) -> bool:
    """Whoever noted it, and the office."""
    is_office = access_of(user).has_role(Role.OFFICE) and can_inspect(user, row.deputy)
    return row.by_id == user.pk or is_office
