"""A quarter's summary that has not been sent is told to whoever sends it: when it was made, and once more two weeks later."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from common.clock import SHANGHAI
from notices.registry import AFTER, Draft, Kind, Slot
from reports.models import QuarterSummary
from reports.rules.quarter import senders

UNSENT = Kind(
    "quarter-unsent",
    "季度小结待发",
    (Slot("made", "报送的人", at=None, on="小结起草好时"), Slot("again", "报送的人", AFTER, 14, least=1, on="起草的那天")),
    "联络站制度规范 四（六）",
    ("季度小结待发：河湾村联络站2026 年第 3 季度小结", "数已经填好，请核对、写上问题和打算，然后报送。"),
)
TOLD_FOR = timedelta(days=14)


def quarter_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """Three queries however many summaries wait."""
    rows = QuarterSummary.objects.unsent().filter(made_at__gt=since - TOLD_FOR, made_at__lte=until, unit__closed_on=None).select_related("unit")
    told = senders({row.unit for row in rows}) if rows else {}
    for row in rows:
        for user_id in sorted(told[row.unit_id]):
            for slot in UNSENT.slots:
                due_at = _due(row.made_at, slot)
                yield Draft(
                    kind=UNSENT.name,
                    subject=str(row.pk),
                    period=slot.name,
                    recipient_id=user_id,
                    title=f"季度小结待发：{row.unit.name}{row.name}",
                    body="数已经填好，请核对、写上问题和打算，然后报送。",
                    url=row.get_absolute_url(),
                    due_at=due_at,
                    valid_until=due_at + TOLD_FOR,
                    unit_id=row.unit_id,
                    slot=slot.name,
                    day=row.made_at.astimezone(SHANGHAI).date(),
                )


def _due(made_at: datetime, slot: Slot) -> datetime:
    if slot.at is None:
        return made_at
    return datetime.combine(made_at.astimezone(SHANGHAI).date() + timedelta(days=slot.days), slot.at, SHANGHAI)
