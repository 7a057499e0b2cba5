"""The duty ledger: records arise from the work itself, so nobody types them twice (国办函〔2026〕12号, D1)."""

from collections.abc import Iterable, Iterator

from accounts.services.audit import SYSTEM_CHAIN, Trail, recorded
from deputies.choices import DutySource
from deputies.models import Deputy, DutyRecord
from deputies.registry import Duty, rebuild_of, sources
from deputies.services.closings import Closings
from stations.models import Unit
from stations.rules.chains import chain_of

KEY = ["source", "source_id", "deputy", "kind"]
FACTS = ["on", "title", "content", "place", "station"]
TITLE_LENGTH = DutyRecord._meta.get_field("title").max_length
PLACE_LENGTH = DutyRecord._meta.get_field("place").max_length
BATCH = 500  # rows a statement: SQLite takes 32,766 variables, PostgreSQL 65,535


def record_duty(*columns, trail: Trail | None = None, **more) -> DutyRecord:
    """Write one duty; takes the fields of `registry.Duty`: source, source_id, deputy, kind, on, title, content, place, station.

    The key (source, source_id, deputy, kind) stands once, also when two processes write it together: a second call updates the
    facts. Joins the caller's transaction; the audit entry goes to the caller's trail.
    """
    return record_duties([Duty(*columns, **more)], trail)[0]


def record_duties(duties: Iterable[Duty], trail: Trail | None = None) -> list[DutyRecord]:
    """Write many duties with one statement per 500 and one audit entry per congress. Rows go in key order, so two writers cannot deadlock."""
    wanted = {duty.key: duty for duty in duties}  # one statement may not touch a row twice
    rows = [_row(wanted[key]) for key in sorted(wanted)]
    with recorded() as own:
        closings = Closings({row.deputy_id for row in rows})
        before = _standing(wanted) if closings.by_year else {}
        DutyRecord.objects.bulk_create(rows, batch_size=BATCH, update_conflicts=True, unique_fields=KEY, update_fields=FACTS)
        if closings.by_year:
            moved = [row for row in rows if row.key not in before or before[row.key].on != row.on]
            closings.note([*((before[row.key], -1) for row in moved if row.key in before), *((row, +1) for row in moved)])
        _note(trail or own, "duty.record", rows)
    return rows


def _standing(wanted: Iterable[tuple]) -> dict[tuple, DutyRecord]:
    """The records that stand under these keys."""
    ids: dict[str, set[int]] = {}
    for source, source_id, *_ in wanted:
        ids.setdefault(source, set()).add(source_id)
    found: dict[tuple, DutyRecord] = {}
    for source, several in ids.items():
        for part in _parts(sorted(several)):
            found |= {row.key: row for row in DutyRecord.objects.filter(source=source, source_id__in=part)}
    return found


def _parts(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def withdraw_duty(source: str, source_id: int, deputy: Deputy | None = None, trail: Trail | None = None) -> int:
    """Take back what a voided or corrected source had recorded, of one deputy or of all; returns the number of rows."""
    with recorded() as own:
        found = DutyRecord.objects.filter(source=source, source_id=source_id).select_related("station")
        rows = list(found.filter(deputy=deputy) if deputy else found)
        if rows:
            Closings({row.deputy_id for row in rows}).note((row, -1) for row in rows)
            _note(trail or own, "duty.withdraw", rows)
            DutyRecord.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def differences() -> tuple[list[Duty], list[DutyRecord]]:
    """What the sources say must stand but does not or stands otherwise, and what stands without a source."""
    missing, extra = [], []
    for source in sources():
        standing = {row.key: row for row in DutyRecord.objects.filter(source=source).iterator()}
        for duty in rebuild_of(source):
            row = standing.pop(duty.key, None)
            if row is None or _facts(row) != _facts(_row(duty)):
                missing.append(duty)
        extra.extend(standing.values())
    return missing, extra


def rebuild() -> tuple[int, int]:
    """Make the ledger say what its sources say; returns how many were written and how many taken back."""
    missing, extra = differences()
    with recorded() as trail:
        record_duties(missing, trail)
        for row in extra:
            withdraw_duty(row.source, row.source_id, row.deputy, trail)
    return len(missing), len(extra)


def _row(duty: Duty) -> DutyRecord:
    return DutyRecord(
        source=DutySource(duty.source),
        source_id=duty.source_id,
        deputy_id=duty.deputy_id,
        kind=duty.kind,
        on=duty.on,
        title=duty.title[:TITLE_LENGTH],
        content=duty.content,
        place=duty.place[:PLACE_LENGTH],
        station_id=duty.station_id,
        confirmed_by_id=duty.confirmed_by,
        confirmed_at=duty.confirmed_at,
    )


def _facts(row: DutyRecord) -> tuple:
    return (row.on, row.title, row.content, row.place, row.station_id)


def _note(trail: Trail, action: str, rows: list[DutyRecord]) -> None:
    """One entry for each chain. The actor is in the entry of the verb that caused it, in the same transaction."""
    by_station: dict[int | None, list[DutyRecord]] = {}
    for row in rows:
        by_station.setdefault(row.station_id, []).append(row)
    units = Unit.objects.in_bulk([pk for pk in by_station if pk])
    by_chain: dict[str, list[DutyRecord]] = {}
    for station_id, own in by_station.items():
        chain = chain_of(units[station_id]) if station_id else SYSTEM_CHAIN
        by_chain.setdefault(chain, []).extend(own)
    for chain, own in by_chain.items():
        first = own[0]
        trail.add(chain, None, action, f"{first.source}:{first.source_id}", count=len(own), deputies=[row.deputy_id for row in own][:BATCH])
