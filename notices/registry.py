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


Planner = Callable[[datetime, datetime], Iterable[Draft]]

_planners: dict[str, Planner] = {}


def register_planner(name: str, planner: Planner) -> None:
    """planner(since, until) yields every reminder that falls due in the window, from business rows alone."""
    _planners[name] = planner


def planners() -> dict[str, Planner]:
    return dict(_planners)
