"""代表层级 as offices write it."""

import pytest
from django.core.exceptions import ValidationError

from deputies.rules.levels import parse_levels


@pytest.mark.parametrize(
    "text, levels",
    [
        ("", []),
        (None, []),
        ("镇代表", ["town"]),
        ("乡人大代表", ["town"]),
        ("乡镇代表", ["town"]),
        ("镇", ["town"]),
        ("县代表", ["county"]),
        ("县级人大代表", ["county"]),
        ("区　代 表", ["county"]),
        ("区代表", ["county"]),
        ("乡人大代表、县级人大代表", ["town", "county"]),
        ("县乡镇代表", ["county", "town"]),
        ("县市区人大代表", ["county"]),
        ("县市区三级代表", None),  # 县 and 区 are one level
        ("省市区三级代表", ["province", "city", "county"]),
        ("市区两级代表", ["city", "county"]),
        ("县两级代表", None),
        ("县、镇代表", ["county", "town"]),
        ("县代表 镇代表", ["county", "town"]),
        ("县镇两级代表", ["county", "town"]),
        ("市县镇三级人大代表", ["city", "county", "town"]),
        ("县代表兼镇代表", ["county", "town"]),
        ("省人大代表，市代表；县\n镇", ["province", "city", "county", "town"]),
        ("全国人大代表", ["nation"]),
        ("设区的市代表", ["city"]),
        ("自治区代表", ["province"]),
        ("党代表", None),
        ("政协委员", None),
        ("镇、乡代表", None),
        ("（已离任）", None),
    ],
)
def test_levels(text, levels):
    if levels is None:
        with pytest.raises(ValidationError):
            parse_levels(text)
    else:
        assert [level.level for level in parse_levels(text)] == levels


def test_a_congress_may_be_named():
    assert parse_levels("县级代表、乡镇代表（青禾镇人大主席团）")[1] == ("town", "青禾镇人大主席团")


def test_an_unknown_word_may_be_asked_about():
    asked = []
    found = parse_levels("联络代表、镇代表", unknown=lambda word: asked.append(word) or ["county"])
    assert ([level.level for level in found], asked) == (["county", "town"], ["联络代表"])
