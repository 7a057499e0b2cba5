"""One person's duty records of a year, for the deputy's own page and for the office's file alike."""

from django.db.models import Count

from common import clock
from common.pages import page_of
from deputies.models import Deputy
from deputies.registry import url_of
from deputies.rules.kinds import kinds_of_deputy, named

FIRST_YEAR = 2000
PER_PAGE = 25
WAITING = 10  # entries and objections shown; there are rarely more


def duty_context(deputy: Deputy, query) -> dict:
    """year, years (newest first), counts [(kind, label, number)], kind, page, lines [(record, address of its source)]."""
    this_year = clock.today().year
    year = _year(query.get("year"), this_year)
    records = deputy.duty_records.in_year(year)
    counted = dict(records.order_by().values_list("kind").annotate(Count("pk")))
    kinds = kinds_of_deputy(deputy)
    kind = query.get("kind") if query.get("kind") in counted or query.get("kind") in kinds else ""
    page = page_of(records.filter(kind=kind).newest_first() if kind else records.newest_first(), query.get("page"), PER_PAGE)
    years = {day.year for day in deputy.duty_records.order_by().dates("on", "year")} | {this_year, year}
    unknown = [kinds[code] for code in sorted(counted) if code not in kinds]
    return {
        "year": year,
        "years": sorted(years, reverse=True),
        "counts": [(row.code, row.name, counted[row.code]) for row in [*kinds.rows, *unknown] if row.code in counted],
        "total": sum(counted.values()),
        "kind": kind,
        "page": page,
        "waiting": named(deputy.duty_entries.waiting()[:WAITING], kinds),
        "objections": list(deputy.duty_objections.select_related("answered_by")[:WAITING]),
        "lines": [(record, url_of(record.source, record.source_id)) for record in named(page.rows, kinds)],
    }


def _year(typed: str | None, default: int) -> int:
    text = typed or ""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else default
    return year if FIRST_YEAR <= year <= default + 1 else default
