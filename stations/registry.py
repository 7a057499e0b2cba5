"""What higher apps know of deadlines, posts and units: declared here, filled from above in AppConfig.ready."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from accounts.services.audit import Trail
from stations.models import Post, Unit
from stations.rules.workdays import Table

Recount = Callable[[dict], dict]  # a stored basis → the basis by the calendar as it is or would be


@dataclass(frozen=True)
class OpenDeadline:
    """A limit of working days that still runs: of which case, at which station, and how it was computed."""

    pk: int
    unit_id: int
    basis: dict


@dataclass(frozen=True)
class CaseLine:
    """What a list shows of a case."""

    number: str
    title: str
    url: str


@dataclass
class Recounted:
    """What a batch of recounting did: how many cases have another deadline, and how many of them each unit (by id) works on."""

    moved: int = 0
    units: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class DeadlineSource:
    """One kind of case with deadlines.

    running() yields every open deadline; a case may have several.
    lines(ids, user) describes those of the cases that the user may see.
    recount(ids, recount_of, actor, trail) locks these cases, asks recount_of() for the calendar of this moment, writes
    what changed with an event in each case, and may be repeated at will.
    """

    running: Callable[[], Iterable[OpenDeadline]]
    lines: Callable[[Collection[int], User], dict[int, CaseLine]]
    recount: Callable[[Collection[int], Callable[[], Recount], User | None, Trail], Recounted]


_deadlines: dict[str, DeadlineSource] = {}


def register_deadlines(name: str, source: DeadlineSource) -> None:
    _deadlines[name] = source


def deadline_sources() -> dict[str, DeadlineSource]:
    return dict(_deadlines)


# Planned days that a changed calendar touches ---------------------------------------------------------------------------
@dataclass(frozen=True)
class PlannedShift:
    """A planned day that the rules would put elsewhere; `to` None: it would not take place. `why`: 「国庆节放假」."""

    unit_id: int
    on: date
    to: date | None
    why: str
    url: str


@dataclass(frozen=True)
class PlannedSource:
    """One kind of planned days.

    shifts(known) yields what would move by that table of the calendar.
    tell(before, after, actor) tells whoever must decide on days that `after` moves and `before` did not; in the caller's transaction.
    """

    shifts: Callable[[Table], list[PlannedShift]]
    tell: Callable[[Table, Table, User | None], None]


_planned: dict[str, PlannedSource] = {}


def register_planned(name: str, source: PlannedSource) -> None:
    _planned[name] = source


def planned_sources() -> list[PlannedSource]:
    return list(_planned.values())


# Open work at a post: what a hand-over shows and passes on ------------------------------------------------------------
@dataclass(frozen=True)
class OpenWork:
    """One kind of work that waits at a post. It belongs to the role at its units, so it waits for whoever holds the post."""

    label: str
    count: int
    url: str = ""


Waiting = Callable[[Post], Iterable[OpenWork]]
PassOn = Callable[[Post, Post], int]


@dataclass(frozen=True)
class Source:
    """`pass_on(old, new)` moves the rows that name the person and says how many; None where nothing does."""

    waiting: Waiting
    pass_on: PassOn | None = None


_sources: dict[str, Source] = {}


def register_open_work(name: str, waiting: Waiting, pass_on: PassOn | None = None) -> None:
    """Declare a source of open work; both functions run inside the transaction of a hand-over."""
    _sources[name] = Source(waiting, pass_on)


def open_work(post: Post) -> list[OpenWork]:
    """Every kind of work that waits at the post now, source by source."""
    return [work for name in sorted(_sources) for work in _sources[name].waiting(post) if work.count]


def pass_on(old: Post, new: Post) -> dict[str, int]:
    """Let every source move what names the person; how many rows each one moved."""
    return {name: source.pass_on(old, new) for name, source in sorted(_sources.items()) if source.pass_on}


@dataclass(frozen=True)
class Pending:
    """Work that must be ended before its unit may close: 「还有 3 件意见没有办结」, and the page that lists it."""

    words: str
    url: str = ""


def _nothing(*_) -> list:
    return []


@dataclass(frozen=True)
class Belongings:
    """What one app keeps at a unit and how it follows when the unit is merged into a successor, or closes (successor None).

    pending(unit)            what forbids closing; a merge carries it over
    foresee(unit, successor) sentences for the page that asks before
    settle(unit, successor)  does it inside the verb's transaction; returns figures for the audit entry
    rename(unit, trail)      the unit has another name: what keeps a copy of the name follows, inside the verb's transaction
    """

    pending: Callable[[Unit], list[Pending]] = _nothing
    foresee: Callable[[Unit, Unit | None], list[str]] = _nothing
    settle: Callable[[Unit, Unit | None], dict[str, int]] = lambda unit, successor: {}
    rename: Callable[[Unit, Trail], object] = lambda unit, trail: None


_belongings: dict[str, Belongings] = {}


def register_belongings(name: str, belongings: Belongings) -> None:
    _belongings[name] = belongings


def all_belongings() -> Iterator[Belongings]:
    """In the order of their names, so that two verbs write in the same order."""
    return (_belongings[name] for name in sorted(_belongings))
