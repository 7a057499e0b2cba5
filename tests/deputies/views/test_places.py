"""Constituencies and groups: lists, people, leader, order, merging, deleting."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from deputies.models import Constituency, Group, Mandate, Term
from deputies.rules.places import number_in
from tests.factories.deputies import ConstituencyFactory, MandateFactory, SuspensionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, town):
    client.force_login(town.office)
    return client


@pytest.fixture
def first(town):
    return Constituency.objects.get(term=town.term)


def address(name, thing) -> str:
    return reverse(f"deputies:{name}", args=[thing.pk])


def names(rows) -> list[str]:
    return [row.name for row in rows]


def last_entry(action) -> str:
    return AuditEntry.objects.filter(action=action).latest("pk").body


def test_constituencies_are_added_once_and_come_last(office, town):
    url = address("constituencies", town.term)
    office.post(url, {"names": "第二选区\n第一选区\n\n第二选区"})
    assert names(town.term.constituencies.all()) == ["第一选区", "第二选区"]
    page = office.get(url).content.decode()
    assert "周启明" in page and "没有代表" in page
    assert "请填写" in office.post(url, {"names": " "}).content.decode()


def test_a_constituency_is_renamed_and_covers_stations(office, town, first):
    ConstituencyFactory(term=town.term, name="第二选区")
    url = address("constituency", first)
    assert "请用「合并」" in office.post(url, {"name": "第二选区"}).content.decode()
    office.post(url, {"name": "第一选区（河湾）", "stations": [town.station.pk, town.other_station.pk]})
    first.refresh_from_db()
    assert (first.name, set(first.stations.all())) == ("第一选区（河湾）", {town.station, town.other_station})
    assert f"{town.other_station.pk}" in last_entry("constituency.change")
    assert set(office.post(url, {"name": "x", "stations": [town.station_elsewhere.pk]}).context["form"].errors) == {"stations"}


def test_duplicates_are_merged_after_a_look(office, town, first):
    double = ConstituencyFactory(term=town.term, name="第1选区")
    seat = MandateFactory(term=town.term, constituency=double)
    double.stations.add(town.other_station)
    url = address("constituency_merge", double)
    assert "1 个代表资格" in office.post(url, {"into": first.pk}).content.decode()
    assert Constituency.objects.filter(pk=double.pk).exists()
    assert office.post(url, {"into": first.pk, "confirmed": "1"}).url == first.get_absolute_url()
    seat.refresh_from_db()
    assert (seat.constituency, list(first.stations.all())) == (first, [town.other_station])
    assert not Constituency.objects.filter(pk=double.pk).exists()
    foreign = ConstituencyFactory(name="外区")
    assert office.post(address("constituency_merge", first), {"into": foreign.pk}).context["form"].errors


def test_only_an_empty_one_is_deleted(office, town, first):
    office.post(address("constituency_delete", first))
    assert Constituency.objects.filter(pk=first.pk).exists()
    empty = ConstituencyFactory(term=town.term)
    assert office.post(address("constituency_delete", empty)).url == address("constituencies", town.term)
    office.post(address("group_delete", town.groups[0]))
    assert (Constituency.objects.filter(pk=empty.pk).exists(), Group.objects.filter(pk=town.groups[0].pk).exists()) == (False, True)


def test_only_a_term_without_seats_is_deleted(office, town):
    office.post(address("term_delete", town.term))
    double = Term.objects.create(congress=town.congress, name="登重的", starts_on=date(2021, 1, 1), ends_on=date(2026, 1, 1))
    ConstituencyFactory(term=double)
    assert "删去这一届" in office.get(address("term_edit", double)).content.decode()
    office.post(address("term_delete", double))
    assert names(Term.objects.filter(congress=town.congress)) == ["第十九届"]


def test_the_order_is_set_by_numbers_or_by_the_names(office, town, first):
    for name in ("第十二选区", "第三选区", "城关"):
        ConstituencyFactory(term=town.term, name=name)
    url = address("constituency_order", town.term)
    rows = list(town.term.constituencies.all())
    assert names(rows) == ["第一选区", "第十二选区", "第三选区", "城关"]
    fields = {f"at_{row.pk}": number for number, row in enumerate(rows, 1)}
    office.post(url, fields | {f"at_{rows[0].pk}": 3})
    assert names(town.term.constituencies.all()) == ["第十二选区", "第三选区", "第一选区", "城关"]
    office.post(url, {"by_name": "1"})
    assert names(town.term.constituencies.all()) == ["第一选区", "第三选区", "第十二选区", "城关"]


@pytest.mark.parametrize(
    "name, number", [("第十选区", 10), ("二十一组", 21), ("第一百零五选区", 105), ("１２区", 12), ("第二〇组", 20), ("一五组", 15), ("城关", None)]
)
def test_the_number_in_a_name(name, number):
    assert number_in(name) == number


def test_the_leader_is_one_of_the_groups_deputies_and_falls_vacant(office, town):
    group, other = town.groups
    url = address("group", group)
    assert set(office.post(url, {"name": group.name, "leader": town.deputies[1].pk}).context["form"].errors) == {"leader"}
    assert set(office.post(url, {"name": group.name, "liaison": town.officer_elsewhere.pk}).context["form"].errors) == {"liaison"}
    office.post(url, {"name": group.name, "leader": town.deputy.pk, "liaison": town.officer.pk})
    group.refresh_from_db()
    assert (group.leader, group.liaison) == (town.deputy, town.officer)
    assert leaders(office) == {"第一代表小组": True, "第二代表小组": False}
    seat = town.deputy.mandates.get()
    end = {"last_day": "2026-02-28", "ended_by": "moved", "note": ""}
    assert "请另选组长" in office.post(address("mandate_end", seat), end).content.decode()
    pause = SuspensionFactory(mandate=seat, ends_on=None)
    assert leaders(office)["第一代表小组"] is False
    pause.delete()
    Mandate.objects.filter(pk=seat.pk).update(group=other)
    assert leaders(office)["第一代表小组"] is False


def leaders(office) -> dict[str, bool]:
    return {group.name: group.is_led for group, _ in office.get(reverse("deputies:groups")).context["lines"]}


def test_groups_of_another_congress_are_not_there(office, town, client):
    elsewhere = Group.objects.create(congress=town.congress_elsewhere, name="白岩小组")
    assert office.get(address("group", elsewhere)).status_code == 404
    assert office.get(address("groups_of", town.congress_elsewhere)).status_code == 404
    client.force_login(town.county_office)
    assert "白岩小组" in client.get(address("groups_of", town.congress_elsewhere)).content.decode()
    assert client.post(address("groups_of", town.congress_elsewhere), {"names": "二组"}).status_code == 302
    assert names(town.congress_elsewhere.groups.all()) == ["白岩小组", "二组"]


def test_lists_ask_as_often_for_three_as_for_one(office, town, first):
    pages = [address("constituencies", town.term), reverse("deputies:groups"), address("constituency", first), address("group", town.groups[0])]

    def queries() -> list[int]:
        counts = []
        for url in pages:
            with CaptureQueriesContext(connection) as asked:
                office.get(url)
            counts.append(len(asked))
        return counts

    queries()
    before = queries()
    for number in range(3):
        ConstituencyFactory(term=town.term, name=f"新{number}").stations.add(town.station)
        Group.objects.create(congress=town.congress, name=f"新{number}", leader=town.deputy)
        MandateFactory(term=town.term, constituency=first, group=town.groups[0])
    assert queries() == before
    assert max(before) <= 12
