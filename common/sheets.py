"""Reading uploaded spreadsheets: rows with their numbers, headers wherever they stand, errors that name sheet and cell."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path

from common.sheet_child import DAMAGED, TOO_MUCH, SheetError, letters
from common.text import clean_text, half_width
from common.uploads import Upload, decode_csv

__all__ = ["Header", "Marker", "Row", "Sheet", "SheetError", "cell_name", "find_header", "read_sheets"]

SECONDS = 60  # wall time for one file; the child allows itself less of the processor
HEADER_ROWS = 10  # how far down a header is looked for
STACKED = 3  # rows that a header may have
_ROOT = Path(__file__).resolve().parent.parent


class Marker(str):
    """A cell that has no value: Excel's error, as «#DIV/0!», or a formula that was never computed. Never take it for text."""

    __slots__ = ()


Cell = str | int | float | bool | date | datetime | Marker | None


@dataclass(frozen=True)
class Row:
    """A row that is not blank; number counts from 1 as the spreadsheet shows it, cells end at the last filled one."""

    number: int
    cells: list[Cell]


@dataclass
class Sheet:
    """One sheet; merged holds ranges as «A1:D1», whose value stands in the first cell only."""

    name: str
    hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Header:
    """Where the header ends (data begin below) and in which column, from 0, each wanted field stands."""

    row_number: int
    columns: dict[str, int]

    def values(self, row: Row) -> dict[str, Cell]:
        """The row's cells by field name."""
        return {name: row.cells[column] if column < len(row.cells) else None for name, column in self.columns.items()}


def read_sheets(upload: Upload) -> list[Sheet]:
    """All sheets of a checked upload, hidden ones too; SheetError if it is damaged, too large or too slow to read.

    Reading happens in a child process with limits on memory and time, which gets no key and can be killed.
    """
    data = decode_csv(upload.data).encode() if upload.kind == "csv" else upload.data
    command = [sys.executable, "-m", "common.sheet_child", upload.kind]
    with subprocess.Popen(
        command, cwd=_ROOT, env={"PYTHONUTF8": "1"}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        try:
            output, _ = child.communicate(data, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            raise SheetError("", "", f"文件在 {SECONDS} 秒内没有读完，请拆成几个文件再上传。") from None
    if child.returncode < 0:  # the system ended it for the time or the memory it took
        raise SheetError("", "", TOO_MUCH)
    return _sheets(output.splitlines(), upload.name if upload.kind == "csv" else "")


def _sheets(lines: Iterable[bytes], name: str) -> list[Sheet]:
    """What the child wrote; name stands for a sheet that has none of its own."""
    sheets: list[Sheet] = []
    for line in lines:
        event = json.loads(line, object_hook=_revive)
        if isinstance(event, list):
            sheets[-1].rows.append(Row(*event))
        elif "sheet" in event:
            sheets.append(Sheet(event["sheet"] or name, event["hidden"]))
        elif "merged" in event:
            sheets[-1].merged.extend(event["merged"])
        elif "error" in event:
            sheet, cell, message = event["error"]
            raise SheetError(sheet or name, cell, message)
        else:
            return sheets
    raise SheetError("", "", DAMAGED)  # the child died before the end


def _revive(value: dict) -> object:
    if len(value) == 1:
        [(kind, text)] = value.items()
        readers = {"d": date.fromisoformat, "t": datetime.fromisoformat, "e": Marker}
        return readers[kind](text) if kind in readers else value
    return value


def cell_name(column: int, row_number: int) -> str:
    """B7 for column 1 (from 0) of row 7."""
    return f"{letters(column + 1)}{row_number}"


def find_header(sheet: Sheet, wanted: dict[str, list[str]], required: Iterable[str]) -> Header:
    """The header among the first rows, in one row or up to three, with spaces, line breaks, full width and 「（必填）」 forgiven.

    wanted gives each field's headings, the best first; the first one is what people are told. SheetError names what is missing.
    """
    rows = [row for row in sheet.rows if row.number <= HEADER_ROWS]
    found = [(row.number, _labels(row)) for row in rows]
    stacks = [rows[first : first + count] for count in range(2, STACKED + 1) for first in range(len(rows) - count + 1)]
    found += [(stack[-1].number, _stacked(sheet, stack)) for stack in stacks]
    best = max(found, key=lambda candidate: (len(_match(candidate[1], wanted)), -candidate[0]), default=(0, []))  # a repeated header comes later
    columns = {name: _only(sheet, best, places) for name, places in _match(best[1], wanted).items()}
    missing = [wanted[name][0] for name in required if name not in columns]
    if missing:
        raise SheetError(sheet.name, "", _missing(missing, best[0] if columns else 0, rows))
    return Header(_last_row(sheet, best[0]), columns)


def _last_row(sheet: Sheet, number: int) -> int:
    """The header's last row that holds anything: cells merged downwards from it belong to it."""
    ends = [last for _, first, _, last in map(_corners, sheet.merged) if first == number and last < number + HEADER_ROWS]
    return max(row.number for row in sheet.rows if row.number <= max([number, *ends]))


def _labels(row: Row) -> list[list[str]]:
    """For each column the headings it may be known by, the surest first."""
    return [[_plain(cell)] for cell in row.cells]


def _stacked(sheet: Sheet, stack: list[Row]) -> list[list[str]]:
    """For each column its lowest heading, and all its headings from the top: 「电话」, 「联系方式电话」."""
    width = max(len(row.cells) for row in stack)
    rows = [[_plain(cell) for cell in row.cells] + [""] * (width - len(row.cells)) for row in stack]
    for row, texts, below in zip(stack, rows, rows[1:], strict=False):
        for first, last in _spans(sheet, row.number):
            for column in range(first + 1, min(last + 1, width)):
                texts[column] = texts[first]
        for column in range(1, width):  # a CSV file knows no merged cells
            if not texts[column] and below[column] and below[column - 1]:
                texts[column] = texts[column - 1]
    headings = ([text for text in column if text] for column in zip(*rows, strict=True))
    return [[texts[-1], "".join(texts[-2:]), "".join(texts)] if texts else [] for texts in headings]


def _spans(sheet: Sheet, number: int) -> list[tuple[int, int]]:
    """Columns from–to, from 0, of ranges merged within this row."""
    return [(left, right) for left, first, right, last in map(_corners, sheet.merged) if first == last == number]


def _corners(merged: str) -> tuple[int, int, int, int]:
    """Left column from 0, first row, right column, last row of «A1:D1»; row 0 for what is no range."""
    hit = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})", merged)
    return (_column(hit[1]), int(hit[2]), _column(hit[3]), int(hit[4])) if hit else (0, 0, 0, 0)


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


@cache
def _heading(wanted: str) -> str:
    return _plain(wanted)


def _plain(value: Cell) -> str:
    text = re.sub(r"[\s*:]+", "", half_width(clean_text(value))).lower()
    return re.sub(r"\([^()]*\)$", "", text) or text


def _match(labels: list[list[str]], wanted: dict[str, list[str]]) -> dict[str, list[int]]:
    """For each field that is there, the columns that carry its best heading."""
    columns: dict[str, list[int]] = {}
    for column, names in enumerate(labels):
        for name in set(names):
            columns.setdefault(name, []).append(column)
    found = {}
    for name, headings in wanted.items():
        for heading in headings:
            places = columns.get(_heading(heading))
            if places:
                found[name] = places
                break
    return found


def _only(sheet: Sheet, header: tuple[int, list], places: list[int]) -> int:
    if len(places) > 1:
        message = f"{'、'.join(letters(place + 1) for place in places)} 列的表头相同，请只留一列，或给它们不同的名称。"
        raise SheetError(sheet.name, cell_name(places[1], header[0]), message)
    return places[0]


def _missing(missing: list[str], number: int, rows: list[Row]) -> str:
    names = "、".join(f"「{name}」" for name in missing)
    if not number:
        return f"前 {HEADER_ROWS} 行中没有找到表头，应有{names}列，请按模板补上表头。"
    row = next(row for row in rows if row.number == number)
    there = "、".join(clean_text(cell)[:20] for cell in row.cells if cell is not None)
    return f"缺少{names}列。第 {number} 行的表头是：{there[:200]}。请补上缺少的列。"
