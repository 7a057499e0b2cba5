"""The column 代表层级 of a roster: several levels in one cell, under the names that offices use for them."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError

from common.text import clean_text, half_width
from stations.choices import Level

SYNONYMS = {
    Level.TOWN: "乡镇 镇 乡 民族乡 苏木 乡级 镇级 乡镇级",
    Level.COUNTY: "县 区 旗 县级 区级 旗级 县市区 县区 区县 自治县 自治旗 市辖区 县级市 县市区级 区县级",
    Level.CITY: "市 州 盟 市级 州级 地级市 设区市 设区的市 自治州 地市级",
    Level.PROVINCE: "省 省级 自治区 直辖市 省区市 自治区级",
    Level.NATION: "全国 国家 全国级 国家级",
}
_LEVELS = {word: level for level, words in SYNONYMS.items() for word in words.split()}
_WORD = re.compile("|".join(sorted(_LEVELS, key=len, reverse=True)))
_BETWEEN = re.compile(r"[、,;/\s兼和及]+")
_ENDING = re.compile(r"(?:([两二三四五])级)?(?:人大|人民代表大会)?(?:代表)?$")
_SEAT = re.compile(r"([^()]*)(?:\(([^()]*)\))?")
_SEVERAL = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}


class NamedLevel(NamedTuple):
    """A level, and the congress's name where the cell gives it: 「乡镇代表（青禾镇人大主席团）」."""

    level: Level
    congress: str = ""


def _refuse(word: str) -> list[Level]:
    raise ValidationError(f"不认识代表层级「{word[:20]}」，请写成：乡镇代表、县级代表、市级代表、省级代表或全国代表。", code="level")


def parse_levels(value: object, unknown: Callable[[str], Iterable[Level]] = _refuse) -> list[NamedLevel]:
    """「县、镇代表」 → county and town, in the order of the cell; [] for an empty one. Never guesses: `unknown` is asked about a word."""
    text = half_width(clean_text(value))
    close = re.sub(r"\s+", "", text)
    found: list[NamedLevel] = []
    for part in [close] if _levels(close) else filter(None, _BETWEEN.split(text)):  # 「区 代 表」 is one word
        hit = _SEAT.fullmatch(part)
        words, congress = (hit[1], hit[2] or "") if hit else (part, "")
        found += [NamedLevel(level, congress) for level in _levels(words) or unknown(words or part)]
    if len(set(found)) < len(found):
        raise ValidationError(f"「{text[:30]}」里有一个层级写了两次，请只留一个。", code="level")
    return found


def _levels(words: str) -> list[Level]:
    """The levels of one word or of several without a mark between them (县镇两级代表); [] when it cannot be told."""
    ending = _ENDING.search(words)
    plain = words[: ending.start()] if ending else words
    several = _SEVERAL.get(ending[1]) if ending and ending[1] else None
    if several is None and plain in _LEVELS:
        return [_LEVELS[plain]]
    if several is not None and several == len(plain) and all(letter in _LEVELS for letter in plain):
        return [_LEVELS[letter] for letter in plain]  # 县市区三级: three levels, not one word for a county
    parts = _WORD.findall(plain)
    if not parts or "".join(parts) != plain or several not in {None, len(parts)}:
        return []
    return [_LEVELS[part] for part in parts]
