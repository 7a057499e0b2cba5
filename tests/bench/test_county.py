"""A small county from the same sheets as the bench's: everything arrives, and each of fifty planted mistakes is named with its cure."""

import pytest

from bench import county_sheets as sheets
from bench.county import Intake, counts
from stations.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.markup]


def test_a_county_arrives_and_every_mistake_is_named():
    size = sheets.Size(towns=2, villages=20, deputies=40, accounts=90)
    intake = Intake(size)
    intake.all()
    assert (len(intake.planted), intake.unnamed) == (50, [])
    assert len(intake.faults) == 50
    assert counts() == {"towns": 2, "stations": 20, "deputies": 40, "seats": 48, "accounts": 90}
    assert Post.objects.count() == 2 + 80
