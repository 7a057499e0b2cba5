"""What the list of reminders says of one."""

from dataclasses import dataclass

from common import clock
from notices import registry
from notices.choices import ROBOTS, ReminderState
from notices.models import Reminder

TONES = {
    ReminderState.DUE: "run",
    ReminderState.FOLDED: "run",
    ReminderState.SENT: "done",
    ReminderState.DROPPED: "idle",
    ReminderState.FAILED: "late",
}


@dataclass(frozen=True)
class Told:
    reminder: Reminder
    kind: str
    tone: str
    can_retry: bool

    @property
    def to_group(self) -> bool:
        return self.reminder.channel in ROBOTS


def can_retry(reminder: Reminder) -> bool:
    """Only what failed and is not overtaken; what a summary told is retried with the summary."""
    return reminder.state == ReminderState.FAILED and reminder.valid_until > clock.now() and reminder.digest_id is None


def told(reminder: Reminder) -> Told:
    return Told(reminder, registry.title_of(reminder.kind), TONES[ReminderState(reminder.state)], can_retry(reminder))
