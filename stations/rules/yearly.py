"""Yearly plans and summaries (TZ art. 2(二): at the start and at the end of the year)."""

from datetime import date


def due_in(rule: dict, what: str, year: int) -> date | None:
    """Until when the year's `plan` or `summary` is due; None where nothing is set."""
    return date.fromisoformat(f"{year}-{rule[what]}") if rule[what] else None
