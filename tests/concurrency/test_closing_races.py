"""A year that is closed while duties are written: each is in the figures, or a correction beside them."""

import pytest

from tests.concurrency.test_races import flat

pytestmark = pytest.mark.concurrency
LOST = """
    SELECT year FROM deputies_yearclosing closing
    WHERE year BETWEEN {first} AND {first} + 39
      AND (SELECT coalesce(sum(number::int), 0) FROM jsonb_each(figures) AS one(deputy, counts), jsonb_each_text(counts) AS each(kind, number))
        + (SELECT coalesce(sum(change), 0) FROM deputies_dutycorrection WHERE closing_id = closing.id)
       <> (SELECT count(*) FROM deputies_dutyrecord WHERE extract(year FROM "on") = year)
"""


@pytest.mark.parametrize(("task", "first", "loses"), [("closings", 1900, False), ("naive_closings", 1950, True)])
def test_what_is_written_while_a_year_closes_is_counted_or_told(race, rows, task, first, loses):
    written = flat(race(task, 4))

    assert len(written) == 3 * 40
    assert bool(rows(LOST.format(first=first))) is loses
