"""The rows of an uploaded list, whatever sheets and headers they stand under, each cell still knowing its place."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from common.blanks import EXPLAINED
from common.masking import mask_phone
from common.sheets import Cell, Header, Sheet, SheetError, cell_name, find_header, read_sheets
from common.text import clean_text, find_personal
from common.uploads import Upload

_DATE = r"(?<![0-9])(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])"
_LONG_NUMBER = re.compile(rf"({_DATE})|[0-9０-９](?:[-\s]?[0-9０-９]){{6,}}")
_QUOTED = re.compile("「[^」]*」")
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]+):([A-Z]{1,3})([0-9]+)")


@dataclass(frozen=True)
class Fault:
    """One thing to mend: where (sheet, cell) and what, with its cure. Holds no phone or identity number in full."""

    sheet: str
    cell: str
    words: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Line:
    """One row of data: its cells by field name, and where they stand."""

    sheet: str
    number: int
    values: dict[str, Cell]
    columns: dict[str, int]

    def fault(self, name: str, words: str) -> Fault:
        """Something wrong with the field; the row's first cell stands for a field that the sheet has no column for."""
        told = _QUOTED.sub(lambda quoted: without_numbers(quoted[0]), words)  # what stood in the cell; examples stay whole
        return Fault(self.sheet, cell_name(self.columns.get(name, 0), self.number), told)


@dataclass
class Table:
    """All rows of a file; faults are of its shape, notes say what of it was not read, merges the range behind a fault's (sheet, cell)."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    merges: dict[tuple[str, str], str] = field(default_factory=dict)


def read_table(upload: Upload, wanted: dict[str, list[str]], required: list[str]) -> Table:
    """Every visible sheet that has the header. Raises SheetError when none has it, or where a header is ambiguous."""
    table, refusals = Table(), []
    for sheet in read_sheets(upload):
        if not sheet.rows:
            continue
        if sheet.hidden:
            table.notes.append(f"工作表「{sheet.name}」是隐藏的，没有读。要导入它，请取消隐藏后重新上传。")
            continue
        try:
            header = find_header(sheet, wanted, required)
        except SheetError as error:
            refusals.append(_placed(sheet, error))
            continue
        _take(table, sheet, header)
    if refusals and not table.lines:
        raise refusals[0]
    table.notes += [f"工作表「{error.sheet}」没有读：{error.message}" for error in refusals if error.sheet != EXPLAINED]
    if not table.lines:
        raise SheetError("", "", "表里没有一行内容，请在表头下面填好再上传。")
    return table


def _placed(sheet: Sheet, error: SheetError) -> SheetError:
    """A repeated heading spoils the file; a sheet without the header may be a note beside the list."""
    if error.cell:
        raise error
    return SheetError(sheet.name, cell_name(0, sheet.rows[0].number), without_numbers(error.message))


def _take(table: Table, sheet: Sheet, header: Header) -> None:
    below = [row for row in sheet.rows if row.number > header.row_number]
    table.lines += [Line(sheet.name, row.number, header.values(row), header.columns) for row in below]
    for fault, area in _merged(sheet, header):
        table.faults.append(fault)
        table.merges[fault.sheet, fault.cell] = area
    heading = next(row for row in sheet.rows if row.number == header.row_number)
    unused = [clean_text(cell)[:20] for column, cell in enumerate(heading.cells) if cell is not None and column not in header.columns.values()]
    if unused:
        table.notes.append(f"工作表「{sheet.name}」的这些列没有用到：{without_numbers('、'.join(unused))}。")


def _merged(sheet: Sheet, header: Header) -> Iterator[tuple[Fault, str]]:
    """Merged cells among the data: only the first one has the value, and nobody can tell whether the others should."""
    for text in sheet.merged:
        hit = _RANGE.fullmatch(text or "")
        if hit and int(hit[4]) > header.row_number and any(_inside(hit, column) for column in header.columns.values()):
            yield Fault(sheet.name, f"{hit[1]}{hit[2]}", f"{text} 是合并的单元格，请取消合并，每行填上自己的内容。"), text


def _inside(hit: re.Match, column: int) -> bool:
    letters = re.sub("[0-9]", "", cell_name(column, 1))
    return (len(hit[1]), hit[1]) <= (len(letters), letters) <= (len(hit[3]), hit[3])


def without_numbers(text: str) -> str:
    """The text with phones, identity numbers and other long numbers masked, dates kept, for previews and errors in plain."""
    for found in reversed(find_personal(text)):
        text = text[: found.start] + mask_phone(text[found.start : found.end]) + text[found.end :]
    return _LONG_NUMBER.sub(lambda hit: hit[1] or f"{hit[0][:2]}***", text)
