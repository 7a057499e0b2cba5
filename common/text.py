"""One verdict on text, the same on every database, and readers for what people type or paste into names, phones and dates."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError

LONGEST = 40_000  # characters
FIRST_YEAR, LAST_YEAR = 1900, 2100
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u200b\ufeff]")
_WIDE = {ord(wide): ord(wide) - 0xFEE0 for wide in map(chr, range(0xFF01, 0xFF5F))} | {0x3000: 0x20}
_SENTENCE_END = re.compile("[。！？!?；;\n]")
_DASHES = re.compile(r"[\s\-‐‑‒–—―−()]")
_PHONE = re.compile(r"1[3-9][0-9]{9}|(0[0-9]{2,3})?[2-9][0-9]{6,7}|[48]00[0-9]{7}")
_MOBILE_IN_TEXT = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")
_ID_IN_TEXT = re.compile(r"(?<![0-9])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])")
_DAY = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]|([0-9]{2})([0-9]{2}))")
_MONTH = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})|年([0-9]{1,2})月|([0-9]{2}))")
_TIME = re.compile(r"[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$")
_EPOCH = date(1899, 12, 30)  # Excel's day 0, after its invented 29 February 1900


class Found(NamedTuple):
    """A stretch of text that looks like personal data: kind is "phone" or "id"; text[start:end] is it."""

    kind: str
    start: int
    end: int


def validate_text(value: str) -> None:
    """Refuse what one of the databases, a workbook or a reader's eye would choke on; 𠮷, 䶮 and emoji pass."""
    found = _FORBIDDEN.search(value)
    if found:
        raise ValidationError(
            f"第 {found.start() + 1} 个字符是不能保存的不可见字符（U+{ord(found[0]):04X}），请删去它，或先粘贴到记事本再复制过来。",
            code="forbidden_character",
        )
    if len(value) > LONGEST:
        raise ValidationError(f"文字有 {len(value)} 个字，最多 {LONGEST} 个字，请删减或改作附件。", code="too_long")


def clean_text(value: object) -> str:
    """Text without outer blanks, zero-width marks and carriage returns; None is empty. Joined emoji stay whole."""
    text = "" if value is None else str(value)
    return _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def half_width(text: str) -> str:
    """Full-width letters, digits and marks as ASCII, letter for letter; nothing else changes. Not for names."""
    return text.translate(_WIDE)


def clean_name(value: object) -> str:
    """A person's name: no blanks inside a Chinese name, single ones between Latin words, letters as they were typed."""
    name = clean_text(value)

    def keep(blank: re.Match) -> str:
        before, after = name[blank.start() - 1], name[blank.end()]
        return " " if _is_latin(before) and _is_latin(after) else ""

    return re.sub(r"\s+", keep, name)


def _is_latin(letter: str) -> bool:
    return ord(letter) < 0x250 and letter != "·"


BAD_EMAIL = "应像 name@example.cn 这样，请核对。"


def clean_phone(value: object) -> str:
    """Digits of a mobile or landline number, "" for nothing. Takes 13800000000.0 and full-width digits; else ValidationError."""
    if isinstance(value, bool):
        raise _bad_phone()
    if isinstance(value, float):
        value = int(value) if value.is_integer() else "小数"
    digits = _DASHES.sub("", half_width(clean_text(value)))
    digits = re.sub(r"^(\+|00)?86(?=1[3-9])|\.0+$", "", digits)
    if digits and not _PHONE.fullmatch(digits):
        raise _bad_phone()
    return digits


def _bad_phone() -> ValidationError:
    return ValidationError("电话号码不对：手机应为 11 位数字，座机请带区号，如 0996-8765432。", code="phone")


def find_personal(text: str) -> list[Found]:
    """Strings in free text that look like mobile phones or 18-digit identity numbers, in order, to point them out to the clerk."""
    narrow = half_width(text)  # one letter for one: positions stay
    found = [Found("phone", *hit.span()) for hit in _MOBILE_IN_TEXT.finditer(narrow)]
    found += [Found("id", *hit.span()) for hit in _ID_IN_TEXT.finditer(narrow)]
    return sorted(found, key=lambda hit: hit.start)


def first_sentence(text: str, most: int) -> str:
    """The first sentence or line that says something, at most so many characters: a title for words that were spoken; "" for marks alone."""
    sentence = next(filter(None, map(clean_text, _SENTENCE_END.split(text))), "")
    return sentence if len(sentence) <= most else f"{sentence[: most - 1]}…"


def validate_impersonal(value: str) -> None:
    """For words that go into the audit trail, which nobody can erase: no phone, no identity number."""
    if find_personal(value):
        raise ValidationError("这里写的会一直留在记录里，请删去电话号码和身份证号。", code="personal")


def parse_date(value: object) -> date:
    """The day in a cell or a field: a date, Excel's serial number, 2026/2/3, 2026-02-03, 2026.2.3, 20260203 or 2026年2月3日."""
    known = _known_date(value)
    if known:
        return known
    text = _plain(value)
    hit = _DAY.fullmatch(_TIME.sub("", text))
    if not hit:
        raise ValidationError(f"看不懂日期「{text[:20]}」，请写成 2026-02-03。", code="date")
    return _day(text, *[int(part) for part in hit.groups() if part and part.isdigit()])


def parse_month(value: object) -> date:
    """The first day of the month in 1968.05, 1968年5月, 1968-5, 196805, a date or a whole day. 1968.1 is refused: it may be October."""
    if isinstance(value, float) and FIRST_YEAR <= value <= LAST_YEAR + 1 and not value.is_integer():
        value = f"{value:.10g}"
    text = _plain(value)
    if re.fullmatch(r"[0-9]{4}\.1", text):
        raise ValidationError(f"「{text}」可能是 1 月，也可能是 10 月丢了末尾的 0，请写成 {text[:4]}-01 或 {text[:4]}-10。", code="month")
    hit = _MONTH.fullmatch(text)
    if hit:
        return _day(text, int(hit[1]), int(hit[2] or hit[3] or hit[4]), 1)
    try:
        return parse_date(value).replace(day=1)
    except ValidationError as error:
        raise ValidationError(f"看不懂年月「{text[:20]}」，请写成 1968-05 或 1968年5月。", code="month") from error


def _known_date(value: object) -> date | None:
    """A value that needs no reading: a date, or a number that Excel counts days with."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if FIRST_YEAR <= value <= LAST_YEAR:  # as a serial number this is a day in 1905: somebody wrote a year
        raise ValidationError(f"「{value:g}」只有年份，请写全年月日，如 2026-02-03。", code="date")
    if 61 <= value < (date(LAST_YEAR + 1, 1, 1) - _EPOCH).days:
        return _EPOCH + timedelta(days=int(value))
    return None


def _plain(value: object) -> str:
    """The letters to read, half width and without inner blanks round the marks of a Chinese date."""
    if value is None or clean_text(value) == "":
        raise ValidationError("没有填日期。", code="date")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return re.sub(r"\s*([年月日/.-])\s*", r"\1", unicodedata.normalize("NFC", half_width(clean_text(value))))


def _day(text: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(f"「{text[:20]}」的年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。", code="date")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValidationError(f"没有「{text[:20]}」这一天，请核对月份和日子。", code="date") from error
