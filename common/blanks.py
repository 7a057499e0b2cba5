"""The empty list to fill in (.xlsx): a sheet with the header alone, and one that explains the columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

EXPLAINED = "填写说明"  # the sheet beside the list; whoever reads a filled-in list passes over it
WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Column:
    """A heading, what to write under it, an example, its width in characters."""

    heading: str
    words: str
    example: str = ""
    width: float = 16
    required: bool = False


def blank_list(name: str, columns: Sequence[Column]) -> bytes:
    """The workbook; every column is text, so that a phone keeps its digits."""
    book = Workbook()
    sheet = book.active
    sheet.title = name
    sheet.append([column.heading for column in columns])
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = "@"
        head = sheet.cell(1, number)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="EFEFEF")
    sheet.freeze_panes = "A2"
    _explain(book.create_sheet(EXPLAINED), columns)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(sheet, columns: Sequence[Column]) -> None:
    sheet.append(["列", "必填", "怎么填", "例"])
    for column in columns:
        # In brackets: a bare heading would make this sheet look like one with a header.
        sheet.append([f"「{column.heading}」", "是" if column.required else "", column.words, column.example])
    for letter, width in zip("ABCD", (14, 8, 60, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = WRAPPED
            cell.font = Font(bold=cell.row == 1)
    sheet.freeze_panes = "A2"
