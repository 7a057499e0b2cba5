"""One person's duty records of a year, for the deputy's own page and for the office's file alike."""

from collections import Counter
from datetime import timedelta

from common import clock
from common.pages import page_of
from deputies.choices import EntryState
from deputies.models import Deputy
from deputies.registry import url_of
from deputies.rules.kinds import named
from stations.rules.regulation.kinds import Kinds

FIRST_YEAR = 2000
PER_PAGE = 25
WAITING = 10  # entries and objections shown; there are rarely more
REFUSED = timedelta(days=60)  # so long a refused entry is shown


def duty_context(deputy: Deputy, query, kinds: Kinds, *also: str) -> dict:
    """year, years (newest first), counts [(kind, label, number)], kind, page, lines [(record, address of its source)].

    kinds name what is counted; merged are those of which not every act counts. acts are (columns of also…, day, kind, number) of all years:
    one query says what was done in a year, which years there are, and what norms count.
    """
    this_year = clock.today().year
    year = year_in(query.get("year"), this_year)
    records = deputy.duty_records.in_year(year)
    acts, counted = list(deputy.duty_records.days(*also)), Counter()
    for *_, day, each, number in acts:
        counted[each] += number if day.year == year else 0
    counted = +counted
    kind = query.get("kind") if query.get("kind") in counted or query.get("kind") in kinds else ""
    total = counted[kind] if kind else counted.total()
    page = page_of(records.filter(kind=kind).newest_first() if kind else records.newest_first(), query.get("page"), PER_PAGE, total=total)
    years = {day.year for *_, day, _, _ in acts} | {this_year, year}
    entries = named(deputy.duty_entries.unsettled(clock.now() - REFUSED)[: 2 * WAITING], kinds)
    unknown = [kinds[code] for code in sorted(counted) if code not in kinds]
    return {
        "year": year,
        "years": sorted(years, reverse=True),
        "counts": [(row.code, row.name, counted[row.code]) for row in [*kinds.rows, *unknown] if row.code in counted],
        "total": counted.total(),
        "merged": [kinds.name(code) for codes in kinds.merged.values() for code in codes if counted[code] > 1],
        "acts": acts,
        "kind": kind,
        "page": page,
        "waiting": [entry for entry in entries if entry.state == EntryState.WAITING][:WAITING],
        "refused": [entry for entry in entries if entry.state == EntryState.REFUSED][:WAITING],
        "objections": list(deputy.duty_objections.select_related("answered_by")[:WAITING]),
        "lines": [(record, url_of(record.source, record.source_id)) for record in named(page.rows, kinds)],
    }


def year_in(typed: str | None, default: int) -> int:
    """The year that was typed; the default for what is none."""
    text = typed or ""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else default
    return year if FIRST_YEAR <= year <= default + 1 else default
