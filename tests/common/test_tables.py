"""Lists on sheets: what is read, what is only noted, and what of a cell may be told."""

import io

import pytest
from openpyxl import Workbook

from common.sheets import SheetError
from common.tables import Line, read_table, without_numbers
from common.uploads import Upload

WANTED = {"words": ["内容", "正文"], "day": ["日期"]}


def table(*sheets):
    """Each sheet: title, rows, and what more is done to it."""
    book = Workbook()
    book.remove(book.active)
    for title, rows, *more in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for change in more:
            change(sheet)
    out = io.BytesIO()
    book.save(out)
    return read_table(Upload("xlsx", out.getvalue(), "表.xlsx"), WANTED, ["words"])


def test_rows_keep_their_sheet_number_and_cells():
    read = table(("甲", [["清单"], ["日期", "备注", "正文"], ["x", "y", "话"]]), ("乙", [["内容"], ["话二"]]))
    assert [(line.sheet, line.number, line.values["words"], line.values.get("day")) for line in read.lines] == [
        ("甲", 3, "话", "x"),
        ("乙", 2, "话二", None),
    ]
    fault = read.lines[0].fault("words", "不对。")
    assert (fault.sheet, fault.cell, read.lines[1].fault("day", "没有日期。").cell) == ("甲", "C3", "A2")
    assert read.notes == ["工作表「甲」的这些列没有用到：备注。"]


def test_a_sheet_beside_the_list_is_a_note():
    read = table(("说明", [["请按月填写"]]), ("甲", [["内容"], ["话"]]))
    assert (len(read.lines), read.notes[0][:10]) == (1, "工作表「说明」没有读")


@pytest.mark.parametrize(
    ("sheets", "place"),
    [
        ([("甲", [["姓名"], ["王"]])], ("甲", "A1")),
        ([("甲", [[], ["姓名"], ["王"]])], ("甲", "A2")),
        ([("甲", [["内容", "内容"], ["话", "话"]]), ("乙", [["内容"], ["话"]])], ("甲", "B1")),
        ([("甲", [["内容"]])], ("", "")),
    ],
)
def test_what_is_no_list_is_refused(sheets, place):
    with pytest.raises(SheetError) as refused:
        table(*sheets)
    assert (refused.value.sheet, refused.value.cell) == place


@pytest.mark.parametrize(("merged", "cells"), [("A2:A3", ["A2"]), ("A1:B1", []), ("C2:D3", []), ("A3:C3", ["A3"])])
def test_merged_cells_among_the_data_are_faults(merged, cells):
    read = table(("甲", [["内容", "日期"], ["话", "x"], ["话二", "y"]], lambda sheet: sheet.merge_cells(merged)))
    assert [fault.cell for fault in read.faults] == cells


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("请打13800138001", "请打138****8001"),
        ("2026-02-03 来信", "2026-02-03 来信"),
        ("卡号 6222021234567890", "卡号 62***"),
        ("座机０９９６８７６５４３２", "座机０９***"),
        ("30 亩地，5,000 元", "30 亩地，5,000 元"),
    ],
)
def test_numbers_that_may_be_somebodys_are_masked(text, told):
    assert without_numbers(text) == told


def test_what_stood_in_the_cell_is_masked_and_the_example_stays():
    line = Line("甲", 2, {}, {"phone": 1})
    assert line.fault("phone", "看不懂「13800138001」，如 0996-8765432。").as_dict() == {
        "sheet": "甲",
        "cell": "B2",
        "words": "看不懂「138****8001」，如 0996-8765432。",
    }
