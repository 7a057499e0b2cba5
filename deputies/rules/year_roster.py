"""Who stands in a congress's table of one year, and on which days an act counts there: kept with the year when it is closed."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from deputies.models import Mandate
from deputies.rules.seats import Span, active_spans
from deputies.rules.year_sheet import held_in
from stations.models import Unit


class RosterLine(NamedTuple):
    """One deputy; `group` is that of the newest seat of the year."""

    deputy_id: int
    group: str
    spans: list[Span]

    def acts_on(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.spans)


def roster_of(congress: Unit, year: int) -> list[RosterLine]:
    """Everybody who held a seat in the year, by group and then in the order in which they entered the roster."""
    seats: dict[int, list[Mandate]] = {}
    held = held_in(Mandate.objects.filter(term__congress=congress), year).select_related("term", "group").prefetch_related("suspensions")
    for seat in held.order_by("starts_on", "pk"):
        seats.setdefault(seat.deputy_id, []).append(seat)
    order = sorted(seats, key=lambda pk: (_place(seats[pk][-1]), pk))
    return [RosterLine(pk, _group(seats[pk][-1]), list(_inside(seats[pk], year))) for pk in order]


def as_json(lines: Iterable[RosterLine]) -> list:
    return [[pk, group, [[first.isoformat(), last.isoformat()] for first, last in spans]] for pk, group, spans in lines]


def from_json(rows: Iterable) -> list[RosterLine]:
    return [RosterLine(pk, group, [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]) for pk, group, spans in rows]


def _place(seat: Mandate) -> tuple:
    return (0, seat.group.position, seat.group_id) if seat.group else (1, 0, 0)


def _group(seat: Mandate) -> str:
    return seat.group.name if seat.group else ""


def _inside(seats: Iterable[Mandate], year: int) -> Iterable[Span]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    cut = ((max(start, first), min(end, last)) for seat in seats for start, end in active_spans(seat))
    return (span for span in cut if span[0] <= span[1])
