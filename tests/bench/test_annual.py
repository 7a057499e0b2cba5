"""The bench of the annual workbook does what it says, in small, and sees a wrong sum."""

import pytest

from accounts.models import User
from bench import annual, duties, sheets
from deputies.models import DutyRecord
from reports.services.orders import ANNUAL

pytestmark = [pytest.mark.django_db, pytest.mark.markup]


def test_a_small_workbook_is_compared_with_sql(monkeypatch, tmp_path):
    for name, number in {"TOWNS": 2, "STATIONS": 4, "DEPUTIES": 12, "OWN": 60}.items():
        monkeypatch.setattr(duties, name, number)
    monkeypatch.setattr(annual, "OF_THE_YEAR", 380)
    assert annual.load() == {"deputies": 12, "records": 400}
    path = str(tmp_path / "annual.xlsx")
    sheets.produced(ANNUAL, path, User.objects.get(username=duties.LOGINS["office"]), alone=True)
    found = annual.checked(path)
    assert (found["records of the year"], set(found["equal to SQL"].values())) == (380, {True})
    DutyRecord.objects.filter(on__year=duties.clock.today().year).first().delete()
    assert set(annual.checked(path)["equal to SQL"].values()) == {False}
