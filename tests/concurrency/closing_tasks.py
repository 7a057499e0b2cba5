"""Years that are closed while duties are written: tasks of the racer. The first process closes, the others write."""

import time
from datetime import date
from functools import partial

YEARS = 40
BEAT = 0.05  # seconds from one year to the next


def prepare_seat(first: int) -> dict:
    """A deputy with a seat through all the years."""
    from deputies.models import Deputy
    from stations.models import Unit
    from tests.concurrency.racer import prepare_station
    from tests.factories.deputies import MandateFactory, TermFactory

    prepare_station()
    deputy, town = Deputy.objects.order_by("pk").first(), Unit.objects.get(kind="congress", name__contains="青禾镇")
    term = TermFactory(congress=town, name=f"{first}届", starts_on=date(first, 1, 1), ends_on=date(first + YEARS - 1, 12, 31))
    MandateFactory(deputy=deputy, term=term, starts_on=term.starts_on)
    return {"deputy": deputy.pk, "town": town.pk, "first": first, "start": time.time() + 2}


def closings(number: int, rounds: int, prepared: dict) -> list:
    """Each year is closed while its duties are written, but not yet committed; answer with what was written."""
    from accounts.services.audit import recorded
    from deputies.models import Deputy
    from deputies.services.closings import close_year
    from deputies.services.ledger import record_duty
    from stations.models import Unit
    from tests.concurrency.racer import _officer

    deputy, town, written = Deputy.objects.get(pk=prepared["deputy"]), Unit.objects.get(pk=prepared["town"]), []
    for turn in range(YEARS):
        year = prepared["first"] + turn
        time.sleep(max(0, prepared["start"] + turn * BEAT + (BEAT / 3 if number == 0 else 0) - time.time()))
        if number == 0:
            close_year(town, year, _officer())
            continue
        with recorded():
            row = record_duty("opinion", year * 100 + number, deputy, "opinion", date(year, 5, 1), "路灯")
            time.sleep(BEAT / 2)
        written.append(row.pk)
    return written


def naive_closings(number: int, rounds: int, prepared: dict) -> list:
    """The same without the lock."""
    from django.db.models import Value

    from deputies.services import closings as service

    service._lock = lambda function: Value(0)
    return closings(number, rounds, prepared)


PREPARE = {"closings": partial(prepare_seat, 1900), "naive_closings": partial(prepare_seat, 1950)}
TASKS = {"closings": closings, "naive_closings": naive_closings}
