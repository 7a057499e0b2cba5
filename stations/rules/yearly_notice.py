"""Reading the State Council's yearly notice (国务院办公厅关于某年部分节假日安排的通知) by rule, without guessing.

Whatever is understood is checked against the real calendar; a sentence that speaks of a day and was not understood is named.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from common.text import clean_text, half_width
from stations.rules.festivals import Festival
from stations.rules.workdays import WEEK

FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")  # every year's notice has all of them
LONGEST = 15  # days off in a row
_ITEM = re.compile(r"(?:^|(?<=[\n。]))\s*(?:\(?[一二三四五六七八九十]{1,3}[、)]|\(?[0-9]{1,2}[.、)])?\s*([^\n:。,;0-9]{2,16}):")
_YEAR = re.compile(r"(20[0-9]{2})年(?:部分)?(?:节假日|元旦)")
_DAY = r"(?:([0-9]{4})年)?(?:([0-9]{1,2})月)?([0-9]{1,2})日(?:\[([^\]]*)\])?"
_SPAN = re.compile(rf"{_DAY}(?:(?:至|到|-|—|－|~)+{_DAY})?")
_BRACKET = re.compile(r"(?<=日)\(([^()]*)\)")
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
_COUNT = re.compile(r"(?:共|放假)([0-9]{1,2})天")
_CHINESE = str.maketrans("(),;:", "（），；：")
_OFF, _WORK, _NOT = re.compile("放假|补休"), re.compile("上班"), re.compile("不放假|不上班|不休息")


@dataclass
class Notice:
    """What a notice says of a year: `faults` contradict the calendar or themselves, `doubts` were not understood."""

    year: int
    festivals: list[Festival] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def year_of(text: str) -> int | None:
    """The year that the notice's title or first sentence names."""
    hit = _YEAR.search(_plain(text))
    return int(hit[1]) if hit else None


def read_notice(text: str, year: int) -> Notice:
    """The festivals of the notice's text, pasted whole or in part."""
    notice = Notice(year)
    text = _plain(text)
    items = list(_ITEM.finditer(text))
    ends = [*(item.start() for item in items[1:]), len(text)]
    for item, end in zip(items, ends, strict=False):  # without an item nothing is read
        words = text[item.end() : end]
        if any(known in item[1] for known in FESTIVALS):
            _read_item(notice, item[1].strip(), words)
        else:
            _doubt(notice, f"{item[1]}：{words}")
    _doubt(notice, text[: items[0].start() if items else len(text)])
    return checked(notice)


def checked(notice: Notice) -> Notice:
    """The notice with what is wrong in it as a whole: days said twice, festivals that are missing."""
    seen: dict[date, str] = {}
    for festival in notice.festivals:
        for day in [*festival.off, *festival.make_up]:
            if day in seen:
                notice.faults.append(f"{_words(day)}在「{seen[day]}」和「{festival.name}」里都有，请核对。")
            seen[day] = festival.name
        notice.faults += [
            f"「{festival.name}」的{_words(day)}是周{WEEK[day.weekday()]}，本来就上班，请核对。" for day in festival.make_up if day.weekday() < 5
        ]
    names = "".join(festival.name for festival in notice.festivals)
    missing = [known for known in FESTIVALS if known not in names]
    if not notice.festivals:
        notice.faults.append("没有读到节日。每个节日应像这样写：「一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。」")
    elif missing:
        notice.doubts.append(f"没有读到：{'、'.join(missing)}。")
    return notice


def _read_item(notice: Notice, name: str, words: str) -> None:
    festival = Festival(name)
    for sentence in filter(None, (part.strip() for part in re.split(r"[。\n]", words))):
        _read_sentence(notice, festival, sentence)
    if festival.off:
        notice.festivals.append(festival)
    else:
        notice.faults.append(f"「{name}」没有读到放假的日子。")


def _read_sentence(notice: Notice, festival: Festival, sentence: str) -> None:
    """Days wait for the verb that says what is with them: 放假, 补休 or 上班."""
    waiting: list[date] = []
    verb_seen = False
    for clause in re.split(r"[,;]", sentence):
        waiting += _days(notice, festival.name, clause, sentence)
        is_off, is_work = _OFF.search(clause), _WORK.search(clause)
        if _NOT.search(clause) or (is_off and is_work):
            continue
        if is_off or is_work:
            (festival.off if is_off else festival.make_up).extend(waiting)
            waiting, verb_seen = [], True
    if waiting:
        notice.doubts.append(f"{festival.name}：{_as_written(sentence)}。")
    said = _COUNT.search(sentence)
    if said and verb_seen and "连休" not in sentence and int(said[1]) != len(festival.off):
        notice.faults.append(f"「{festival.name}」写着放假 {said[1]} 天，按日期数是 {len(festival.off)} 天，请核对：{_as_written(sentence)}。")


def _days(notice: Notice, name: str, clause: str, sentence: str) -> Iterable[date]:
    found: list[date] = []
    month: int | None = None
    for hit in _SPAN.finditer(clause):
        first = _day(notice, name, hit.groups()[:4], month, sentence)
        if first is None:
            continue
        month = first.month
        if not hit[7]:
            found.append(first)
            continue
        year, last_month, day, week = hit.groups()[4:]
        last = _day(notice, name, (year or str(first.year + (int(last_month or 0) == 1 and month == 12)), last_month, day, week), month, sentence)
        if last is None:
            continue
        if not 0 < (last - first).days < LONGEST:
            notice.faults.append(f"「{name}」放假从{_words(first)}到{_words(last)}，请核对：{_as_written(sentence)}。")
            continue
        found += [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return found


def _day(notice: Notice, name: str, parts: tuple, month: int | None, sentence: str) -> date | None:
    """The day of (year, month, day, weekday) as written; the month goes on from the day before it, 元旦 may begin in December."""
    year, own_month, day, week = parts
    month = int(own_month) if own_month else month
    try:
        found = date(int(year) if year else notice.year - (month == 12 and "元旦" in name), month or 0, int(day))
    except ValueError:
        notice.faults.append(f"「{name}」里没有「{month or '？'}月{day}日」这一天，请核对：{_as_written(sentence)}。")
        return None
    if week and WEEK.index(week.replace("天", "日")) != found.weekday():
        notice.faults.append(f"「{name}」写着{_words(found)}是周{week}，日历上 {found.year} 年这一天是周{WEEK[found.weekday()]}，请核对年份和日期。")
    return found


def _doubt(notice: Notice, words: str) -> None:
    """Sentences outside the festivals are named when they speak of a day."""
    for sentence in filter(None, (part.strip() for part in re.split(r"[。\n]", words))):
        if _SPAN.search(sentence) and (_OFF.search(sentence) or _WORK.search(sentence)):
            notice.doubts.append(f"{_as_written(sentence)}。")


def _plain(text: str) -> str:
    """Half width, without blanks inside lines; a bracket behind a day keeps only its weekday, as 「1日[四]」."""
    text = re.sub(r"[^\S\n]+", "", half_width(clean_text(text)))

    def weekday(bracket: re.Match) -> str:
        hit = _WEEKDAY.search(bracket[1])
        return f"[{hit[1]}]" if hit else ""

    return _BRACKET.sub(weekday, text)


def _as_written(sentence: str) -> str:
    return re.sub(r"\[(.)\]", r"（周\1）", sentence).translate(_CHINESE)


def _words(day: date) -> str:
    return f"{day.month}月{day.day}日"
