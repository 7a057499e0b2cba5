"""Coverage: what has no deputy, which deputy has no place; every line leads to its cure."""

import io
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from common import clock
from deputies.models import Constituency, Group, Mandate, Term
from deputies.rules.coverage import Coverage
from stations.choices import Level
from stations.models import Unit
from tests.factories.deputies import ConstituencyFactory, DeputyFactory, MandateFactory, SuspensionFactory, TermFactory
from tests.factories.stations import CongressFactory, UnitFactory

pytestmark = pytest.mark.django_db
URL = reverse("deputies:coverage")


@pytest.fixture
def whole(town):
    """The town without a single gap."""
    Group.objects.filter(pk=town.groups[0].pk).update(leader=town.deputy)
    Group.objects.filter(pk=town.groups[1].pk).update(leader=town.deputies[1])
    first = Constituency.objects.get(term=town.term)
    first.stations.add(town.station, town.other_station)
    MandateFactory(term=town.term, constituency=first, group=town.groups[0], station=town.other_station, deputy__name="郑平")
    city = MandateFactory(term__congress=CongressFactory(level=Level.CITY, name="市人大"), station=town.home, deputy__name="市代表")
    Unit.objects.filter(pk=town.county.pk).update(parent=city.term.congress, path=f"{city.term.congress.path}{town.county.pk}/")
    for unit in Unit.objects.filter(path__startswith=f"/{town.county.pk}/").exclude(pk=town.county.pk):
        Unit.objects.filter(pk=unit.pk).update(path=f"{city.term.congress.path}{unit.path[1:]}")
    town.congress.refresh_from_db()
    return town


def gaps(*congresses) -> list[tuple[str, str]]:
    return [(str(gap.kind), gap.subject) for gap in Coverage(Unit.objects.filter(pk__in=[unit.pk for unit in congresses]), clock.today()).gaps]


def test_a_town_in_which_everything_is_covered_has_no_gap(whole):
    assert gaps(whole.congress) == []


def test_each_gap_is_found_when_its_one_cause_is_made(whole, town):
    """One cause at a time, each taken back: whatever is found beside the expected would be found here."""
    first, seat = Constituency.objects.get(term=town.term), Mandate.objects.get(deputy__name="郑平")
    seats = Mandate.objects.filter(pk=seat.pk)
    causes = {
        ("empty_constituency", "第二选区"): lambda: ConstituencyFactory(term=town.term, name="第二选区").stations.add(town.station),
        ("empty_station", "上塘村联络站"): lambda: seats.update(station=town.station),
        ("empty_home", "青禾镇人大代表之家"): lambda: Mandate.objects.filter(deputy__name="市代表").update(station=None),
        ("unplaced_station", "上塘村联络站"): lambda: first.stations.remove(town.other_station),
        ("bare_constituency", "第一选区"): first.stations.clear,
        ("no_station", "何秀兰"): lambda: Mandate.objects.filter(deputy=town.deputies[1]).update(station=None),
        ("mislinked", "何秀兰"): lambda: Mandate.objects.filter(deputy=town.deputies[1]).update(station=town.home),
        ("no_constituency", "何秀兰"): lambda: Mandate.objects.filter(deputy=town.deputies[1]).update(constituency=None),
        ("no_group", "马文山"): lambda: Mandate.objects.filter(deputy=town.deputies[2]).update(group=None),
        ("no_leader", "第一代表小组"): lambda: Group.objects.filter(pk=town.groups[0].pk).update(leader=town.deputies[1]),
    }
    found = {}
    for gap, cause in causes.items():
        found[gap] = rolled_back(cause, lambda: gaps(whole.congress))
    assert found == {gap: [gap] for gap in causes}


def rolled_back(cause, look):
    with transaction.atomic():
        cause()
        seen = look()
        transaction.set_rollback(True)
    return seen


def test_only_seats_that_may_act_cover(whole, town):
    SuspensionFactory(mandate=Mandate.objects.get(deputy__name="郑平"), ends_on=None)
    assert gaps(whole.congress) == [("empty_station", "上塘村联络站")]
    Mandate.objects.filter(deputy__name="郑平").update(ends_on=date(2026, 1, 1))
    Mandate.objects.filter(term=town.term).exclude(deputy__name="郑平").update(ends_on=date(2026, 1, 1))
    Term.objects.filter(pk=town.term.pk).update(ends_on=date(2026, 1, 2))
    assert [kind for kind, _ in gaps(whole.congress)] == ["no_term", "empty_station", "empty_station", "no_leader", "no_leader"]


def test_who_sits_at_two_levels_has_one_station_and_a_city_deputy_a_home(whole, town):
    MandateFactory(deputy=town.deputy, term__congress=town.county, station=town.station)
    MandateFactory(term__congress=town.congress_elsewhere, station=town.station_elsewhere)
    assert gaps(whole.congress, whole.county) == []
    Mandate.objects.filter(deputy=town.deputy, term__congress=town.county).update(station=town.other_station)
    assert gaps(whole.congress, whole.county) == [("mislinked", "周启明")]
    city = Mandate.objects.get(deputy__name="市代表")
    Mandate.objects.filter(pk=city.pk).update(station=town.station)
    assert ("mislinked", "市代表") in gaps(city.term.congress, whole.congress)
    Unit.objects.filter(pk=town.other_station.pk).update(closed_on=date(2026, 1, 1))
    assert ("mislinked", "郑平") in gaps(whole.congress)


def test_the_page_leads_to_the_cure_and_the_sheet_says_the_same(client, town):
    client.force_login(town.office)
    page = client.get(URL)
    text = page.content.decode()
    assert "上塘村联络站" in text and reverse("deputies:station_links", args=[town.other_station.pk]) in text
    lines = [(gap.kind.label, gap.subject) for gap in page.context["page"]]
    sheet = load_workbook(io.BytesIO(client.get(reverse("deputies:coverage_export")).content)).active
    assert [(row[1], row[3]) for row in sheet.iter_rows(min_row=4, values_only=True)] == lines
    one = client.get(URL, {"kind": "empty_station"})
    assert [gap.subject for gap in one.context["page"]] == ["上塘村联络站"]
    client.force_login(town.county_office)
    of_town = client.get(URL, {"congress": town.congress.pk})
    assert {gap.congress for gap in of_town.context["page"]} == {town.congress}
    assert [(what, total) for what, total, *_ in of_town.context["totals"]] == [("选区", 1), ("联络站", 2), ("代表之家", 1), ("代表资格", 3)]


def test_deputies_are_linked_to_a_station_that_has_none(client, town):
    client.force_login(town.office)
    url = reverse("deputies:station_links", args=[town.other_station.pk])
    second = ConstituencyFactory(term=town.term, name="第二选区")
    second.stations.add(town.other_station)
    near = MandateFactory(term=town.term, constituency=second, deputy=DeputyFactory(name="郑平"))
    offered = [seat.deputy.name for seat in client.get(url).context["form"].offered.values()]
    assert (offered[0], set(offered)) == ("郑平", {"郑平", "周启明", "何秀兰", "马文山"})
    assert "请勾选" in client.post(url, {"x": "1"}).content.decode()
    foreign = MandateFactory(term__congress=town.congress_elsewhere)
    assert client.post(url, {"seats": [foreign.pk]}).context["form"].errors
    client.post(url, {"seats": [near.pk]})
    near.refresh_from_db()
    assert (near.station, AuditEntry.objects.filter(action="mandate.link").count()) == (town.other_station, 1)


def test_a_county_asks_as_often_as_a_town(client, town):
    client.force_login(town.county_office)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(URL).status_code == 200
        return len(asked)

    queries()
    few = queries()
    for number in range(3):
        congress = CongressFactory(parent=town.county)
        term = TermFactory(congress=congress)
        station = UnitFactory(parent=congress)
        ConstituencyFactory(term=term).stations.add(station)
        MandateFactory(term=term, constituency=ConstituencyFactory(term=term), station=station if number else None)
        Group.objects.create(congress=congress, name="一组")
    assert queries() == few <= 13
