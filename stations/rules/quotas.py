"""How many deputies report to their voters in a year (XM 二: 20–30 % from the second year of the term; TZ art. 3(四): once a term)."""

from dataclasses import dataclass
from datetime import date
from math import ceil, floor


@dataclass(frozen=True)
class Quota:
    """At least and at most so many deputies in that year."""

    least: int
    most: int


def year_of_term(starts_on: date, day: date) -> int:
    """1 in the first twelve months of the term."""
    years = day.year - starts_on.year
    return years + 1 - ((day.month, day.day) < (starts_on.month, starts_on.day))


def quota(rule: dict, deputies: int, year: int) -> Quota:
    """For a group of so many deputies in the term's year; nobody before the year the rule names.

    A fraction of a deputy is one more to reach the least, none to add to the most.
    """
    if rule["kind"] != "share" or year < rule["from_year"]:
        return Quota(0, 0)
    least = ceil(deputies * rule["least"] / 100)
    return Quota(least, max(least, floor(deputies * rule["most"] / 100)))


def still_to_report(rule: dict, deputies: int, reported: int) -> int:
    """Where each deputy reports at least once a term: how many have not yet."""
    return max(0, deputies - reported) if rule["kind"] == "once_a_term" else 0
