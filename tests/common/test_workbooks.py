"""Workbooks opened again: what an office sees and prints."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from common.workbooks import CUT, LONGEST, SheetSpec, plain_text, stream

SPEC = {"name": "台账", "columns": [("编号", 12), ("电话", 14), ("时间", 12)]}


def opened(*specs: SheetSpec, **options):
    out = io.BytesIO()
    stream(out, specs, **options)
    return load_workbook(io.BytesIO(out.getvalue()))


def values(sheet) -> list[tuple]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_the_sheet_stands_as_an_office_wants_it():
    spec = SheetSpec(
        **SPEC,
        rows=iter([("永-1", "13800000000", date(2026, 2, 3))]),
        title="意见台账",
        facts=["填报单位：永安镇人大", "统计期：2026年"],
        signature="填表人：        审核人：",
        frozen_columns=1,
    )
    sheet = opened(spec).active
    assert values(sheet) == [
        ("意见台账", None, None),
        ("填报单位：永安镇人大    统计期：2026年", None, None),
        ("编号", "电话", "时间"),
        ("永-1", "13800000000", datetime(2026, 2, 3)),
        ("填表人：        审核人：", None, None),
    ]
    assert (sheet.freeze_panes, sheet.print_title_rows, [sheet.column_dimensions[name].width for name in "ABC"]) == ("B4", "$3:$3", [12, 14, 12])
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:C1", "A2:C2", "A5:C5"}
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        1,
        0,
    )
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet["A3"].font.bold, sheet["C4"].number_format) == (True, True, "yyyy-mm-dd")


def test_a_bare_list_has_a_header_and_rows_only():
    sheet = opened(SheetSpec("表", [("甲", 8)], [("一",), (None,), (2,)])).active
    assert (values(sheet), sheet.freeze_panes, sheet.merged_cells.ranges) == ([("甲",), ("一",), (None,), (2,)], "A2", set())


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "#DIV/0!", "=cmd|' /C calc'!A0", "138", "𠮷䶮😀", "2026-02-03", " 前后 ", "一\n二"]
)
def test_text_stays_text_unchanged(text):
    cell = opened(SheetSpec("表", [("甲", 8)], [(text,)])).active["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_headings_and_titles_are_no_formulas():
    sheet = opened(SheetSpec("表", [("=1", 8)], [], title="=2", signature="=3")).active
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [("=2", "s"), ("=1", "s"), ("=3", "s")]


@pytest.mark.parametrize(
    ("value", "seen", "shape"),
    [
        (datetime(2026, 2, 3, 1, 30, 5, 99, tzinfo=UTC), datetime(2026, 2, 3, 9, 30, 5), "yyyy-mm-dd h:mm:ss"),
        (datetime(2026, 2, 3, 9, 30), datetime(2026, 2, 3, 9, 30), "yyyy-mm-dd h:mm:ss"),
        (Decimal("1.5"), 1.5, "General"),
        (7, 7, "General"),
        (True, True, "General"),
        (["a"], "['a']", "General"),
        ("a\x00b\x1f\ud800c\uffff", "abc", "General"),
    ],
)
def test_values_keep_their_type(value, seen, shape):
    cell = opened(SheetSpec("表", [("甲", 8)], [(value,)])).active["A2"]
    assert (cell.value, cell.number_format) == (seen, shape)


def test_a_text_too_long_for_a_cell_says_so():
    assert plain_text("字" * LONGEST) == "字" * LONGEST
    cut = opened(SheetSpec("表", [("甲", 8)], [("字" * 40_000,)])).active["A2"].value
    assert (len(cut), cut[-len(CUT) :]) == (LONGEST, CUT)


def test_sheet_names_that_excel_refuses_are_mended():
    book = opened(*[SheetSpec(name, [("甲", 8)], []) for name in ("a/b:[c]*?'", "字" * 40, "", "")])
    assert book.sheetnames == ["a b  c", "字" * 31, "表", "表1"]


def test_progress_and_count(tmp_path):
    told = []
    rows = ((number,) for number in range(1201))
    assert stream(tmp_path / "a.xlsx", [SheetSpec("甲", [("甲", 8)], rows), SheetSpec("乙", [("乙", 8)], [(1,)])], told.append) == 1202
    assert (told, load_workbook(tmp_path / "a.xlsx")["甲"].max_row) == ([500, 1000, 1202], 1202)


def test_the_document_names_the_product_only():
    out = io.BytesIO()
    stream(out, [SheetSpec("表", [("甲", 8)], [])])
    properties = load_workbook(io.BytesIO(out.getvalue())).properties
    assert (properties.creator, properties.language, properties.lastModifiedBy) == ("代表联络站", "zh-CN", None)
    assert zipfile.ZipFile(out).testzip() is None
