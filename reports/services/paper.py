"""Designed sheets that an office prints without touching up: title lines, bordered tables, wrapped text, rows as high as their text.

`common.workbooks.stream` writes plain lists; here every cell has a style, several sheets grow side by side, and it is still
openpyxl's write_only mode: a row leaves memory as soon as it is appended.
"""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.properties import PageSetupProperties

from common import clock
from common.workbooks import A4, PRODUCT, plain_text

LINE, TALLEST = 15, 405  # points: one line of 11-point text, the highest row that Excel allows
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "#", "＝", "＋", "－", "＠")  # some programs read the wide ones as the narrow

_line = Side(style="thin", color="999999")
GRID = Border(left=_line, right=_line, top=_line, bottom=_line)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
TOP = Alignment(vertical="top", wrap_text=True)
TINT = PatternFill("solid", fgColor="EFEBE4")
SONG = Font(name="宋体", size=11)
BOLD = Font(name="宋体", size=11, bold=True)
STYLES: dict[str, dict] = {
    "title": {"font": Font(name="宋体", size=18, bold=True), "alignment": MIDDLE},
    "line": {"font": SONG, "alignment": Alignment(vertical="center")},
    "head": {"font": BOLD, "alignment": MIDDLE, "border": GRID, "fill": TINT},
    "part": {"font": BOLD, "alignment": Alignment(vertical="center"), "border": GRID},
    "cell": {"font": SONG, "alignment": MIDDLE, "border": GRID},
    "sum": {"font": BOLD, "alignment": MIDDLE, "border": GRID, "fill": TINT},
    "text": {"font": SONG, "alignment": TOP, "border": GRID},
    "fact": {"font": SONG, "alignment": Alignment(horizontal="center", vertical="top", wrap_text=True), "border": GRID},
}


class Sheet:
    """One sheet being written: `paper` first, then `title`, `thirds`, `head`, then rows; `row_number` is the last one written."""

    def __init__(self, book: Workbook, name: str, widths: Sequence[float]) -> None:
        self.sheet = book.create_sheet(name)
        self.sheet._values_to_row = lambda row, number: row  # openpyxl would make a cell of every value and guess its type
        self.widths, self.columns, self.row_number = widths, len(widths), 0
        self._letters = [get_column_letter(column) for column in range(1, self.columns + 1)]
        self._numbers: dict[tuple[str, str], int] = {}
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
        margins = sheet.page_margins  # inches
        margins.left, margins.right, margins.top, margins.bottom, margins.footer = 0.4, 0.4, 0.6, 0.7, 0.3
        sheet.print_options.horizontalCentered = True
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
        if filtered:
            sheet.auto_filter.ref = f"A{head_row}:{last}{head_row}"

    def title(self, text: str) -> None:
        """The sheet's name over the whole width."""
        self._merge(1, self.columns)
        self.append([text] + [None] * (self.columns - 1), ["title"] * self.columns, 32)

    def head(self, names: Sequence[str]) -> None:
        self.append(names, ["head"] * self.columns, 2 * LINE + 4)

    def thirds(self, left: str, middle: str, right: str) -> None:
        """Three texts side by side: unit, period, date; or the signature line."""
        first, second = self.columns // 3, 2 * self.columns // 3
        values: list[str | None] = [None] * self.columns
        for start, end, text in ((0, first, left), (first, second, middle), (second, self.columns, right)):
            if end - start > 1:
                self._merge(start + 1, end)
            values[start] = text
        self.append(values, ["line"] * self.columns, LINE + 7)

    def rows(self, values: Sequence, style: str, height: float = LINE + 3) -> None:
        self.append(values, [style] * self.columns, height)

    def append(self, values: Sequence, styles: Sequence[str], height: float) -> None:
        """One row. None stays an empty cell, text is text whatever it begins with, dates are dates."""
        self.row_number += 1
        if self.row_number == 1:
            self.sheet._get_writer()
            self.sheet._writer.write_row = self._write_row
        self.sheet.append((values, styles, height))

    def lines_of(self, text: str | None, column: int) -> int:
        """How many lines the text takes in a column, from 0; a Chinese letter is two digits wide."""
        if not text:
            return 1
        letters = max(1, int(self.widths[column] / 2) - 1)
        return sum(-(-len(part) // letters) or 1 for part in text.split("\n"))

    def _write_row(self, file, row: tuple[Sequence, Sequence[str], float], number: int) -> None:
        """What openpyxl's writer of rows would write, as text: it makes an element of every cell and takes four times as long."""
        values, styles, height = row
        cells = [self._cell(f"{letter}{number}", value, style) for letter, value, style in zip(self._letters, values, styles, strict=True)]
        file._file(f'<row r="{number}" ht="{height:.0f}" customHeight="1">{"".join(cells)}</row>')

    def _cell(self, place: str, value, style: str) -> str:
        if isinstance(value, str):
            value = plain_text(value)
            number = self._style_number(style, "quoted" if value.startswith(_FORMULA) else "s")
            return (
                f'<c r="{place}" s="{number}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
                if value
                else _empty(place, number)
            )
        if isinstance(value, date):
            number = self._style_number(style, "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd")
            return f'<c r="{place}" s="{number}"><v>{to_excel(value):.15g}</v></c>'
        number = self._style_number(style, "n")
        return _empty(place, number) if value is None else f'<c r="{place}" s="{number}"><v>{+value}</v></c>'

    def _style_number(self, style: str, kind: str) -> int:
        """openpyxl's number of a style, asked for once for each kind of value."""
        return self._numbers.get((style, kind)) or self._numbers.setdefault((style, kind), self._styled(style, kind).style_id)

    def _styled(self, style: str, kind: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(self.sheet)
        for name, part in STYLES[style].items():
            setattr(cell, name, part)
        if kind == "quoted":
            cell.quotePrefix = True  # stays text when somebody edits the cell
        elif kind not in {"s", "n"}:
            cell.number_format = kind
        return cell

    def _merge(self, first: int, last: int) -> None:
        row = self.row_number + 1
        self.sheet.merged_cells.add(f"{get_column_letter(first)}{row}:{get_column_letter(last)}{row}")


def _empty(place: str, number: int) -> str:
    return f'<c r="{place}" s="{number}"/>'


def new_book() -> Workbook:
    book = Workbook(write_only=True)
    book._fonts = IndexedList([SONG])  # the workbook's own font; openpyxl has no public name for it
    book._named_styles["Normal"].font = SONG
    book.properties.creator, book.properties.language = PRODUCT, "zh-CN"
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
