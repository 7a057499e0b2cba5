"""The bench of duty records does what it says, in small."""

import pytest

from bench import duties
from deputies.services.norms import norms_of, standings_of
from stations.choices import Level
from stations.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.markup]


def test_a_small_county_has_the_long_file_and_every_sort_of_norm(monkeypatch):
    for name, number in {"TOWNS": 2, "STATIONS": 4, "DEPUTIES": 12, "RECORDS": 400, "OWN": 60}.items():
        monkeypatch.setattr(duties, name, number)
    assert duties.load() == {"deputies": 12, "records": 400}
    county, year = Unit.objects.get(level=Level.COUNTY), duties.clock.today().year
    assert {norm.period for norm in norms_of(county, year)} == {"month", "quarter", "year", "term"}
    assert [len(figures.standings) for figures in standings_of(county, year)] == [12] * 5
    assert set(duties.asked()) == set(duties.LOGINS)
