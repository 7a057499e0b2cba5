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


def test_four_clerks_move_each_of_a_thousand_cases_once(race, rows):
    before = rows("SELECT count(*) FROM opinions_opinionevent WHERE action = 'screen'")[0][0]
    moved = Counter(flat(race("four_clerks", 4)))

    assert (len(moved), set(moved.values())) == (1000, {1})
    assert rows("SELECT count(*) FROM opinions_opinionevent WHERE action = 'screen'") == [(before + 1000,)]


def test_naive_clerks_move_it_twice(race):
    moved = Counter(flat(race("naive_case", 8)))

    assert max(moved.values()) > 1


def test_a_duty_recorded_by_eight_stands_once(race, rows):
    answers = race("duties", 8)

    assert len({tuple(ids) for ids in answers}) == 1  # everybody was told the same rows
    assert rows("SELECT count(*) FROM deputies_dutyrecord WHERE source = 'opinion' AND source_id BETWEEN 1000 AND 1099") == [(300,)]


def test_naive_duties_collide(race):
    assert len(flat(race("naive_duties", 8))) > 0


STEP_DAYS = {"screening": 1, "auditing": 2}


def strange_deadlines(rows, ids) -> list:
    """Open cases whose deadline is not that of the step they stand at."""
    found = rows(f"SELECT state, due_basis, due_on FROM opinions_opinion WHERE id IN ({','.join(map(str, ids))})")
    return [row for row in found if row[1]["days"] != STEP_DAYS[row[0]] or row[1]["due_on"] != row[2].isoformat()]


def test_a_changed_calendar_and_moving_clerks_leave_each_other_alone(race, rows):
    moved = flat(race("redates", 6, 3))

    assert len(moved) == 100
    assert strange_deadlines(rows, moved) == []
    assert rows("SELECT count(*) FROM stations_calendarchange WHERE applied_at IS NOT NULL AND settled_at IS NULL") == [(0,)]


def test_naive_recounting_overwrites_the_clerks(race, rows):
    moved = flat(race("naive_redates", 6, 3))

    assert strange_deadlines(rows, moved) != []


def wrong_paths(rows, town: str) -> list:
    """Units in and at the town whose path is not their parent's path and their own id."""
    near = f"(u.name LIKE '{town}%' OR p.name LIKE '{town}%')"
    return rows(
        f"SELECT u.id, u.path FROM stations_unit u JOIN stations_unit p ON p.id = u.parent_id WHERE {near} AND u.path <> p.path || u.id || '/'"
    )


def test_a_moving_town_and_new_stations_keep_their_paths(race, rows):
    assert flat(race("tree", 8, 12)) == [12] * 8

    assert wrong_paths(rows, "往来镇") == []
    assert len(rows("SELECT 1 FROM stations_unit u JOIN stations_unit p ON p.id = u.parent_id WHERE p.name LIKE '往来镇%'")) == 4 * 12


def test_naive_moving_leaves_stations_behind(race, rows):
    race("naive_tree", 8, 12)

    assert wrong_paths(rows, "散乱镇") != []
