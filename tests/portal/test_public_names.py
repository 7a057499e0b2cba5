"""What of a deputy stands before the public, and that 「我的资料和公开内容」 tells all of it."""

import re
from pathlib import Path

import pytest

from constituents.models import ReceptionDay, ReceptionDuty
from portal.rules import public_places_of

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "portal"
TOLD = {"_reception_row.html": {"name"}}  # what desk/mine_deputy.html says is public


def deputy_fields(folder: Path) -> dict[str, set[str]]:
    found = {path.name: set(re.findall(r"deputy\.([a-z_.]+)", path.read_text())) for path in folder.glob("*.html")}
    return {name: fields for name, fields in found.items() if fields}


def test_public_pages_show_of_a_deputy_what_the_deputy_is_told():
    assert deputy_fields(TEMPLATES) == TOLD


def test_a_further_field_would_be_found(tmp_path):
    (tmp_path / "new.html").write_text("{{ seat.deputy.phone }}")
    assert deputy_fields(tmp_path) == {"new.html": {"phone"}}


@pytest.mark.django_db
def test_only_announced_days_to_come_make_a_name_public(town):
    facts = {"station": town.station, "date": "2099-01-05", "announced_on": "2026-01-05"}
    day = ReceptionDay.objects.create(**facts)
    ReceptionDuty.objects.create(day=day, deputy=town.deputy)
    assert (list(public_places_of(town.deputy.pk)), list(public_places_of(town.deputies[1].pk))) == ([town.station], [])
    for change in ({"announced_on": None}, {"drop_reason": "修路"}, {"date": "2020-01-05"}):
        ReceptionDay.objects.filter(pk=day.pk).update(**(facts | {"drop_reason": ""} | change))
        assert list(public_places_of(town.deputy.pk)) == [], change
