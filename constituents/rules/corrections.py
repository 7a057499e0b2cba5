"""What a correction says that it changed, in words that may stay for good."""

from collections.abc import Mapping
from datetime import date

from common.text import find_personal

STRUCK = "［号码已隐去］"


def changes_between(before: Mapping[str, object], after: Mapping[str, object]) -> list[list[str]]:
    """[what, before, after] of every value that differs. A number that was typed by mistake must not live on in the trail of its removal."""
    return [[name, _words(before[name]), _words(value)] for name, value in after.items() if value != before[name]]


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    text = str(value)
    for found in reversed(find_personal(text)):
        text = text[: found.start] + STRUCK + text[found.end :]
    return text or "（空）"
