"""Who receives on which day of a year: fair to everybody, within what each one can do. Pure."""

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

Free = Mapping[date, Collection[int]]


@dataclass
class Turns:
    """What each deputy already has in the year: how many days, and the last one."""

    load: Counter[int] = field(default_factory=Counter)
    last: dict[int, date] = field(default_factory=dict)

    def note(self, deputy_id: int, day: date) -> None:
        self.load[deputy_id] += 1
        self.last[deputy_id] = max(day, self.last.get(deputy_id, day))

    def key(self, deputy_id: int) -> tuple:
        """The fewest days first, then the longest without duty."""
        return self.load[deputy_id], self.last.get(deputy_id, date.min), deputy_id


def assign(days: Iterable[date], wanted: int, free: Free, turns: Turns, group_of: Callable[[int], int | None]) -> dict[date, list[int]]:
    """`wanted` deputies for each day, fewer where fewer are free; their numbers over the year differ by at most 1 where absences allow it.

    In turn first, a colleague of the same group before others with as few days; then days are passed on along chains until no deputy has two
    more than another who could have taken one of them. Then no other assignment is fairer (the degrees of a balanced semi-matching).
    """
    found: dict[date, list[int]] = {}
    for day in sorted(days):
        found[day] = _in_turn(day, wanted, free[day], turns, group_of)
    _balance(found, free, turns)
    return found


def _in_turn(day: date, wanted: int, free: Collection[int], turns: Turns, group_of: Callable[[int], int | None]) -> list[int]:
    chosen: list[int] = []
    left = set(free)
    while left and len(chosen) < wanted:
        group = group_of(chosen[0]) if chosen else None

        def order(deputy_id: int, group=group) -> tuple:
            load, *rest = turns.key(deputy_id)
            return (load, group is not None and group_of(deputy_id) != group, *rest)

        best = min(left, key=order)
        left.remove(best)
        chosen.append(best)
    for deputy_id in chosen:
        turns.note(deputy_id, day)
    return chosen


def _balance(found: dict[date, list[int]], free: Free, turns: Turns) -> None:
    people = sorted({deputy_id for day in found for deputy_id in free[day]})
    while chain := next(filter(None, (_chain(found, free, turns.load, each) for each in sorted(people, key=turns.key))), None):
        for day, giver, taker in chain:
            found[day][found[day].index(giver)] = taker
        turns.load[chain[0][1]] -= 1
        turns.load[chain[-1][2]] += 1


def _chain(found: dict[date, list[int]], free: Free, load: Counter[int], poorest: int) -> list[tuple[date, int, int]]:
    """Steps (day, who gives it, who takes it) from somebody with at least two days more than this one; empty when there is none."""
    if max(load.values(), default=0) - load[poorest] < 2:
        return []
    step: dict[int, tuple[date, int]] = {}
    waiting = deque([poorest])
    while waiting:
        taker = waiting.popleft()
        for day, there in found.items():
            if taker in there or taker not in free[day]:
                continue
            for giver in there:
                if giver == poorest or giver in step:
                    continue
                step[giver] = (day, taker)
                if load[giver] - load[poorest] >= 2:
                    return _walk(step, giver, poorest)
                waiting.append(giver)
    return []


def _walk(step: dict[int, tuple[date, int]], giver: int, end: int) -> list[tuple[date, int, int]]:
    chain = []
    while giver != end:
        day, taker = step[giver]
        chain.append((day, giver, taker))
        giver = taker
    return chain
