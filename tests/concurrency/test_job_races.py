"""A job whose hint came eight times is done once."""

from collections import Counter

import pytest

from tests.concurrency.test_races import flat

pytestmark = pytest.mark.concurrency


def test_one_of_eight_workers_does_a_job(race, rows):
    done = Counter(flat(race("same_jobs", 8)))

    assert (len(done), set(done.values())) == (100, {1})
    assert rows("SELECT state, attempts, count(*) FROM jobs_job WHERE done = total AND result_path <> '' GROUP BY 1, 2") == [("done", 1, 100)]


def test_naive_workers_do_it_twice(race):
    done = Counter(flat(race("naive_jobs", 8)))

    assert max(done.values()) > 1
