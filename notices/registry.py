"""Reminder planners, declared here and filled from above in AppConfig.ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol

BEFORE, AFTER = "before", "after"
ONCE = "once"  # the slot of a kind that has but one
WHEN = "{when}"  # in a draft's title: 今天, 明天 or the day itself, as it is right when the reminder is written; outside the app always the day


@dataclass(frozen=True)
class Draft:
    """One reminder that must exist: subject and period make its key unique for a recipient (`kind:subject:period:recipient:channel`).

    unit_id  whose settings hold: those of the nearest congress at or above it; None: nobody's
    slot     which of the kind's moments it is
    day      what the slot's days are counted from. Of drafts of one kind, subject, day and recipient the later one overtakes the earlier
    same     what else speaks of the same thing: of drafts of one planner that share it, recipient and slot, the kind of the first one holds
    """

    kind: str
    subject: str
    period: str
    recipient_id: int
    title: str
    body: str
    url: str
    due_at: datetime
    valid_until: datetime
    unit_id: int | None = None
    slot: str = ONCE
    day: date | None = None
    same: str = ""


@dataclass(frozen=True)
class Slot:
    """One moment at which a kind is told: who, and so many days before or after the day that it is about, at what time.

    side  BEFORE or AFTER; "": the day is fixed, only the time can be set
    at    None: at once, when it happens
    workdays  the days are working days; least, most: what a congress may set
    """

    name: str = ONCE
    to: str = ""
    side: str = ""
    days: int = 0
    at: time | None = time(9)
    workdays: bool = False
    least: int = 0
    most: int = 30
    on: str = ""  # what the days are counted from, or the fixed day, in words
    example: tuple[str, str] = ("", "")  # where this moment says something else than the kind


@dataclass(frozen=True)
class Kind:
    """A sort of reminder as people know it. `source`: the rule behind it; `example`: a title and a body as they are sent.

    kept   why no congress may switch it off; "": it may
    slots  none: nothing of it can be set
    """

    name: str
    title: str
    slots: tuple[Slot, ...] = ()
    source: str = ""
    example: tuple[str, str] = ("", "")
    kept: str = ""

    def slot(self, name: str) -> Slot | None:
        return next((each for each in self.slots if each.name == name), None)


class Tuning(Protocol):
    """The settings in force, as one plan() reads them."""

    def concerns(self, kinds: Iterable[str]) -> bool:
        """Whether anything is set for one of these kinds."""

    def days(self, kinds: Iterable[str]) -> int:
        """By how many calendar days some setting moves a reminder of these kinds, at most."""

    def differs(self, other: "Tuning") -> set[str]:
        """Kinds of which the other reading says something else."""

    def apply(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts as the settings want them, without those that are switched off."""


Planner = Callable[[datetime, datetime], Iterable[Draft]]

OTHERS = {"digest": "每天汇总"}  # what no planner yields

_planners: dict[str, Planner] = {}
_kinds: dict[str, Kind] = {}
_planned: dict[str, tuple[str, ...]] = {}  # planner → its kinds
_tunings: list[Callable[[], Tuning]] = []


def register_planner(name: str, planner: Planner, *several: Kind) -> None:
    """planner(since, until) yields every reminder that falls due on the days of the window, from business rows alone; the kinds say what they are.

    What falls due later or is overtaken does no harm: plan() leaves it out. `until` may lie in the future, where a congress wants to be told sooner.
    """
    _planners[name] = planner
    _planned[name] = tuple(kind.name for kind in several)
    for kind in several:
        _kinds[kind.name] = kind


def kinds_of(planner: str) -> tuple[str, ...]:
    """Names of the kinds that a planner yields."""
    return _planned.get(planner, ())


def planners_of(kind: str) -> dict[str, Planner]:
    return {name: planner for name, planner in _planners.items() if kind in kinds_of(name)}


def kind_of(name: str) -> Kind | None:
    return _kinds.get(name)


def register_tuning(read: Callable[[], Tuning]) -> None:
    """Let the app that knows units say which settings are in force."""
    _tunings.append(read)


def tunings() -> list[Tuning]:
    """Read anew: one plan() works with one reading."""
    return [read() for read in _tunings]


def kinds() -> list[Kind]:
    """The declared kinds, in the order of their names' declaration."""
    return list(_kinds.values())


Reach = Callable[[Any], Iterable[int]]  # user → ids of the users whose reminders this user may see

_reaches: dict[str, Reach] = {}


def register_reach(name: str, reach: Reach) -> None:
    """Let an app that knows posts or seats say whose reminders a user may see."""
    _reaches[name] = reach


def reaches() -> list[Reach]:
    return list(_reaches.values())


def title_of(kind: str) -> str:
    """What a kind is called; a kind that nobody declared is a reminder."""
    return _kinds[kind].title if kind in _kinds else OTHERS.get(kind, "新的提醒")


def planners() -> dict[str, Planner]:
    return dict(_planners)
