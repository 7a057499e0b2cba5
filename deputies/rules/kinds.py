"""Which kinds of duty a congress has and what they are called: the one place that screens, forms, sheets and figures ask (D1, F1).

The table stands in the congress's regulation. A closed year keeps the table by which it was closed; every other year goes by today's.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from django.db.models import OuterRef, Subquery

from deputies.models import Deputy, DutyRecord, Mandate, YearClosing
from deputies.rules.files import can_change
from stations.models import Regulation, Unit
from stations.rules.published import rules_of_version
from stations.rules.regulation import DEFAULT_BODY
from stations.rules.regulation.kinds import Kind, Kinds

COUNTED_ONCE = "同一天（同一地点）只计一次的，每条都列，次数和统计表一样。"


@cache
def standard() -> Kinds:
    """The thirteen columns of the 代表年度履职情况统计表: what holds where a regulation says nothing."""
    return Kinds.of(DEFAULT_BODY["kinds"])


def kinds_of(congress: Unit, year: int | None = None) -> Kinds:
    """The table of a congress; year: as that year is counted."""
    return kinds_in([congress], year)[congress.pk]


def kinds_in(congresses: Iterable[Unit], year: int | None = None) -> dict[int, Kinds]:
    """Congress id → table, in one query for all of them, or two with a year."""
    if year is not None:
        return kinds_through(congresses, [year])[year]
    return _nearest({congress.pk: congress.ancestor_ids for congress in congresses})


def kinds_through(congresses: Iterable[Unit], years: Iterable[int]) -> dict[int, dict[int, Kinds]]:
    """Year → congress id → table; two queries for all."""
    return as_counted(kinds_in(congresses), years)


def as_counted(now: dict[int, Kinds], years: Iterable[int]) -> dict[int, dict[int, Kinds]]:
    """Year → congress id → table, from today's tables (congress id →) where they are at hand; one query."""
    found = {year: dict(now) for year in years}
    closed = YearClosing.objects.standing().filter(congress_id__among=set(now), year__in=list(found)).exclude(kinds=None)
    for year, congress_id, rows in closed.values_list("year", "congress_id", "kinds"):
        found[year][congress_id] = _as_closed(rows, now[congress_id])
    return found


def _nearest(lines: dict[int, list[int]]) -> dict[int, Kinds]:
    """Congress id → table; lines: the ids from the top of the tree down to the congress."""
    tables = _published({pk for line in lines.values() for pk in line}) if lines else {}
    near = {congress: next((pk for pk in reversed(line) if pk in tables), None) for congress, line in lines.items()}
    return {congress: tables[pk] if pk else standard() for congress, pk in near.items()}


def _published(congress_ids: set[int]) -> dict[int, Kinds]:
    last = Regulation.objects.filter(congress=OuterRef("congress")).order_by("-number").values("pk")[:1]
    rows = Regulation.objects.filter(congress_id__among=congress_ids, pk=Subquery(last)).order_by()
    found = rows.values_list("congress_id", "body__kinds", "body__kind_order")
    return {pk: Kinds.of(kinds, order or ()) if kinds else standard() for pk, kinds, order in found}


def _as_closed(rows: list[dict], now: Kinds) -> Kinds:
    """The table by which a year was closed, with what came since behind it."""
    then = Kinds.of(rows)
    return Kinds([*then.rows, *(replace(row, used=False) for row in now.rows if row.code not in then)])


def together(tables: Iterable[Kinds]) -> Kinds:
    """Several congresses' tables as one; names are those of the first."""
    found = Kinds(())
    for table in tables:
        found += table
    return found if found.rows else standard()


def kinds_of_deputies(deputy_ids: Iterable[int]) -> dict[int, Kinds]:
    """Deputy id → the tables of all congresses in which the deputy has or had a seat, the highest first. Two queries."""
    ids = set(deputy_ids)
    seats = Mandate.objects.filter(deputy_id__in=ids).order_by("term__congress__path").values_list("deputy_id", "term__congress__path").distinct()
    here: dict[int, list[int]] = {pk: [] for pk in ids}
    lines: dict[int, list[int]] = {}
    for deputy_id, path in seats:
        line = [int(part) for part in path.strip("/").split("/")]
        lines[line[-1]] = line
        here[deputy_id].append(line[-1])
    tables = _nearest(lines)
    return {deputy_id: together(tables[pk] for pk in several) for deputy_id, several in here.items()}


def kinds_of_deputy(deputy: Deputy) -> Kinds:
    return kinds_of_deputies([deputy.pk])[deputy.pk]


def kinds_at(paths: Iterable[str], versions: dict[str, int]) -> Kinds:
    """The tables of the congresses of these paths as one, the highest first; versions as `published.versions_at` has them. No query of its own."""
    return together(rules_of_version(versions[path]).kinds for path in sorted(set(paths)) if path in versions)


def named(rows: Iterable, kinds: Kinds | None = None) -> list:
    """Rows with a deputy and a kind, each with the `kind_name` of its deputy's congress, or of this table."""
    rows = list(rows)
    tables = {} if kinds else kinds_of_deputies(row.deputy_id for row in rows)
    for row in rows:
        row.kind_name = (kinds or tables[row.deputy_id]).name(row.kind)
    return rows


def that_count(records: Iterable[DutyRecord], kinds: Kinds) -> list[DutyRecord]:
    """One deputy's records without those that the table does not count (as `DutyRecordQuerySet.once`)."""
    seen, found = set(), []
    for record in records:
        key = kinds.once(record.kind, record.on, record.place, record.station_id)
        if key is None or key not in seen:
            found.append(record)
        seen.add(key)
    return found


def entered_kinds(user, deputy: Deputy) -> list[Kind]:
    """What this user may add by hand to the deputy's file: as the deputy, as the office that confirms, or as the station."""
    who = "deputy" if deputy.user_id == user.pk else "office" if can_change(user, deputy) else "station"
    return kinds_of_deputy(deputy).entered_by(who)
