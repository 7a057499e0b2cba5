"""What must never happen when many do the same at once (reliability); each beside the naive way, which must fail."""

from collections import Counter

import pytest

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("race")]


def flat(seen):
    return [each for part in seen for each in part]


def test_numbers_have_no_gap_and_no_repeat(race, rows):
    before = len(rows("SELECT 1 FROM constituents_visit"))
    given = flat(race("visits", 32, 10))

    assert len(given) == len(set(given)) == 32 * 10 * 9 // 10
    for table in ("constituents_visit", "opinions_opinion"):
        serials = [serial for (serial,) in rows(f"SELECT serial FROM {table} WHERE station_id IN (SELECT id FROM stations_unit WHERE mark = '河湾')")]
        assert sorted(serials) == list(range(1, len(serials) + 1)), table
    assert len(rows("SELECT 1 FROM constituents_visit")) == before + len(given)


def test_naive_numbers_repeat(race):
    given = flat(race("naive_numbers", 8, 40))

    assert len(set(given)) < len(given)


def test_one_form_sent_eight_times_is_one_visit(race, rows):
    before = len(rows("SELECT 1 FROM constituents_visit"))
    answers = flat(race("same_forms", 8))

    assert len(answers) == 8 * 300
    assert len({tuple(answer) for answer in answers}) == 300  # everybody was told the same number
    assert len(rows("SELECT 1 FROM constituents_visit")) == before + 300


def test_naive_forms_are_taken_again(race):
    answers = flat(race("naive_forms", 8))

    assert len({number for _, number in answers}) == 8 * 20


def test_one_of_eight_clerks_moves_a_case(race):
    moved = Counter(flat(race("one_case", 8)))

    assert len(moved) == 100
    assert set(moved.values()) == {1}


def test_naive_clerks_move_it_twice(race):
    moved = Counter(flat(race("naive_case", 8)))

    assert max(moved.values()) > 1


def test_a_duty_recorded_by_eight_stands_once(race, rows):
    answers = race("duties", 8)

    assert len({tuple(ids) for ids in answers}) == 1  # everybody was told the same rows
    assert rows("SELECT count(*) FROM deputies_dutyrecord WHERE source = 'opinion' AND source_id BETWEEN 1000 AND 1099") == [(300,)]


def test_naive_duties_collide(race):
    assert len(flat(race("naive_duties", 8))) > 0
