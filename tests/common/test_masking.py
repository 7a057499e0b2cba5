"""What is shown of a name, a phone and an address."""

import pytest

from common import masking


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "王*"),
        ("王明", "王*"),
        ("王", "王*"),
        ("欧阳小明", "欧阳*"),
        ("欧阳", "欧*"),
        ("  司马光 ", "司马*"),
        ("𠮷田一郎", "𠮷*"),
        ("阿卜杜拉·买买提", "阿*"),
        ("John Smith", "J*"),
        ("", "匿名"),
        ("　 ", "匿名"),
        (None, "匿名"),
    ],
)
def test_name(name, shown):
    assert masking.mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown", "tail"),
    [
        ("13812346215", "138****6215", "6215"),
        ("138 1234 6215", "138****6215", "6215"),
        ("09968765432", "****432", "5432"),
        ("0996-8765432", "****432", "5432"),
        ("8765432", "****432", "5432"),
        ("123456", "****56", ""),
        ("1234", "****", ""),
        ("内线", "****", ""),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_phone(phone, shown, tail):
    assert (masking.mask_phone(phone), masking.last_four(phone)) == (shown, tail)


@pytest.mark.parametrize(("address", "shown"), [("幸福村 3 组 12 号", "***"), (" ", ""), ("", ""), (None, "")])
def test_address(address, shown):
    assert masking.mask_address(address) == shown
