"""Sheets that an office prints without touching up: A4 landscape, title, repeated header row, page numbers, grid.

Everything is written by openpyxl's write_only mode: a row leaves memory as soon as it is appended.
"""

import re
from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from common import clock

A4 = 9
LONGEST = 32_700  # Excel's cell holds 32,767 characters and drops the rest without a word
CUT = "……（未完，全文见系统）"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # the wide ones are read as the narrow by some programs

_line = Side(style="thin", color="999999")
GRID = Border(left=_line, right=_line, top=_line, bottom=_line)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAP = Alignment(vertical="top", wrap_text=True)
TINT = PatternFill("solid", fgColor="EFEBE4")
STYLES: dict[str, dict] = {
    "title": {"font": Font(name="宋体", size=18, bold=True), "alignment": MIDDLE},
    "line": {"font": Font(name="宋体", size=11), "alignment": Alignment(vertical="center")},
    "head": {"font": Font(name="宋体", size=11, bold=True), "alignment": MIDDLE, "border": GRID, "fill": TINT},
    "part": {"font": Font(name="宋体", size=11, bold=True), "alignment": Alignment(vertical="center"), "border": GRID},
    "cell": {"font": Font(name="宋体", size=11), "alignment": MIDDLE, "border": GRID},
    "sum": {"font": Font(name="宋体", size=11, bold=True), "alignment": MIDDLE, "border": GRID, "fill": TINT},
    "wrap": {"alignment": WRAP},
    "note": {"font": Font(name="宋体", size=11), "alignment": WRAP, "border": GRID},
}


class Sheet:
    """One sheet being written: `title`, `line`, `head` first, then rows; `row_number` is the last one written."""

    def __init__(self, book: Workbook, name: str, widths: Sequence[float]) -> None:
        self.sheet = book.create_sheet(name)
        self.columns = len(widths)
        self.row_number = 0
        self._models: dict[str, WriteOnlyCell] = {}
        for column, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def paper(self, head_row: int, frozen_columns: int = 0, filtered: bool = False) -> None:
        """Print settings; must come before the first row. Rows down to head_row stay on screen, head_row is printed on every page."""
        sheet, last = self.sheet, get_column_letter(self.columns)
        sheet.freeze_panes = f"{get_column_letter(frozen_columns + 1)}{head_row + 1}"
        sheet.print_title_rows = f"{head_row}:{head_row}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
        sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.6
        sheet.print_options.horizontalCentered = True
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
        if filtered:
            sheet.print_options.gridLines = True
            sheet.auto_filter.ref = f"A{head_row}:{last}{head_row}"

    def title(self, text: str) -> None:
        self.sheet.row_dimensions[self.row_number + 1].height = 32
        self.spread(text, "title")

    def head(self, names: Sequence[str]) -> None:
        self.append([self.cell(name, "head") for name in names])

    def spread(self, text: str, style: str = "line") -> None:
        """One text over the whole width."""
        self._merge(1, self.columns)
        self.append([self.cell(text, style)] + [self.cell(None, style)] * (self.columns - 1))

    def thirds(self, left: str, middle: str, right: str) -> None:
        """Three texts side by side: unit, period, date; or the signature line."""
        first, second = self.columns // 3, 2 * self.columns // 3
        cells: list = [None] * self.columns
        for start, end, text in ((0, first, left), (first, second, middle), (second, self.columns, right)):
            self._merge(start + 1, end)
            cells[start] = self.cell(text, "line")
        self.append(cells)

    def rows(self, values: Sequence, style: str) -> None:
        self.append([self.cell(value, style) for value in values])

    def append(self, cells: list | tuple) -> None:
        self.sheet.append(cells)
        self.row_number += 1

    def cell(self, value, style: str) -> WriteOnlyCell:
        """A styled cell; text is text, whatever it begins with."""
        model = self._models.get(style)
        if model is None:
            model = self._models[style] = WriteOnlyCell(self.sheet)
            for name, part in STYLES[style].items():
                setattr(model, name, part)
        made = WriteOnlyCell(self.sheet, value)
        made._style = copy(model._style)
        if isinstance(value, date):
            made.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
        elif isinstance(value, str):
            _as_text(made, value)
        return made

    def text(self, value: str):
        """Text for a cell of a long ledger: as it is, unless Excel would take it for a formula or drop its end."""
        value = cleaned(value)
        return self.cell(value, "wrap") if value.startswith(_FORMULA) else value

    def _merge(self, first: int, last: int) -> None:
        row = self.row_number + 1
        self.sheet.merged_cells.add(f"{get_column_letter(first)}{row}:{get_column_letter(last)}{row}")


def cleaned(value: str) -> str:
    """Without what a workbook cannot hold; a text too long for a cell says that it goes on."""
    value = _CONTROL.sub("", value)
    return value if len(value) <= LONGEST else value[: LONGEST - len(CUT)] + CUT


def _as_text(cell: WriteOnlyCell, value: str) -> None:
    cell.value = cleaned(value)
    cell.data_type = "s"
    if value.startswith(_FORMULA):
        cell.quotePrefix = True  # stays text when somebody edits the cell


def new_book() -> Workbook:
    book = Workbook(write_only=True)
    book.properties.creator = "代表联络站"
    book.properties.created = book.properties.modified = clock.now().replace(tzinfo=None)
    return book


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def local(moment: datetime | None) -> datetime | None:
    """A moment as Excel knows it: Shanghai's wall clock without a zone."""
    return moment.astimezone(clock.SHANGHAI).replace(tzinfo=None, microsecond=0) if moment else None


def in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
