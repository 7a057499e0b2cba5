import pytest
from django.core.exceptions import ValidationError

from constituents.models import Constituent
from constituents.services.people import Visitor, find_exact, find_or_add, lookup, resolve
from tests.factories.constituents import ConstituentFactory

PHONE = "13912346215"


def test_nothing_typed_is_nobody(town):
    assert find_or_add(town.station) is None
    assert Constituent.objects.count() == 0


def test_the_same_phone_is_the_same_person_and_gaps_are_filled(town):
    first = find_or_add(town.station, phone=PHONE)
    again = find_or_add(town.station, name="王小明", phone=PHONE, village="河湾村")
    assert again.pk == first.pk
    stored = Constituent.objects.get()
    assert (stored.name, stored.phone, stored.village) == ("王小明", PHONE, "河湾村")
    assert list(Constituent.objects.named("王小明")) == [stored]


def test_one_name_with_two_phones_is_two_people(town):
    first = find_or_add(town.station, name="王小明", phone=PHONE, village="河湾村")
    second = find_or_add(town.station, name="王小明", phone="13912340000", village="河湾村")
    assert first.pk != second.pk
    third = find_or_add(town.station, name="王小明", village="河湾村")
    assert third.pk not in (first.pk, second.pk)


def test_two_people_who_share_a_phone_stay_two(town):
    first = find_or_add(town.station, name="王小明", phone=PHONE)
    second = find_or_add(town.station, name="李秀英", phone=PHONE)
    assert first.pk != second.pk


def test_the_same_name_in_the_same_village_is_the_same_person(town):
    first = find_or_add(town.station, name="王小明", village="河湾村")
    again = find_or_add(town.station, name="王小明", phone=PHONE, village="河湾村")
    elsewhere = find_or_add(town.station, name="王小明", village="上塘村")
    assert again.pk == first.pk
    assert again.phone == PHONE
    assert elsewhere.pk != first.pk


def test_a_name_without_a_village_is_not_merged(town):
    assert find_or_add(town.station, name="王小明").pk != find_or_add(town.station, name="王小明").pk


def test_a_phone_is_another_persons_at_another_station(town):
    assert find_or_add(town.station, phone=PHONE).pk != find_or_add(town.other_station, phone=PHONE).pk


def test_a_chosen_visitor_is_taken_and_completed(town):
    known = ConstituentFactory(station=town.station, phone="", address="")
    taken = resolve(town.station, Visitor(chosen=known.pk, phone=PHONE, address="三组 5 号"))
    assert taken.pk == known.pk
    known.refresh_from_db()
    assert (known.phone, known.address) == (PHONE, "三组 5 号")


def test_a_chosen_visitor_with_another_phone_becomes_a_new_person(town):
    known = ConstituentFactory(station=town.station)
    taken = resolve(town.station, Visitor(chosen=known.pk, phone="13912340000"))
    assert taken.pk != known.pk
    known.refresh_from_db()
    assert known.phone == PHONE
    assert taken.name == known.name


def test_a_chosen_visitor_of_another_station_is_refused(town):
    known = ConstituentFactory(station=town.other_station)
    with pytest.raises(ValidationError, match="不在这个站"):
        resolve(town.station, Visitor(chosen=known.pk))


@pytest.mark.parametrize("typed", ["王小明", "王", "小明", PHONE, "139 1234 6215", "6215", "346215"])
def test_lookup_finds_by_whole_and_by_part(town, typed):
    ConstituentFactory(station=town.station)
    ConstituentFactory(station=town.other_station)
    [found] = lookup(town.station, typed)
    assert (found.name, found.phone, found.village) == ("王*", "尾号 6215", "河湾村")


@pytest.mark.parametrize("typed", ["", "  ", "李", "621", "1391234", "12346215", "1391234621", "0000"])
def test_lookup_finds_nobody(town, typed):
    ConstituentFactory(station=town.station)
    assert lookup(town.station, typed) == []


def test_lookup_shows_eight_newest_first(town):
    people = [ConstituentFactory(station=town.station, name=f"王{number}", phone="") for number in range(10)]
    assert [one.pk for one in lookup(town.station, "王")] == [one.pk for one in reversed(people)][:8]


def test_lookup_by_part_stays_within_the_newest(town, monkeypatch):
    monkeypatch.setattr("constituents.services.people.NEWEST", 2)
    people = [ConstituentFactory(station=town.station, name=f"王小{letter}", phone="") for letter in "甲乙丙"]
    assert [one.pk for one in lookup(town.station, "小")] == [people[2].pk, people[1].pk]
    assert [one.pk for one in lookup(town.station, "王小甲")] == [people[0].pk]


def test_the_same_query_count_for_one_and_for_eight(town, django_assert_num_queries):
    ConstituentFactory(station=town.station)
    with django_assert_num_queries(3):
        lookup(town.station, "王")
    ConstituentFactory.create_batch(7, station=town.station)
    with django_assert_num_queries(3):
        lookup(town.station, "王")


def test_find_exact_stays_within_the_stations(town):
    one = ConstituentFactory(station=town.station)
    other = ConstituentFactory(station=town.other_station)
    assert find_exact([town.station.pk], "王小明") == [one.pk]
    assert find_exact([town.station.pk, town.other_station.pk], PHONE) == [other.pk, one.pk]
    assert find_exact([town.station.pk], "王小") == []
