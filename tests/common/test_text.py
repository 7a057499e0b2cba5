"""One verdict on text; readers of names, phones and dates as people and spreadsheets write them."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from common import text


def verdict(reader, value):
    """What the reader gives, or the code of its refusal."""
    try:
        return reader(value)
    except ValidationError as error:
        return error.code


@pytest.mark.parametrize("value", ["", "路灯坏了", "𠮷䶮", "👨‍👩‍👧", "第一行\n第二行\r\n\t第三行", "字" * 40_000, "\u200b"])
def test_good_text_passes(value):
    assert text.validate_text(value) is None


@pytest.mark.parametrize("bad", ["\x00", "\x01", "\x0b", "\x1f", "\x7f", "\ud800", "\udfff", "\u202a", "\u202e", "\u2066", "\u2069", "\uffff"])
def test_bad_characters_are_named_with_their_place(bad):
    with pytest.raises(ValidationError) as refusal:
        text.validate_text(f"路灯{bad}坏了")
    assert refusal.value.message.startswith(f"第 3 个字符是不能保存的不可见字符（U+{ord(bad):04X}），请")


def test_too_long_says_by_how_much():
    with pytest.raises(ValidationError, match="文字有 40001 个字，最多 40000 个字，请"):
        text.validate_text("字" * 40_001)


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        (None, ""),
        (" \u3000路灯\u200b坏了\ufeff \r\n", "路灯坏了"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        (12, "12"),
    ],
)
def test_clean_text(value, clean):
    assert text.clean_text(value) == clean


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ("王　小 明", "王小明"),
        ("王\n明", "王明"),
        ("张\u200b三\ufeff", "张三"),
        ("John  Ronald Smith", "John Ronald Smith"),
        ("José  Ángel", "José Ángel"),
        ("买买提 · 阿不都", "买买提·阿不都"),
        ("王 John", "王John"),
        ("𠮷 田", "𠮷田"),
        ("ﬁ①", "ﬁ①"),
        ("\U0002f81a", "\U0002f81a"),
        (None, ""),
    ],
)
def test_clean_name(value, clean):
    assert text.clean_name(value) == clean


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ("13800000000", "13800000000"),
        (13800000000, "13800000000"),
        (13800000000.0, "13800000000"),
        ("13800000000.0", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("138 0000-0000\t", "13800000000"),
        ("+86 138 0000 0000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("0996-8765432", "09968765432"),
        ("（０９９６）８７６５４３２", "09968765432"),
        ("010-87654321", "01087654321"),
        ("8765432", "8765432"),
        ("400-800-1234", "4008001234"),
        ("", ""),
        (None, ""),
        ("1380000000", "phone"),
        ("138000000000", "phone"),
        ("12800000000", "phone"),
        (13800000000.5, "phone"),
        (float("inf"), "phone"),
        (True, "phone"),
        ("1.38E+10", "phone"),
        ("见备注", "phone"),
        ("13800000000、13900000000", "phone"),
        ("①③⑧", "phone"),
        ("٠٩٩٦٨٧٦٥٤٣٢", "phone"),
    ],
)
def test_clean_phone(value, clean):
    assert verdict(text.clean_phone, value) == clean


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("电话13812346215。", [("phone", 2, 13)]),
        ("打 +86 138-1234-6215 找我", [("phone", 2, 19)]),
        ("１３８１２３４６２１５", [("phone", 0, 11)]),
        ("身份证11010119900307771X，手机13812346215", [("id", 3, 21), ("phone", 24, 35)]),
        ("110101199003077715", [("id", 0, 18)]),
        ("编号 138123462151 和 110101199013077715", []),
        ("2026年2月3日花了12812346215元", []),
        ("", []),
    ],
)
def test_find_personal(value, found):
    assert text.find_personal(value) == found


@given(st.text(alphabet="0123456789Xx +-86１", max_size=200))
def test_find_personal_points_into_the_text(value):
    assert all(0 <= hit.start < hit.end <= len(value) for hit in text.find_personal(value))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2026, 2, 3), date(2026, 2, 3)),
        (datetime(2026, 2, 3, 9, 30), date(2026, 2, 3)),
        (46056, date(2026, 2, 3)),
        (46056.75, date(2026, 2, 3)),
        (61, date(1900, 3, 1)),
        ("2026/2/3", date(2026, 2, 3)),
        ("2026-02-03", date(2026, 2, 3)),
        ("2026.2.3", date(2026, 2, 3)),
        ("2026 年 2 月 3 日", date(2026, 2, 3)),
        ("２０２６／２／３", date(2026, 2, 3)),
        ("2026-02-03 09:30:00", date(2026, 2, 3)),
        ("20260203", date(2026, 2, 3)),
        (20260203, date(2026, 2, 3)),
        (20260203.0, date(2026, 2, 3)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026/2/30", "date"),
        ("2026-2/3", "date"),
        ("2026-13-01", "date"),
        ("1026-01-01", "date"),
        ("26-2-3", "date"),
        (2026, "date"),
        (1968.05, "date"),
        (60, "date"),
        (1e300, "date"),
        (float("nan"), "date"),
        (True, "date"),
        ("昨天", "date"),
        ("", "date"),
        (None, "date"),
    ],
)
def test_parse_date(value, day):
    assert verdict(text.parse_date, value) == day


def test_a_day_that_does_not_exist_is_named():
    with pytest.raises(ValidationError, match="没有「2026/2/30」这一天，请核对"):
        text.parse_date("2026/2/30")


@pytest.mark.parametrize(
    ("value", "month"),
    [
        ("1968.05", date(1968, 5, 1)),
        ("1968.10", date(1968, 10, 1)),
        ("1968.2", date(1968, 2, 1)),
        ("1968年5月", date(1968, 5, 1)),
        ("1968-1", date(1968, 1, 1)),
        ("1968/12", date(1968, 12, 1)),
        ("196805", date(1968, 5, 1)),
        (196805, date(1968, 5, 1)),
        (196805.0, date(1968, 5, 1)),
        (1968.05, date(1968, 5, 1)),
        (1968.12, date(1968, 12, 1)),
        (1968.2, date(1968, 2, 1)),
        (datetime(1968, 5, 20), date(1968, 5, 1)),
        ("1968年5月20日", date(1968, 5, 1)),
        (24990, date(1968, 6, 1)),
        (1968.1, "month"),
        ("1968.1", "month"),
        (1968.13, "date"),
        ("196813", "date"),
        (1968, "month"),
        ("1968", "month"),
        ("五月", "month"),
        (None, "date"),
    ],
)
def test_parse_month(value, month):
    assert verdict(text.parse_month, value) == month


def test_an_ambiguous_month_tells_the_cure():
    with pytest.raises(ValidationError, match=r"「1968\.1」可能是 1 月，也可能是 10 月丢了末尾的 0，请写成 1968-01 或 1968-10。"):
        text.parse_month(1968.1)
