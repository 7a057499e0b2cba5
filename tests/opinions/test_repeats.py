"""Likely repeats: the same person's, like words in the same area, and nothing that the user may not see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opinions.forms.visits import sealed
from opinions.rules.repeats import SHOWN, repeats
from tests.factories.constituents import ConstituentFactory
from tests.factories.opinions import OpinionFactory

pytestmark = pytest.mark.django_db

LAMP = "村口小学旁边的路灯坏了一个多月，孩子放学天黑看不见路。"
AGAIN = "小学旁边的路灯一个多月不亮了，孩子们放学看不见路，请修一修。"


def made(town, words: str, **facts):
    return OpinionFactory(**({"station": town.station, "registered_by": town.officer, "words": words} | facts))


def found(user, town, words: str, **more) -> list[int]:
    return [each.pk for each in repeats(user, town.station, words, **more)]


@pytest.fixture
def others(town):
    """A dozen opinions that begin and end as all do."""
    things = ["水渠塌方", "班车晚点", "垃圾堆积", "卫生室缺药", "低保申请", "电压不稳"]
    things += ["自来水发黄", "桥面破损", "噪声扰民", "鱼塘污染", "电费太高", "树枝遮挡"]
    return [made(town, f"您好，我们村{thing}好久了，大家意见很大，请帮忙看一看。") for thing in things]


def test_like_words_are_found_and_greetings_are_not(town, others):
    lamp = made(town, LAMP)
    assert found(town.officer, town, AGAIN) == [lamp.pk]
    assert found(town.officer, town, "您好，我们村的事，大家意见很大，请帮忙看一看。医保卡刷不了。") == []


def test_the_second_opinion_of_a_new_station_finds_the_first(town):
    lamp = made(town, LAMP)
    assert found(town.officer, town, AGAIN) == [lamp.pk]
    assert found(town.officer, town, "班车经常晚点，学生上学要迟到，盼着多开一班。") == []


def test_too_few_letters_say_nothing(town):
    made(town, LAMP)
    assert found(town.officer, town, "路灯坏了") == []


def test_the_same_persons_stand_first(town, others):
    person = ConstituentFactory(station=town.station)
    made(town, LAMP)
    own = made(town, "水管漏水。", constituent=person)
    rows = repeats(town.officer, town.station, AGAIN, person.pk)
    assert [(row.pk == own.pk, row.same_person) for row in rows] == [(True, True), (False, False)]


def test_voided_foreign_and_unseen_ones_are_left_out(town, others):
    made(town, LAMP, state="voided")
    made(town, LAMP, station=town.station_elsewhere, registered_by=town.officer_elsewhere)
    neighbour = made(town, LAMP, station=town.other_station)
    assert found(town.officer, town, AGAIN) == []
    assert found(town.office, town, AGAIN) == [neighbour.pk]


def test_three_are_shown_with_two_queries(town, others):
    for _ in range(SHOWN + 2):
        made(town, LAMP)
    repeats(town.office, town.station, AGAIN)
    with CaptureQueriesContext(connection) as asked:
        assert len(repeats(town.office, town.station, AGAIN)) == SHOWN
    assert len(asked) == 2


def test_the_partial_names_them(client, town, others):
    person = ConstituentFactory(station=town.station)
    lamp = made(town, LAMP, constituent=person)
    client.force_login(town.officer)
    url = reverse("opinions:repeats") + f"?station={town.station.pk}"
    page = client.post(url, {"words": AGAIN, "person": sealed(town.station, person.pk)}).content.decode()
    assert (lamp.number in page, "同一人" in page) == (True, True)
    page = client.post(url, {"words": AGAIN, "person": "made-up"}).content.decode()
    assert (lamp.number in page, "同一人" in page) == (True, False)
    assert client.post(url, {"words": ""}).content.decode().strip() == ""
    assert url in client.get(reverse("opinions:take_visit")).content.decode()
