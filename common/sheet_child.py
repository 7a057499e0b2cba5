"""Reads one spreadsheet in a process of its own: the file on standard input, JSON lines on standard output.

Started by common.sheets, which can kill it. It knows neither Django nor the settings, so it holds no key. calamine would be
faster, but it shows errors and formulas that were never computed as empty cells, and takes memory for the distance to a far cell.
"""

import csv
import io
import json
import math
import re
import resource
import sys
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, ROW_TAG, VALUE_TAG
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

MAX_ROW = 100_020  # 100,000 rows under whatever stands above them
MAX_COLUMN = 100
MAX_OUTPUT = 100 * 1024 * 1024  # bytes: a thousand cells may share one long text
MEMORY = 1024 * 1024 * 1024  # bytes of address space
CPU_SECONDS = 45  # also should the parent die before it kills
NO_VALUE = "公式没有算出的值"
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
DAMAGED = "文件读不出来，请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"
TOO_MUCH = "内容太多，读不下，请拆成几个文件再上传。"
MERGED_TAG, TEXT_TAG, RUNS = f"{{{SHEET_MAIN_NS}}}mergeCell", f"{{{SHEET_MAIN_NS}}}t", f"{{{SHEET_MAIN_NS}}}r/{{{SHEET_MAIN_NS}}}t"
_PROTECTED = re.compile(r'="([^"]*)"')  # how some programs keep the digits of a phone in a CSV file


class SheetError(Exception):
    """What is wrong in a spreadsheet, where, and how to cure it: 「工作表「名册」B7：…」. Sheet and cell may be empty."""

    def __init__(self, sheet: str, cell: str, message: str):
        super().__init__(sheet, cell, message)
        self.sheet, self.cell, self.message = sheet, cell, message

    def __str__(self) -> str:
        place = (f"工作表「{self.sheet}」" if self.sheet else "") + self.cell
        return f"{place}：{self.message}" if place else self.message


def read(kind: str, data: bytes) -> Iterator[dict | list]:
    """For each sheet {"sheet", "hidden"}, then [row number, cells] for each row that is not blank, then {"merged": [ranges]}.

    A CSV file is one sheet without a name. Dates are {"d": day} or {"t": moment}, what has no value is {"e": error}. Raises SheetError.
    """
    return _workbook(data) if kind == "xlsx" else _csv(data)


def _workbook(data: bytes) -> Iterator[dict | list]:
    warnings.simplefilter("ignore")  # about charts and formats that are not read
    reader = _Reader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    book = reader.wb
    for sheet in book.worksheets:
        yield {"sheet": sheet.title, "hidden": sheet.sheet_state != "visible"}
        with sheet._get_source() as source:
            yield from _Cells(book, sheet).rows(source)


class _Reader(ExcelReader):
    """openpyxl's reader of workbooks without sheets that are charts: some of them stop it, and they hold no rows."""

    def read_chartsheet(self, sheet, rel):
        """Nothing."""


class _Cells:
    """A sheet's cells, sparse, whatever distance lies between two of them; strings and styles as openpyxl has read them.

    openpyxl's own reader of cells takes four times as long and does not tell an empty cell from a formula without a value.
    """

    def __init__(self, book: Workbook, sheet: ReadOnlyWorksheet):
        self.title, self.strings, self.epoch = sheet.title, sheet._shared_strings, book.epoch
        self.dates, self.spans = book._date_formats, book._timedelta_formats
        self.columns: dict[str, int] = {}  # letters → number
        self.merges: list[str] = []

    def rows(self, source) -> Iterator[dict | list]:
        number = 0
        for _, element in iterparse(source):
            if element.tag == ROW_TAG:
                number = int(element.get("r", number + 1))
                row = self.row(number, element)
                if row:
                    yield [number, row]
                element.clear()
            elif element.tag == MERGED_TAG:
                self.merges.append(element.get("ref", ""))
                element.clear()
        yield {"merged": self.merges}

    def row(self, number: int, element) -> list:
        """The values up to the last one; [] for a blank row."""
        filled, column = {}, 0
        for cell in element:
            place = cell.get("r")
            column = self.column(place.rstrip("0123456789")) if place else column + 1
            value = self.value(cell)
            if value is not None:
                filled[column] = value
        return _values(self.title, number, filled)

    def column(self, name: str) -> int:
        if name not in self.columns:
            self.columns[name] = column_index_from_string(name)
        return self.columns[name]

    def value(self, cell):
        text = formula = None
        for part in cell:
            if part.tag == VALUE_TAG:
                text = part.text
            elif part.tag == INLINE_STRING:
                text = part.findtext(TEXT_TAG) or "".join(run.text or "" for run in part.iterfind(RUNS))
            elif part.tag == FORMULA_TAG:
                formula = True
        if text:
            return self.typed(cell, text)
        return {"e": NO_VALUE} if formula and cell.get("t") != "str" else None  # "str": computed, to nothing

    def typed(self, cell, text: str):
        """The value of a cell that is not empty, by the type and the format it states."""
        kind = cell.get("t", "n")
        if kind == "s":
            return _text(self.strings[int(text)])
        if kind in {"str", "inlineStr"}:
            return _text(text)
        if kind == "e":
            return {"e": text}
        if kind == "b":
            return text == "1"
        return _moment(from_ISO8601(text)) if kind == "d" else self.number(int(cell.get("s", 0)), text)

    def number(self, style: int, text: str):
        value = float(text) if any(mark in text for mark in ".eE") else int(text)
        if not math.isfinite(value):
            return {"e": "#NUM!"}
        if style not in self.dates:
            return value
        try:
            return _moment(from_excel(value, self.epoch, timedelta=style in self.spans))
        except (OverflowError, ValueError):
            return {"e": "#VALUE!"}


def _values(sheet: str, number: int, filled: dict[int, object]) -> list:
    if not filled:
        return []
    last = max(filled)
    _in_reach(sheet, number, last)
    return [filled.get(column) for column in range(1, last + 1)]


def _in_reach(sheet: str, number: int, column: int) -> None:
    if number > MAX_ROW or column > MAX_COLUMN:
        message = f"这一格超出了范围（最多 10 万行、{MAX_COLUMN} 列），请删去它，或拆成几个文件再上传。"
        raise SheetError(sheet, f"{letters(column)}{number}", message)


def letters(column: int) -> str:
    """A column's letters: 1 → A, 27 → AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _text(value: str) -> str | None:
    """Text as it was typed; blank text is nothing."""
    if "_x" in value:
        value = unescape(value).replace("\r\n", "\n")
    return value if value.strip() else None


def _moment(value):
    if isinstance(value, datetime):
        return {"d": value.date().isoformat()} if value.time() == time() else {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return str(value) if isinstance(value, (time, timedelta)) else value


def _csv(data: bytes) -> Iterator[dict | list]:
    text = data.decode("utf-8")  # the parent has judged the encoding
    csv.field_size_limit(len(text) + 1)
    yield {"sheet": "", "hidden": False}
    number = 0
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True), start=1):
            fields = {column: _field(value) for column, value in enumerate(record, start=1)}
            row = _values("", number, {column: value for column, value in fields.items() if value is not None})
            if row:
                yield [number, row]
    except csv.Error as error:
        raise SheetError("", f"第 {number + 1} 行", "这一行起的引号不成对，请补上引号，或另存为 .xlsx 再上传。") from error
    yield {"merged": []}


def _field(text: str) -> str | dict | None:
    protected = _PROTECTED.fullmatch(text.strip())
    if text.strip() in ERRORS:
        return {"e": text.strip()}
    return (protected[1] if protected else text.strip() and text) or None


def _delimiter(text: str) -> str:
    """The one of comma, semicolon and tab that cuts the beginning into most fields; a comma where none does. What is quoted cuts nothing."""
    head = re.sub(r'"[^"]*("|$)', "", text[:20_000])
    return max(",;\t", key=head.count)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write(kind: str, data: bytes, out: io.RawIOBase | io.BufferedIOBase) -> None:
    """Write what read yields as JSON lines, and {"error": [sheet, cell, message]} as the last line where it fails."""
    try:
        room = MAX_OUTPUT
        for event in read(kind, data):
            line = json.dumps(event).encode() + b"\n"
            room -= len(line)
            if room < 0:
                raise SheetError("", "", TOO_MUCH)
            out.write(line)
        out.write(b'{"end": true}\n')
    except SheetError as error:
        out.write(json.dumps({"error": error.args}).encode() + b"\n")
    except MemoryError:
        out.write(json.dumps({"error": ["", "", TOO_MUCH]}).encode() + b"\n")
    except Exception:  # whatever a malformed file provokes, the answer is the same
        out.write(json.dumps({"error": ["", "", DAMAGED]}).encode() + b"\n")


if __name__ == "__main__":
    _limit()
    write(sys.argv[1], sys.stdin.buffer.read(), sys.stdout.buffer)
