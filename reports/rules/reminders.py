"""A quarter's summary that has not been sent is told to whoever sends it: when it was made, and once more two weeks later."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from notices.registry import Draft
from reports.models import QuarterSummary
from reports.rules.quarter import senders

KIND = "quarter-unsent"
TIMES = {"made": timedelta(0), "again": timedelta(days=14)}
TOLD_FOR = timedelta(days=14)


def quarter_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """One query, and one for each summary that waits."""
    rows = QuarterSummary.objects.unsent().filter(made_at__gt=since - TOLD_FOR, made_at__lte=until, unit__closed_on=None).select_related("unit")
    for row in rows:
        for user_id in sorted(senders(row.unit)):
            for period, later in TIMES.items():
                yield Draft(
                    kind=KIND,
                    subject=str(row.pk),
                    period=period,
                    recipient_id=user_id,
                    title=f"季度小结待发：{row.unit.name}{row.name}",
                    body="数已经填好，请核对、写上问题和打算，然后报送。",
                    url=row.get_absolute_url(),
                    due_at=row.made_at + later,
                    valid_until=row.made_at + later + TOLD_FOR,
                )
