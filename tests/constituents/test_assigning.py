"""Fairness over random stations: where any assignment keeps the numbers within one of each other, ours does."""

import random
from datetime import date, timedelta
from itertools import combinations, product

import pytest

from constituents.rules.assigning import Turns, assign

FIRST = date(2026, 1, 5)


def days(number: int) -> list[date]:
    return [FIRST + timedelta(weeks=each) for each in range(number)]


def spread(found: dict, people) -> int:
    counts = [sum(each in there for there in found.values()) for each in people]
    return max(counts) - min(counts)


def possible(free: dict, wanted: int, people) -> bool:
    """By trying every assignment there is: can the numbers stay within one of each other?"""
    ways = [list(combinations(sorted(free[day]), min(wanted, len(free[day])))) for day in free]
    return any(spread(dict(zip(free, one, strict=True)), people) <= 1 for one in product(*ways))


@pytest.mark.parametrize("seed", range(80))
def test_fair_whenever_it_is_possible(seed):
    dice = random.Random(seed)
    people = [*list(range(1, dice.randint(2, 5))), 9]
    wanted, number = dice.randint(1, 2), dice.randint(2, 6)
    free = {day: {each for each in people if dice.random() < 0.65} for day in days(number)}
    found = assign(free, wanted, free, Turns(), lambda each: each % 2)
    for day, there in found.items():
        assert len(there) == len(set(there)) == min(wanted, len(free[day]))
        assert set(there) <= free[day]
    assert (spread(found, people) <= 1) == possible(free, wanted, people)


@pytest.mark.parametrize("seed", range(30))
def test_at_most_one_apart_where_everybody_can_come(seed):
    dice = random.Random(seed)
    people, wanted, number = list(range(dice.randint(1, 40))), dice.randint(1, 5), dice.choice((4, 12, 52))
    free = {day: set(people) for day in days(number)}
    found = assign(free, wanted, free, Turns(), lambda each: each // 7 or None)
    assert spread(found, people) <= 1
    assert {len(there) for there in found.values()} == {min(wanted, len(people))}


def test_what_was_done_earlier_in_the_year_counts():
    turns = Turns()
    for day in days(4):
        turns.note(1, day)
    later = [day + timedelta(days=200) for day in days(6)]
    found = assign(later, 1, {key: {1, 2} for key in later}, turns, lambda _: None)
    assert [each for there in found.values() for each in there].count(2) == 5
    assert turns.load == {1: 5, 2: 5}


def test_colleagues_of_one_group_come_together():
    found = assign(days(2), 2, {key: {1, 2, 3, 4} for key in days(2)}, Turns(), {1: 10, 2: 20, 3: 10, 4: 20}.get)
    assert list(found.values()) == [[1, 3], [2, 4]]


def test_a_day_on_which_nobody_can_come_stays_empty():
    assert assign(days(1), 2, {FIRST: set()}, Turns(), lambda _: None) == {FIRST: []}
