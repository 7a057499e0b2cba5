"""The sheet whose rows are written as text: openpyxl reads back what was meant."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from reports.services.paper import Sheet, new_book, saved

VALUES = ["甲 & 乙 <丙> \"丁\" '戊'", "  两头有空格 ", "第一行\n第二行", "=1+1", "＝1+1", "", None, 0, -7, 2.5, Decimal("1.50"), True]
DAYS = [date(2026, 2, 28), datetime(2026, 11, 26, 9, 30), datetime(1931, 5, 4)]


def written(*rows: list) -> openpyxl.Workbook:
    book = new_book()
    sheet = Sheet(book, "表", [10] * len(rows[0]))
    sheet.paper(head_row=1)
    for number, row in enumerate(rows, 1):
        sheet.rows(row, "fact", height=20 + number)
    return openpyxl.load_workbook(BytesIO(saved(book)))


def test_cells_come_back_as_they_were_meant():
    sheet = written(VALUES, [*DAYS, *[None] * 9])["表"]
    assert [cell.value for cell in sheet[1]] == [*VALUES[:5], None, None, 0, -7, 2.5, 1.5, 1]
    assert [cell.value for cell in sheet[2]][:3] == [datetime(2026, 2, 28), *DAYS[1:]]
    assert [sheet.cell(1, column).data_type for column in range(1, 6)] == ["s"] * 5
    assert [sheet.cell(1, column).quotePrefix for column in (1, 4, 5)] == [False, True, True]
    assert [sheet.cell(2, column).number_format for column in (1, 2, 4)] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm", "General"]
    assert {cell.border.left.style for row in sheet for cell in row} == {"thin"}
    assert [sheet.row_dimensions[number].height for number in (1, 2)] == [21, 22]


def test_what_is_no_value_is_no_cell():
    with pytest.raises(TypeError):
        written([object()])


def test_rows_go_through_the_writer_that_they_are_made_for():
    assert openpyxl.LXML is False
