"""Reminder planners, declared here and filled from above in AppConfig.ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Draft:
    """One reminder that must exist: subject and period make its key unique for a recipient (`kind:subject:period:recipient:channel`)."""

    kind: str
    subject: str
    period: str
    recipient_id: int
    title: str
    body: str
    url: str
    due_at: datetime
    valid_until: datetime


@dataclass(frozen=True)
class Kind:
    """A sort of reminder as people know it: its name in a list, and when and to whom it is sent."""

    name: str
    title: str
    explanation: str = ""


Planner = Callable[[datetime, datetime], Iterable[Draft]]

OTHERS = {"digest": "每天汇总"}  # what no planner yields

_planners: dict[str, Planner] = {}


_kinds: dict[str, Kind] = {}


def register_planner(name: str, planner: Planner, *several: Kind) -> None:
    """planner(since, until) yields every reminder that falls due in the window, from business rows alone; the kinds say what they are."""
    _planners[name] = planner
    for kind in several:
        _kinds[kind.name] = kind


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
