"""Eight beats at the end of a quarter make each summary once."""

import pytest

from tests.concurrency.test_races import flat

pytestmark = pytest.mark.concurrency


def test_eight_beats_make_each_summary_once(race, rows):
    written = max(flat(race("quarters", 8)))  # whoever looked first drafted for every unit

    assert written >= 7  # the town's units; other races may have left theirs
    assert rows("SELECT count(*), count(DISTINCT unit_id) FROM reports_quartersummary WHERE year = 2026 AND quarter = 4") == [(written, written)]


def test_looking_first_runs_into_the_constraint(race):
    assert len(flat(race("naive_quarters", 8))) > 0
