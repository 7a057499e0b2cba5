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

MAX_ROW = 100_020  # 100,000 rows under whatever stands above them
MAX_COLUMN = 100
MAX_OUTPUT = 100 * 1024 * 1024  # bytes: a thousand cells may share one long text
MEMORY = 1024 * 1024 * 1024  # bytes of address space
CPU_SECONDS = 60  # should the parent die before it kills
NO_VALUE = "公式没有算出的值"
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
DAMAGED = "文件读不出来，请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"
TOO_MUCH = "内容太多，读不下，请拆成几个文件再上传。"
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
    from openpyxl import load_workbook

    warnings.simplefilter("ignore")  # about charts and formats that are not read
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        yield {"sheet": sheet.title, "hidden": sheet.sheet_state != "visible"}
        with sheet._get_source() as source:
            parser = _parser(source, sheet, book)
            for number, cells in parser.parse():
                row = _row(sheet.title, number, cells)
                if row:
                    yield [number, row]
        yield {"merged": parser.merges}


def _parser(source, sheet, book):
    """openpyxl's own reader of cells, without all the rest of a sheet: sparse, whatever distance lies between two cells."""
    from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
    from openpyxl.xml.constants import SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    class Cells(WorkSheetParser):
        def parse(self):
            self.merges = []
            for _, element in iterparse(self.source):
                if element.tag == ROW_TAG:
                    yield self.parse_row(element)
                    element.clear()
                elif element.tag == f"{{{SHEET_MAIN_NS}}}mergeCell":
                    self.merges.append(element.get("ref"))
                    element.clear()

        def parse_cell(self, element):
            cell = super().parse_cell(element)
            if cell["value"] is None and element.find(FORMULA_TAG) is not None and element.find(VALUE_TAG) is None:
                cell |= {"value": NO_VALUE, "data_type": "e"}
            return cell

    return Cells(
        source,
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def _row(sheet: str, number: int, cells: list[dict]) -> list:
    """The row's values up to its last one; [] for a blank row."""
    row: list = []
    for cell in cells:
        value = _value(cell["value"], cell["data_type"])
        if value is None:
            continue
        _in_reach(sheet, number, cell["column"])
        row.extend([None] * (cell["column"] - len(row)))
        row[cell["column"] - 1] = value
    return row


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


def _value(value, data_type: str):
    """A cell's value as JSON can carry it; blank text is None."""
    if data_type == "e":
        return {"e": str(value)}
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"e": "#NUM!"}
    return _moment(value)


def _text(value: str) -> str | None:
    from openpyxl.utils.escape import unescape

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
            row = _row("", number, [{"column": column, **_field(value)} for column, value in enumerate(record, start=1)])
            if row:
                yield [number, row]
    except csv.Error as error:
        raise SheetError("", f"第 {number + 1} 行", "这一行起的引号不成对，请补上引号，或另存为 .xlsx 再上传。") from error
    yield {"merged": []}


def _field(value: str) -> dict:
    protected = _PROTECTED.fullmatch(value.strip())
    value = protected[1] if protected else value
    return {"value": value, "data_type": "e" if value.strip() in ERRORS else "s"}


def _delimiter(text: str) -> str:
    """The one of comma, semicolon and tab that cuts the first lines into most fields; a comma where none does."""
    head = text[:20_000].splitlines()[:20]
    return max(",;\t", key=lambda mark: sum(_cuts(line, mark) for line in head))


def _cuts(line: str, mark: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(mark)


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
