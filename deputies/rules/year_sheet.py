"""The printed sheet of one year (本年履职情况): what a deputy without a login reads, signs, or objects to, on paper (D3)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.db.models import Count, Max, Q

from common import clock
from deputies.models import Deputy, DutyRecord, Mandate, YearSignature
from deputies.registry import with_outcomes
from deputies.rules.files import can_change
from deputies.rules.kinds import COUNTED_ONCE, kinds_of_deputies, named, that_count
from stations.rules.access import STAFF_AND_OFFICE, access_of


@dataclass(frozen=True)
class YearSheet:
    """One deputy's year. `counts` are (kind's name, number) in the order of the congress's table, which says what is counted."""

    deputy: Deputy
    year: int
    seats: list[Mandate]
    records: list[DutyRecord]
    counted: int
    counts: list[tuple[str, int]]
    signature: YearSignature | None

    @property
    def total(self) -> int:
        return len(self.records)

    @property
    def note(self) -> str:
        return COUNTED_ONCE if self.counted < self.total else ""

    @property
    def changed(self) -> bool:
        """Whether records came, went or took another's place since it was signed."""
        return changed_since(self.signature, self.total, max((record.created_at for record in self.records), default=None))


def can_sign(user) -> bool:
    """The station or the office notes a signature on paper; the deputy is visible to them already."""
    return access_of(user).has_role(*STAFF_AND_OFFICE)


def can_withdraw(user, row: YearSignature) -> bool:
    """Whoever noted it, or the office, takes a wrong one back."""
    return row.noted_by_id == user.pk or can_change(user, row.deputy)


def year_sheets(user, deputies: Sequence[Deputy], year: int) -> list[YearSheet]:
    """The sheets in the order given; six queries, however many, and one or two where opinions are among the records."""
    ids = {deputy.pk for deputy in deputies}
    seats, records = defaultdict(list), defaultdict(list)
    for seat in held_in(Mandate.objects.visible_to(user), year).filter(deputy_id__among=ids).for_list().order_by("starts_on", "pk"):
        seats[seat.deputy_id].append(seat)
    tables = kinds_of_deputies(ids)
    rows = DutyRecord.objects.visible_to(user).in_year(year).filter(deputy_id__among=ids).select_related("station")
    for record in rows.order_by("on", "pk"):
        records[record.deputy_id].append(record)
    with_outcomes(user, chain.from_iterable(records.values()))
    signed = signatures(ids, year)
    found = []
    for deputy in deputies:
        own = named(records[deputy.pk], tables[deputy.pk])
        numbers = Counter(record.kind for record in that_count(own, tables[deputy.pk]))
        order = {row.code: place for place, row in enumerate(tables[deputy.pk].rows)}
        counts = [(tables[deputy.pk].name(kind), numbers[kind]) for kind in sorted(numbers, key=lambda kind: order.get(kind, len(order)))]
        found.append(YearSheet(deputy, year, seats[deputy.pk], own, numbers.total(), counts, signed.get(deputy.pk)))
    return found


def signatures(deputy_ids: set[int], year: int) -> dict[int, YearSignature]:
    """Deputy id → the newest signature under that year."""
    rows = YearSignature.objects.filter(deputy_id__among=deputy_ids, year=year).select_related("noted_by").order_by("signed_on", "pk")
    return {row.deputy_id: row for row in rows}


def totals(deputy_ids: set[int], year: int) -> dict[int, tuple[int, datetime]]:
    """Deputy id → number of records in that year, and when the newest of them was written."""
    rows = DutyRecord.objects.in_year(year).filter(deputy_id__among=deputy_ids).order_by()
    return {pk: (number, newest) for pk, number, newest in rows.values_list("deputy_id").annotate(Count("pk"), Max("created_at"))}


def changed_since(signature: YearSignature | None, total: int, newest: datetime | None) -> bool:
    """Whether the sheet is another than what was signed: in number, or by a record that was written on a later day (Asia/Shanghai)."""
    if signature is None:
        return False
    return signature.total != total or (newest is not None and newest.astimezone(clock.SHANGHAI).date() > signature.signed_on)


def held_in(seats, year: int, last_year: int | None = None):
    """Seats held on some day of the year, or of the years up to the last."""
    first, last = date(year, 1, 1), date(last_year or year, 12, 31)
    return seats.filter(Q(ends_on__gte=first) | Q(ends_on=None, term__ends_on__gte=first), starts_on__lte=last)
