"""A deadline in words, and the colour that goes with them."""

from dataclasses import dataclass
from datetime import date

from opinions.choices import State
from stations.rules.workdays import workdays_between

SOON = 2  # working days
STATE_TONES = {State.CLOSED: "done", State.VOIDED: "idle", State.MERGED: "idle"}


@dataclass(frozen=True)
class Left:
    """「还剩 3 个工作日」 with its tone, and the day itself."""

    tone: str
    text: str
    on: date

    @property
    def day(self) -> str:
        return f"{self.on.month}月{self.on.day}日"


def left_until(due_on: date | None, today: date) -> Left | None:
    """How many working days are left; None without a deadline. Asks no row: the calendar is in memory."""
    if due_on is None:
        return None
    days = workdays_between(today, due_on)
    if due_on < today:
        return Left("late", f"超期 {-days} 个工作日" if days else "已超期", due_on)
    if due_on == today:
        return Left("soon", "今天到期", due_on)
    return Left("soon" if days <= SOON else "run", f"还剩 {days} 个工作日", due_on)


def tone_of(state: str) -> str:
    return STATE_TONES.get(State(state), "run")
