"""A tree of many units: folded at its congresses, searched in pages, exported whole."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from stations.choices import Level, UnitKind
from stations.models import Unit
from stations.rules import tree as rules
from stations.views import trees
from tests.factories.stations import CongressFactory, PostFactory, UnitFactory


def get(client, user, name="tree", **query):
    client.force_login(user)
    return client.get(reverse(f"stations:{name}"), query)


@pytest.fixture
def big(town, monkeypatch):
    """As if the eleven units were many."""
    monkeypatch.setattr(trees, "WHOLE", 5)
    monkeypatch.setattr(trees, "PER_PAGE", 3)
    return town


def test_a_big_tree_is_folded_at_its_congresses(client, big):
    context = get(client, big.county_office).context
    assert [(row.unit.name, row.below) for row in context["rows"]] == [
        ("云岭县水利局", ""),
        ("青禾镇人大主席团", "1 个家、2 个站、2 个承办单位"),
        ("白岩镇人大主席团", "1 个站、1 个承办单位"),
    ]
    assert (context["under"], context["above"]) == (big.county, [])


def test_a_congress_is_unfolded_page_by_page_with_the_way_back(client, big):
    pages = [get(client, big.county_office, under=big.congress.pk, page=number).context for number in (1, 2)]
    assert [[row.unit for row in page["rows"]] for page in pages] == [
        [big.home, big.station, big.other_station],
        [big.department, big.other_department],
    ]
    assert pages[0]["above"] == [big.county]
    assert [get(client, big.office, under=pk).status_code for pk in (big.congress_elsewhere.pk, big.station.pk, "x", 9**30)] == [404] * 4


def test_several_places_of_work_are_listed_side_by_side(client, big):
    for unit in (big.station, big.congress_elsewhere, *[UnitFactory(parent=big.congress) for _ in range(3)]):
        PostFactory(user=big.officer, unit=unit)
    assert get(client, big.officer).context["rows"][0].unit.name == "河湾村联络站"
    assert get(client, big.officer).context["under"] is None


def test_a_search_has_pages_and_finds_closed_units_when_asked(client, big):
    page = get(client, big.county_office, kind="department").context
    assert ([row.unit.name for row in page["rows"]], page["page"].total) == (["青禾镇农业农村办", "青禾镇城建办", "云岭县水利局"], 4)
    Unit.objects.filter(pk=big.other_station.pk).update(closed_on="2026-01-01", sort="village")
    assert [row.unit for row in get(client, big.office, state="closed", sort="village").context["rows"]] == [big.other_station]
    assert list(get(client, big.office, q="上塘").context["rows"]) == []


def test_a_folded_tree_asks_as_much_for_three_congresses_as_for_one(client, big, queries, monkeypatch):
    monkeypatch.setattr(trees, "PER_PAGE", 50)
    client.force_login(big.county_office)
    url = reverse("stations:tree")
    one = queries(url)
    for number in range(2):
        UnitFactory.create_batch(2, parent=CongressFactory(parent=big.county, name=f"第{number}镇"))
    assert queries(url) == one


def sheet_of(response) -> list[list]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(response.content)).active.iter_rows(min_row=3)]


def test_the_export_has_every_unit_in_order_with_who_works_there(client, big):
    Unit.objects.filter(pk=big.station.pk).update(directions="=1+1", code="990101101200", sort="village")
    response = get(client, big.office, "tree_export")
    head, *rows = sheet_of(response)
    assert [row[1] for row in rows][:3] == ["青禾镇人大主席团", "青禾镇人大代表之家", "河湾村联络站"]
    station = dict(zip(head, rows[2], strict=True))
    facts = ("上级", "种类", "区划代码", "在岗人员", "怎么走")
    assert [station[name] for name in facts] == ["青禾镇人大主席团", "代表联络站（村）", "990101101200", "联络员 林小禾", "=1+1"]
    assert (len(rows), response["X-Content-Type-Options"]) == (6, "nosniff")


def test_the_export_follows_search_and_fold(client, big):
    assert [row[1] for row in sheet_of(get(client, big.county_office, "tree_export", kind="station"))[1:]] == [
        "河湾村联络站",
        "上塘村联络站",
        "白岩村联络站",
    ]
    assert len(sheet_of(get(client, big.county_office, "tree_export", under=big.congress_elsewhere.pk))[1:]) == 3
    assert get(client, big.office, "tree_export", under=big.congress_elsewhere.pk).status_code == 404


def test_the_export_asks_as_much_for_three_units_as_for_one(client, town, queries):
    client.force_login(town.officer)
    url = reverse("stations:tree_export")
    one = queries(url)
    for _ in range(2):
        PostFactory(user=town.officer, unit=UnitFactory(parent=town.congress))
    assert queries(url) == one


def test_in_order_of_database_and_page_agree(town):
    CongressFactory(parent=town.county, name="后来的镇", level=Level.TOWN)
    UnitFactory(parent=town.county, kind=UnitKind.HOME, name="县代表之家")
    children = town.county.children.all()
    assert list(children.order_by(*rules.IN_ORDER)) == rules.in_order(children)
