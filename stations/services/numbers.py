"""Case numbers: station, year, serial; no gap, no repeat."""

from django.db import connection

from stations.models import NumberCounter, Unit


def take_numbers(kind: str, unit: Unit, year: int, count: int = 1) -> int:
    """Raise the counter by count inside the caller's transaction and return the first serial of the block.

    Call it as late as possible: the counter's row stays locked until the commit. A rollback gives the numbers back.
    """
    table = NumberCounter._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (kind, unit_id, year, last) VALUES (%s, %s, %s, %s) "  # noqa: S608 - the table's own name
            f"ON CONFLICT (kind, unit_id, year) DO UPDATE SET last = {table}.last + excluded.last RETURNING last",
            [kind, unit.pk, year, count],
        )
        return cursor.fetchone()[0] - count + 1


def written(unit: Unit, year: int, serial: int, infix: str = "") -> str:
    """「河湾2026-0211」, for a visit 「河湾访2026-0012」."""
    return f"{unit.mark or unit.name[:4]}{infix}{year}-{serial:04d}"
