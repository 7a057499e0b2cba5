"""The printed sheet of one year (本年履职情况): what a deputy without a login reads, signs, or objects to, on paper (D3)."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from django.db.models import Q

from common import clock
from deputies.models import Deputy, DutyRecord, Mandate, YearSignature
from deputies.registry import with_outcomes
from deputies.rules.files import can_change
from deputies.rules.kinds import COUNTED_ONCE, kinds_of_deputies, named, that_count
from stations.rules.access import STAFF_AND_OFFICE, access_of

PRINTED = ("on", "kind", "title", "content", "place", "station_id")  # of a record


class Lines(NamedTuple):
    """The records on one sheet: how many, when the newest was written, a digest of what is printed of them."""

    number: int
    newest: datetime | None
    digest: str


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
        """Whether records came, went, took another's place or say something else since it was signed."""
        return changed_since(self.signature, lines_of([(record.created_at, *map(record.__getattribute__, PRINTED)) for record in self.records]))


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


def lines_of(rows: Sequence[tuple]) -> Lines:
    """rows are (written at, PRINTED…) in the order of the sheet."""
    printed = json.dumps([row[1:] for row in rows], ensure_ascii=False, default=str)
    return Lines(len(rows), max((row[0] for row in rows), default=None), hashlib.sha256(printed.encode()).hexdigest())


def lines_of_all(deputy_ids: set[int], year: int) -> dict[int, Lines]:
    """Deputy id → the lines of that year's sheet; one query."""
    found: dict[int, list[tuple]] = {pk: [] for pk in deputy_ids}
    rows = DutyRecord.objects.in_year(year).filter(deputy_id__among=deputy_ids).order_by("on", "pk")
    for pk, *row in rows.values_list("deputy_id", "created_at", *PRINTED):
        found[pk].append(tuple(row))
    return {pk: lines_of(several) for pk, several in found.items()}


def changed_since(signature: YearSignature | None, now: Lines) -> bool:
    """Whether the sheet is another than what was signed: in number, in what is printed, or by a record that was written on a later day
    (Asia/Shanghai). What came of an opinion may change: it is no record.
    """
    if signature is None:
        return False
    is_later = now.newest is not None and now.newest.astimezone(clock.SHANGHAI).date() > signature.signed_on
    return signature.total != now.number or is_later or signature.digest not in ("", now.digest)


def held_in(seats, year: int, last_year: int | None = None):
    """Seats held on some day of the year, or of the years up to the last."""
    first, last = date(year, 1, 1), date(last_year or year, 12, 31)
    return seats.filter(Q(ends_on__gte=first) | Q(ends_on=None, term__ends_on__gte=first), starts_on__lte=last)
