"""The duty records behind one figure of the annual statistics: exactly as many as the figure says."""

from collections.abc import Iterator
from copy import copy

from django.db.models import QuerySet

from deputies.models import DutyRecord
from deputies.rules.norms import Norm
from deputies.services.norm_places import act_of, acts_of
from deputies.services.norms import records_of
from reports.services.annual import Tally


def records_behind(user, tally: Tally, kind: str = "") -> QuerySet[DutyRecord]:
    """The counted records that the user may see, newest first; of one kind, or of all (empty)."""
    records = _counted(tally, tally.records())
    return _shown(user, records.filter(kind__in=tally.columns.codes(kind)) if kind else records)


def _counted(tally: Tally, records: QuerySet[DutyRecord]) -> QuerySet[DutyRecord]:
    """Without what counts no second time on a day."""
    merged = tally.merged
    if not merged:
        return records
    rows = records.filter(kind__in=merged).values_list("pk", "deputy_id", "kind", "on", "place", "station_id")
    again = [pk for pk, deputy_id, kind, on, *where in rows if not any(tally.counted(deputy_id, kind, on, 1, tuple(where)).values())]
    tally.seen.clear()
    return records.exclude(pk__in=again)


def done_behind(user, tally: Tally, norm: Norm) -> QuerySet[DutyRecord]:
    """What a norm counts of the deputies: in the year, or in the whole term."""
    return _shown(user, records_of(tally.congress, norm, tally.year, tally.spans))


def acts_behind(user, tally: Tally, norm: Norm, place: int | None) -> list[DutyRecord]:
    """What a norm of a group, a station, a home or the congress counts: an act of several deputies is one row, with all `names`."""
    found: dict[tuple, DutyRecord] = {}
    for row in _shown(user, acts_of(tally.congress, norm, tally.year, place)):
        act = found.setdefault(act_of(row), row)
        act.names = [*getattr(act, "names", []), row.deputy.name]
    return list(found.values())


def _shown(user, records: QuerySet[DutyRecord]) -> QuerySet[DutyRecord]:
    return records.visible_to(user).select_related("deputy", "station", "confirmed_by").order_by("-on", "-pk")


def repeated_behind(user, tally: Tally, kind: str = "") -> list[DutyRecord]:
    """Each record once for every table beyond the first in which it stands; `also` is that table's congress."""
    return [row for record in records_behind(user, tally, kind).filter(deputy__in=_in_several(tally)) for row in _too_often(record, tally)]


def _in_several(tally: Tally) -> list[int]:
    return [deputy for deputy, spans in tally.spans.items() if len({congress for congress, _ in spans}) > 1]


def _too_often(record: DutyRecord, tally: Tally) -> Iterator[DutyRecord]:
    where = (record.place, record.station_id)
    standing = {congress for congress, number in tally.counted(record.deputy_id, record.kind, record.on, 1, where).items() if number}
    for congress in [congress for congress in tally.congresses if congress.pk in standing][1:]:
        row = copy(record)
        row.also = congress
        yield row
