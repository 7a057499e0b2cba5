"""Dates of livelihood projects (JH 三, 四): they run from the day on which the congress closed."""

from calendar import monthrange
from datetime import date


def plan_due(rule: dict, closed_on: date) -> date | None:
    """The last day for the projects' plans: the same day so many months later, or that month's last one (JH 四(一): one month)."""
    if not rule["plan_months"]:
        return None
    months = closed_on.month - 1 + rule["plan_months"]
    year, month = closed_on.year + months // 12, months % 12 + 1
    return date(year, month, min(closed_on.day, monthrange(year, month)[1]))


def stage_on(rule: dict, day: date) -> dict | None:
    """The stage in whose months the day lies (JH 四: 2–3, 4–11, 12)."""
    return next((stage for stage in rule["stages"] if stage["first"] <= day.month <= stage["last"]), None)
