"""Reminder planners, declared here and filled from above in AppConfig.ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


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

_planners: dict[str, Planner] = {}


_kinds: dict[str, Kind] = {}


def register_planner(name: str, planner: Planner, kind: Kind | None = None) -> None:
    """planner(since, until) yields every reminder that falls due in the window, from business rows alone; `kind` says what they are."""
    _planners[name] = planner
    if kind:
        _kinds[kind.name] = kind


def title_of(kind: str) -> str:
    """What a kind is called; a kind that nobody declared is a reminder."""
    return _kinds[kind].title if kind in _kinds else "新的提醒"


def planners() -> dict[str, Planner]:
    return dict(_planners)
