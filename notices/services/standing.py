"""Whether what waited — for the morning, for a summary, for a gateway — is still so."""

import logging
from datetime import datetime, timedelta

from notices.choices import ROBOTS
from notices.models import Reminder
from notices.registry import Draft
from notices.rules.drafts import dated
from notices.services.planning import standing_drafts

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=10)  # what is due no longer than that was planned a moment ago
OVER = "发出以前事情变了或者办好了，不用再提醒"


class Standing:
    """What the planners propose, read once for each kind that something late is of."""

    def __init__(self) -> None:
        self._drafts: dict[str, dict[str, Draft] | None] = {}

    def holds(self, reminder: Reminder, now: datetime) -> bool:
        """Whether it is to be told still; if so, in the words of today: the hour may have changed."""
        known = self._known(reminder.kind, now) if now - reminder.due_at > FRESH else None
        if known is None:
            return True
        draft = known.get(reminder.key.rpartition(":")[0])
        if draft and reminder.channel not in ROBOTS:
            reminder.title = dated(draft).title
        return draft is not None

    def _known(self, kind: str, now: datetime) -> dict[str, Draft] | None:
        if kind not in self._drafts:
            try:
                self._drafts[kind] = standing_drafts(kind, now)
            except Exception:
                log.exception("planners of %s failed; what waits is sent as it was written", kind)
                self._drafts[kind] = None
        return self._drafts[kind]
