"""The last place of a slot is given once; beside the naive way, which gives it to several."""

from collections import Counter

import pytest

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("race")]


def given(seen) -> Counter:
    return Counter(day for part in seen for day in part)


def test_the_last_place_is_given_once(race, rows):
    found = given(race("last_place", 8))

    assert len(found) == 20
    assert set(found.values()) == {1}
    days = ",".join(map(str, found))
    assert set(rows(f"SELECT count(*) FROM constituents_appointment WHERE day_id IN ({days}) GROUP BY day_id")) == {(2,)}


def test_naive_booking_gives_it_to_several(race):
    assert max(given(race("naive_last_place", 8)).values()) > 1


def test_one_form_sent_eight_times_is_one_appointment(race):
    answers = [number for part in race("one_booking_form", 8) for number in part]

    assert len(answers) == 8
    assert len(set(answers)) == 1
