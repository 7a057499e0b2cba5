"""The column 代表层级 of a roster: several levels in one cell, under the names that offices use for them."""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError

from common.text import clean_text, half_width
from stations.choices import Level

SYNONYMS = {
    Level.TOWN: "乡镇 镇 乡 民族乡 乡级 镇级 乡镇级",
    Level.COUNTY: "县 区 旗 县级 区级 旗级 县市区 县区 区县 自治县 市辖区 县级市 县市区级",
    Level.CITY: "市 州 盟 市级 州级 地级市 设区市 设区的市 自治州 地市级",
    Level.PROVINCE: "省 省级 自治区 直辖市 省市区 自治区级",
    Level.NATION: "全国 国家 全国级 国家级",
}
_LEVELS = {word: level for level, words in SYNONYMS.items() for word in words.split()}
_BETWEEN = re.compile(r"[、,;/\s兼和及]+")
_ENDING = re.compile(r"([两二三四五]级)?(人大|人民代表大会)?(代表)?$")
_SEAT = re.compile(r"([^()]*)(?:\(([^()]*)\))?")


class NamedLevel(NamedTuple):
    """A level, and the congress's name where the cell gives it: 「乡镇代表（青禾镇人大主席团）」."""

    level: Level
    congress: str = ""


def parse_levels(value: object) -> list[NamedLevel]:
    """「县、镇代表」 → county and town, in the order of the cell; [] for an empty one. Never guesses: ValidationError names the word."""
    text = half_width(clean_text(value))
    found: list[NamedLevel] = []
    for part in filter(None, _BETWEEN.split(text)):
        hit = _SEAT.fullmatch(part)
        words, congress = (hit[1], hit[2] or "") if hit else (part, "")
        found += [NamedLevel(level, congress) for level in _levels(words)]
    if len(set(found)) < len(found):
        raise ValidationError(f"「{text[:30]}」里有一个层级写了两次，请只留一个。", code="level")
    return found


def _levels(words: str) -> list[Level]:
    plain = _ENDING.sub("", words) or words
    if plain in _LEVELS:
        return [_LEVELS[plain]]
    if plain and all(letter in _LEVELS for letter in plain):  # 县镇两级代表
        return [_LEVELS[letter] for letter in plain]
    raise ValidationError(f"不认识代表层级「{words[:20]}」，请写成：乡镇代表、县级代表、市级代表、省级代表或全国代表。", code="level")
