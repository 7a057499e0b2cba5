"""Beats that make the summaries of a quarter at once: tasks of the racer."""

from datetime import UTC, datetime

AFTER = datetime(2027, 1, 1, 3, tzinfo=UTC)


def quarters(number: int, rounds: int, prepared: dict) -> list:
    """Answer with how many drafts this process wrote, most of them for nothing."""
    from common import clock
    from reports.services.quarter import make_quarters

    with clock.at(AFTER):
        return [make_quarters()]


def naive_quarters(number: int, rounds: int, prepared: dict) -> list:
    """Look whether there is one, else write it: answer with the times somebody was faster."""
    from django.db import IntegrityError

    from reports.models import QuarterSummary
    from stations.models import Unit

    lost = []
    for turn in range(1, 101):
        for unit in Unit.objects.filter(kind="station").order_by("pk"):
            key = {"unit": unit, "year": 1900 + turn, "quarter": 1}
            if not QuarterSummary.objects.filter(**key).exists():
                try:
                    QuarterSummary.objects.create(**key, text="小结")
                except IntegrityError:
                    lost.append(unit.pk)
    return lost


TASKS = {"quarters": quarters, "naive_quarters": naive_quarters}
