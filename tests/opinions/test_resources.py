"""One row of a list: what is read, what is refused and in which words."""

from datetime import date, datetime

import pytest
import time_machine
from tablib import Dataset

from common.sheets import Marker
from constituents.services.people import Visitor
from opinions.models import Opinion
from opinions.resources.opinions import HEADINGS, Given, OpinionResource, row_of
from opinions.resources.template import COLUMNS
from tests.factories.opinions import CategoryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
GOOD = {"words": "村口的路灯坏了。", "received_on": "2026-03-02", "channel": "来访"}


@pytest.fixture
def _today():
    with time_machine.travel("2026-11-23 12:00+08:00", tick=False):
        yield


def read(town, *rows, **given):
    """The library's result for rows given by field."""
    given = Given([town.station, town.other_station], **({"station": town.station} | given))
    dataset = Dataset(*[[row.get(name) for name in HEADINGS] for row in rows], headers=[*HEADINGS])
    return OpinionResource(given).import_data(dataset, use_transactions=False)


def one(town, row, **given):
    result = read(town, GOOD | row, **given)
    assert (result.base_errors, result.error_rows, result.invalid_rows) == ([], [], [])
    return row_of(result.rows[0].instance)


def refusal(town, row, **given) -> dict[str, str]:
    [invalid] = read(town, GOOD | row, **given).invalid_rows
    return {name: words for name, [words] in invalid.error_dict.items()}


def test_every_cell_finds_its_place(town):
    category = CategoryFactory(name="照明试用")
    cells = {"summary": "路灯", "category": "照明试用", "name": " 赵 一凡", "phone": 13800138001.0, "address": "村东 3 号", "village": "河湾村"}
    row = one(town, cells | {"source_number": 20260302.0, "station": "上塘村联络站"})
    assert (row.words, row.summary, row.received_on, row.own_date) == ("村口的路灯坏了。", "路灯", date(2026, 3, 2), date(2026, 3, 2))
    assert (row.channel, row.category, row.station, row.source_number) == ("visit", category, town.other_station, "20260302")
    assert row.visitor == Visitor("赵一凡", "13800138001", "村东 3 号", "河湾村")


def test_reading_writes_nothing_and_opens_no_transaction(town, django_assert_num_queries):
    with django_assert_num_queries(1):  # the table of fields
        assert len(read(town, GOOD, GOOD, GOOD).rows) == 3
    assert Opinion.objects.count() == 0


def test_what_a_row_has_not_the_file_was_given(town):
    row = one(town, {"received_on": None, "channel": " "}, channel="box", received_on=date(2026, 5, 1))
    assert (row.channel, row.received_on, row.own_date) == ("box", date(2026, 5, 1), None)


def test_what_a_row_says_wins(town):
    row = one(town, {"station": "上塘村联络站"}, channel="box", received_on=date(2026, 5, 1))
    assert (row.channel, row.received_on, row.station) == ("visit", date(2026, 3, 2), town.other_station)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2019/4/25 9:32:09", date(2019, 4, 25)),
        ("2026年3月4日", date(2026, 3, 4)),
        (46084.0, date(2026, 3, 3)),
        (datetime(2026, 3, 5, 8), date(2026, 3, 5)),
    ],
)
def test_days_as_lists_write_them(town, cell, day):
    assert one(town, {"received_on": cell}).received_on == day


@pytest.mark.parametrize(
    ("field", "cell", "words"),
    [
        ("words", None, "没有写反映事由"),
        ("words", "\u200b", "没有写反映事由"),
        ("words", "话\x00", "不能保存的不可见字符"),
        ("words", "\ud842", "不能保存的不可见字符"),
        ("words", "话" * 40_001, "最多 40000 个字"),
        ("words", Marker("#DIV/0!"), "「#DIV/0!」，没有值"),
        ("summary", "长" * 81, "有 81 个字，最多 80 个字"),
        ("received_on", "2026/2/30", "没有「2026/2/30」这一天，请核对"),
        ("received_on", "2026-11-24", "还没有到"),
        ("received_on", "1999-01-01", "20 年以前"),
        ("received_on", "前天", "看不懂日期「前天」，请写成"),
        ("channel", "电话", "没有「电话」这种反映方式，请改成：来访、来电、代表信箱"),
        ("category", "没有的领域", "领域表里没有「没有的领域」。请改成：农业农村、"),
        ("phone", "1380013800", "手机应为 11 位数字"),
        ("name", "王" * 41, "最多 40 个字"),
        ("village", "村" * 41, "最多 40 个字"),
        ("station", "白岩村联络站", "您没有「白岩村联络站」这个联络站。请改成：河湾村联络站、上塘村联络站"),
    ],
)
def test_what_is_refused_and_how_to_cure_it(town, field, cell, words):
    [(attribute, told)] = refusal(town, {field: cell}).items()
    assert (attribute.removeprefix("intake_"), words in told) == (field, True), told


def test_all_faults_of_a_row_are_told_at_once(town):
    found = refusal(town, {"words": "", "received_on": "x", "channel": "y", "phone": "z"})
    assert sorted(found) == ["channel", "intake_phone", "received_on", "words"]


def test_nothing_is_taken_for_granted(town):
    assert sorted(refusal(town, {"received_on": None, "channel": None}, station=None)) == ["channel", "received_on", "station"]


@pytest.mark.parametrize("words", ["𠮷野家门口的䶮字牌", "话" * 40_000, "=1+1", "第一行\r\n第二行"])
def test_rare_letters_long_words_and_formulas_stay(town, words):
    assert one(town, {"words": words}).words == words.replace("\r\n", "\n")


def test_a_field_by_its_path_or_by_a_name_that_only_one_has(town):
    first, second = CategoryFactory(name="试甲"), CategoryFactory(name="试乙")
    CategoryFactory(name="共有", parent=first)
    wanted = CategoryFactory(name="共有", parent=second)
    CategoryFactory(name="停用", is_active=False)
    assert one(town, {"category": "试乙/共有"}).category == wanted
    assert "请写全：试甲 / 共有；试乙 / 共有" in refusal(town, {"category": "共有"})["category"]
    assert "领域表里没有「停用」" in refusal(town, {"category": "停用"})["category"]


def test_the_fields_can_be_left_for_the_screening(town):
    assert one(town, {"category": "没有的领域"}, ignore_category=True).category is None


def test_two_stations_of_one_name_are_not_guessed(town):
    town.other_station.name = town.station.name
    assert "不止一个" in refusal(town, {"station": "河湾村联络站"})["station"]
    assert one(town, {}).station == town.station


def test_the_template_and_the_resource_know_the_same_columns():
    assert sorted(COLUMNS) == sorted(HEADINGS) == sorted(OpinionResource.fields)
