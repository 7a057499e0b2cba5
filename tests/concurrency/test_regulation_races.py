"""Publishing at once: every version has its number, and a town's newest stands on its county's newest."""

import pytest

from tests.concurrency.test_races import flat

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("race")]

VALUES = """
    SELECT DISTINCT ON (u.id) u.level, r.number, (SELECT count(*) FROM stations_regulation x WHERE x.congress_id = u.id),
        r.body -> 'limits' -> 'urgent' -> 'days'
    FROM stations_regulation r JOIN stations_unit u ON u.id = r.congress_id ORDER BY u.id, r.number DESC
"""


def test_publishers_in_one_tree_wait_for_each_other(race, rows):
    assert flat(race("publishers", 6, 8)) == []
    newest = rows(VALUES)
    assert [number for _, number, _, _ in newest] == [count for _, _, count, _ in newest]
    assert len({urgent for _, _, _, urgent in newest}) == 1  # the county's last word reached both towns


def test_naive_publishers_take_the_same_number(race):
    assert len(flat(race("naive_publishers", 6, 8))) > 0
