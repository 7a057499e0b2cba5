"""Times the annual workbook of a big congress: `script/bench annual`. 2,500 deputies with 130,000 duty records of this year.

`--load` fills the database that DATABASE_URL names; `--check` reads the finished workbook again and compares it with plain SQL: every
deputy's number of every kind, the columns' sums, the rows of the detail sheet.
"""

import argparse
import json
import os
from collections import Counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
django.setup()

from django.db import connection  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from bench import duties  # noqa: E402
from common import clock  # noqa: E402
from deputies.choices import DutyKind  # noqa: E402
from reports.services.annual_workbook import DETAIL, STATISTICS  # noqa: E402

OF_THE_YEAR = 130_000
FIRST_ROW, FIRST_COLUMN = 3, 3  # below the title, the line and the head; right of number, group and name
COUNTED = """
    SELECT person.name, record.kind, COUNT(*) FROM deputies_dutyrecord record JOIN deputies_deputy person ON person.id = record.deputy_id
     WHERE record."on" BETWEEN %s AND %s
       AND EXISTS (SELECT 1 FROM deputies_mandate seat JOIN deputies_term term ON term.id = seat.term_id
                     JOIN stations_unit congress ON congress.id = term.congress_id
                    WHERE seat.deputy_id = record.deputy_id AND congress.level = 'county'
                      AND record."on" BETWEEN seat.starts_on AND COALESCE(seat.ends_on, term.ends_on))
     GROUP BY person.name, record.kind
"""


def load() -> dict:
    return duties.load(OF_THE_YEAR * 20 // 19)


def checked(path: str) -> dict:
    """Namesakes are added up on both sides."""
    year = clock.today().year
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [f"{year}-01-01", f"{year}-12-31"])
        wanted = {(name, DutyKind(kind).label): number for name, kind, number in cursor.fetchall()}
    book = CalamineWorkbook.from_path(path)
    cells, sums = _table(book.get_sheet_by_name(STATISTICS).to_python()[FIRST_ROW:])
    detail = Counter((row[4], row[1]) for row in book.get_sheet_by_name(DETAIL).to_python()[FIRST_ROW:])
    by_kind = Counter()
    for (_, kind), number in wanted.items():
        by_kind[kind] += number
    equal = {"each deputy's": dict(cells) == wanted, "each column's": sums == by_kind, "detail": dict(detail) == wanted}
    return {"records of the year": by_kind.total(), "equal to SQL": equal}


def _table(rows: list[list]) -> tuple[Counter, Counter]:
    """(name, kind) → number of the deputies' rows; kind → number of the last sum."""
    labels, cells, sums = [kind.label for kind in DutyKind], Counter(), Counter()
    for row in rows:
        counts = {label: int(number) for label, number in zip(labels, row[FIRST_COLUMN:], strict=False) if isinstance(number, float) and number}
        if isinstance(row[0], float):
            cells.update({(row[2], label): number for label, number in counts.items()})
        elif row[0] == "合计":
            sums = Counter(counts)
    return cells, sums


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--load", action="store_true")
    options.add_argument("--check", metavar="PATH")
    given = options.parse_args()
    print(json.dumps(load() if given.load else checked(given.check), ensure_ascii=False))


if __name__ == "__main__":
    main()
