"""The bench of plans does what it says, in small."""

import pytest

from bench.plans import run

pytestmark = [pytest.mark.django_db, pytest.mark.markup]


def test_a_small_county_is_planned_fairly():
    found = run(20, 130)
    assert (found["plans"], found["days"], found["duties"], found["widest difference"]) == (20, 240, 480, 1)
