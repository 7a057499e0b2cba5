"""What a single value of a regulation must look like."""

import re
from collections.abc import Collection, Iterator
from datetime import date, time

MOST_ROWS = 60  # of any list in a regulation
LONGEST_NAME = 120
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")


def whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def said(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def named(value: object) -> bool:
    return said(value) and len(value) <= LONGEST_NAME


def coded(value: object) -> bool:
    """Small letters, digits, hyphens and underlines: what addresses of rows are made of."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def clock_time(value: object) -> time | None:
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def month_and_day(value: object) -> bool:
    """「01-31」: a day of every year."""
    try:
        return isinstance(value, str) and bool(date.fromisoformat(f"2025-{value}")) and len(value) == len("01-31")
    except ValueError:
        return False


def has_keys(value: object, keys: Collection[str]) -> bool:
    return isinstance(value, dict) and value.keys() == set(keys)


def row_faults(rows: object, keys: Collection[str], where: str) -> Iterator[str]:
    """Faults of a list of rows that have a code, a name and these further keys; silent when all is well."""
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        yield f"「{where}」应是一张表，最多 {MOST_ROWS} 行。"
        return
    for number, row in enumerate(rows, start=1):
        if not has_keys(row, {"code", "name", *keys}):
            yield f"「{where}」第 {number} 行缺少内容，或有不认识的内容。"
        elif not coded(row["code"]):
            yield f"「{where}」第 {number} 行的代号应由小写字母、数字、短横和下划线组成。"
        elif not named(row["name"]):
            yield f"「{where}」第 {number} 行要写名称，最多 {LONGEST_NAME} 字。"
    codes = [row["code"] for row in rows if isinstance(row, dict) and "code" in row]
    if len({str(code) for code in codes}) < len(codes):
        yield f"「{where}」的代号有重复。"
