"""Encrypted values open only where they belong; keys can be changed; codes and chains hold."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import crypto

CASE = UUID("6f1c1f9e-0d4e-4b8c-9a55-3f6f0a7d2b11")
OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture(autouse=True)
def _keys(settings):
    for name in ("FIELD_KEYS", "INDEX_KEY", "AUDIT_KEY", "CODE_KEY"):
        setattr(settings, name, {"k1": OLD})


def change_keys(settings):
    for name in ("FIELD_KEYS", "INDEX_KEY", "AUDIT_KEY", "CODE_KEY"):
        setattr(settings, name, {"k2": NEW, "k1": OLD})


@given(st.text(), st.text(max_size=20))
def test_what_was_encrypted_comes_back(text, context):
    assert crypto.decrypt(crypto.encrypt(text, context), context) == text


@given(st.binary(max_size=2000))
def test_files_come_back(data):
    assert crypto.decrypt_bytes(crypto.encrypt_bytes(data, "jobs.Job.file"), "jobs.Job.file") == data


def test_tokens_carry_the_key_and_never_repeat():
    first, second = crypto.encrypt("13812346215", "a.b.c"), crypto.encrypt("13812346215", "a.b.c")
    assert (first[:3], second[:3], first == second, "13812346215" in first) == ("k1:", "k1:", False, False)


def test_old_values_open_after_a_change_of_keys(settings):
    token, file = crypto.encrypt("王小明", "a.b.c"), crypto.encrypt_bytes(b"\x00:\xff", "a")
    change_keys(settings)
    assert (crypto.decrypt(token, "a.b.c"), crypto.decrypt_bytes(file, "a")) == ("王小明", b"\x00:\xff")
    assert crypto.encrypt("王小明", "a.b.c")[:3] == "k2:"


def flipped(token: str) -> str:
    return token[:9] + ("A" if token[9] != "A" else "B") + token[10:]  # not the last letter: base64 leaves some of its bits unused


@pytest.mark.parametrize(
    "broken",
    [
        lambda token: "",
        lambda token: "k1:",
        lambda token: "k1:!!!",
        lambda token: "k1:汉字",
        lambda token: token[:-4],
        flipped,
        lambda token: "plain text",
        lambda token: token.replace("k1", "k9"),
    ],
)
def test_a_broken_value_is_refused(broken):
    with pytest.raises(crypto.CryptoError):
        crypto.decrypt(broken(crypto.encrypt("王小明", "a.b.c")), "a.b.c")


def test_a_value_moved_to_another_field_is_refused():
    with pytest.raises(crypto.CryptoError, match=r"^a\.b\.d 的密文已损坏"):
        crypto.decrypt(crypto.encrypt("王小明", "a.b.c"), "a.b.d")


def test_an_unknown_key_is_named():
    with pytest.raises(crypto.CryptoError, match=r"^找不到编号为「k9」的密钥"):
        crypto.decrypt_bytes(b"k9:" + b"0" * 40, "a")


def test_a_lone_surrogate_is_not_encrypted():
    with pytest.raises(crypto.CryptoError, match="残缺的字符"):
        crypto.encrypt("\ud800", "a")


def test_the_index_is_stable_keyed_and_by_purpose(settings):
    index = crypto.keyed_index("13812346215", "phone")
    assert re.fullmatch("[0-9a-f]{32}", index)
    assert crypto.keyed_index("13812346215", "phone") == index
    assert len({index, crypto.keyed_index("13812346215", "name"), crypto.keyed_index("13812346214", "phone")}) == 3
    change_keys(settings)
    assert crypto.keyed_indexes("13812346215", "phone") == [crypto.keyed_index("13812346215", "phone"), index]
    assert crypto.keyed_index("13812346215", "phone") != index


def test_parts_do_not_run_together():
    assert crypto.keyed_index("bc", "a") != crypto.keyed_index("c", "ab")


def test_the_query_code_is_recomputed_not_stored(settings):
    code = crypto.query_code(CASE, 1)
    assert re.fullmatch("[2-9A-HJKMNP-Z]{12}", code)
    assert crypto.query_code(str(CASE).upper(), 1) == code
    assert crypto.query_code(CASE, 2) != code
    change_keys(settings)
    assert crypto.query_codes(CASE, 1) == [crypto.query_code(CASE, 1), code]


def test_codes_use_all_letters():
    assert set("".join(crypto.query_code(CASE, issue) for issue in range(200))) == set(crypto.CODE_LETTERS)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("ABCD2345WXYZ", True),
        (" abcd-2345 wxyz\n", True),
        ("ＡＢＣＤ－２３４５　ＷＸＹＺ", True),
        ("ABCD2345WXY", False),
        ("ABCD2345WXYZZ", False),
        ("", False),
        ("\ud800", False),
        ("A" * 100_000, False),
    ],
)
def test_codes_are_compared_kindly(typed, same):
    assert crypto.same_code(typed, "ABCD2345WXYZ") is same


def test_the_chain_holds(settings):
    first = crypto.chain_digest("", "one")
    second = crypto.chain_digest(first, "two")
    change_keys(settings)
    third = crypto.chain_digest(second, "three")
    assert (first[:3], third[:3]) == ("k1:", "k2:")
    good = [(first, "", "one"), (second, first, "two"), (third, second, "three")]
    bad = [(second, "", "two"), (second, first, "tvo"), (third, first, "three"), ("k9:" + second[3:], first, "two"), ("", "", ""), ("k1:汉", "", "")]
    assert [crypto.chain_verify(*link) for link in good + bad] == [True] * 3 + [False] * 6
