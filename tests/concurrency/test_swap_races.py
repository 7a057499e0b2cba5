"""A day offered to everybody is taken by one, however many accept at the same moment."""

from collections import Counter

import pytest

from tests.concurrency.swap_tasks import DAYS
from tests.concurrency.test_races import flat

pytestmark = pytest.mark.concurrency

MATCHED = """
    SELECT count(*) FROM constituents_dutyoffer offer
    JOIN constituents_receptionduty duty ON duty.day_id = offer.day_id AND duty.deputy_id = offer.taker_id
    WHERE offer.state = 'accepted'
"""


def test_one_of_eight_colleagues_takes_a_day(race, rows):
    taken = Counter(flat(race("same_offers", 8)))

    assert (len(taken), set(taken.values())) == (DAYS, {1})
    assert rows(MATCHED) == [(DAYS,)]
    assert rows("SELECT count(*) FROM accounts_auditentry WHERE action = 'reception.swap'") == [(DAYS,)]


def test_naive_colleagues_take_it_twice(race):
    taken = Counter(flat(race("naive_offers", 8)))

    assert max(taken.values()) > 1
