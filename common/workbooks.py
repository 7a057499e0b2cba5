"""Writing ledgers and lists as .xlsx that an office opens, prints and sorts without touching up. Rows leave memory at once."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from common import clock

PRODUCT = "代表联络站"
A4 = "9"  # Excel's number of the paper
LONGEST = 32_767  # characters in a cell; Excel drops the rest without a word
CUT = "……（未完，全文见系统）"
STEP = 500  # rows between two words of progress
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_TEXT = ("=", "+", "-", "@", "\t", "\r", "#")  # what a spreadsheet takes for a formula or an error

_line = Side(style="thin", color="999999")
_TITLE = {"font": Font(size=16, bold=True), "alignment": Alignment(horizontal="center", vertical="center")}
_HEAD = {
    "font": Font(bold=True),
    "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
    "border": Border(left=_line, right=_line, top=_line, bottom=_line),
    "fill": PatternFill("solid", fgColor="EFEBE4"),
}


@dataclass(frozen=True)
class SheetSpec:
    """One sheet: columns are (heading, width in characters), rows any iterable of values in their order.

    title, facts (unit, period, date of filling in) and signature are lines over the whole width; an empty one is left out.
    """

    name: str
    columns: Sequence[tuple[str, float]]
    rows: Iterable[Sequence]
    title: str = ""
    facts: Sequence[str] = ()
    signature: str = ""
    frozen_columns: int = 0


def stream(target: str | Path | BinaryIO, sheets: Iterable[SheetSpec], progress: Callable[[int], object] | None = None) -> int:
    """Write the workbook to a path or an open file and return how many rows stand below the headers.

    progress is told the rows written so far, every STEP rows and at the end. Dates are dates, moments are Shanghai's wall clock,
    strings stay text whatever they begin with.
    """
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.language = PRODUCT, "zh-CN"
    book.properties.created = book.properties.modified = clock.now().replace(tzinfo=None)
    done = 0
    for spec in sheets:
        for _ in _write(book, spec):
            done += 1
            if progress and done % STEP == 0:
                progress(done)
    book.save(target)
    if progress:
        progress(done)
    return done


def _write(book: Workbook, spec: SheetSpec) -> Iterable[None]:
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", plain_text(spec.name)).strip()[:31] or "表")
    lines = [line for line in (spec.title, "    ".join(spec.facts)) if line]
    _set_up(sheet, spec, head_row=len(lines) + 1)
    for row_number, line in enumerate(lines, 1):
        _wide_line(sheet, spec, row_number, line, _TITLE if line == spec.title else {})
    sheet.append([_styled(sheet, heading, _HEAD) for heading, _ in spec.columns])
    written = len(lines) + 1
    for row in spec.rows:
        sheet.append([_cell(sheet, value) for value in row])
        written += 1
        yield
    if spec.signature:
        _wide_line(sheet, spec, written + 1, spec.signature, {})


def _set_up(sheet, spec: SheetSpec, head_row: int) -> None:
    """Everything that must stand before the first row of a write-only sheet."""
    for column, (_, width) in enumerate(spec.columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"{get_column_letter(spec.frozen_columns + 1)}{head_row + 1}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.gridLines = sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _wide_line(sheet, spec: SheetSpec, row_number: int, text: str, style: dict) -> None:
    if len(spec.columns) > 1:
        sheet.merged_cells.add(f"A{row_number}:{get_column_letter(len(spec.columns))}{row_number}")
    sheet.append([_styled(sheet, text, style)])


def _styled(sheet, text: str, style: dict) -> WriteOnlyCell:
    cell = _text_cell(sheet, plain_text(text))
    for name, part in style.items():
        setattr(cell, name, part)
    return cell


def _cell(sheet, value: object) -> object:
    """What openpyxl writes as the value means it; plain values stay plain, because cells of their own cost time."""
    if isinstance(value, datetime):
        return value.astimezone(clock.SHANGHAI).replace(tzinfo=None, microsecond=0) if value.tzinfo else value
    if value is None or isinstance(value, (int, float, Decimal, date)):
        return value
    text = plain_text(str(value))
    return _text_cell(sheet, text) if text.startswith(_NOT_TEXT) else text


def _text_cell(sheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    if text.startswith(_NOT_TEXT):
        cell.quotePrefix = True  # stays text when somebody edits the cell
    return cell


def plain_text(text: str) -> str:
    """Text without what a workbook cannot hold; one that is too long for a cell says that it goes on."""
    text = _UNWRITABLE.sub("", text)
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
