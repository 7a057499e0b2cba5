"""Spreadsheets as people make them, and as attackers do, through the child process and its parts."""

import csv
import io
import json
import signal
import subprocess
import sys
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment

from common import sheet_child, sheets
from common.sheets import Header, Marker, Row, Sheet, SheetError, find_header, read_sheets
from common.uploads import Upload, check_upload
from tests.conftest import REAL_DATA


def saved(book: Workbook) -> Upload:
    out = io.BytesIO()
    book.save(out)
    return Upload("xlsx", out.getvalue(), "名册.xlsx")


def filled(cells: dict[str, object], merged: tuple[str, ...] = ()) -> Workbook:
    book = Workbook()
    book.active.title = "名册"
    for place, value in cells.items():
        book.active[place] = value
    for area in merged:
        book.active.merge_cells(area)
    return book


def with_sheet(xml: str) -> Upload:
    """A workbook whose first sheet is this XML between its sheet's tags."""
    good = saved(Workbook()).data
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{xml}</worksheet>'
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return Upload("xlsx", out.getvalue(), "名册.xlsx")


def events(upload: Upload) -> list:
    """What the child says, asked in this process."""
    out = io.BytesIO()
    sheet_child.write(upload.kind, upload.data, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def cells(upload: Upload) -> list[list]:
    return [[event[0], *event[1]] for event in events(upload) if isinstance(event, list)]


def refusal(upload: Upload) -> list:
    return events(upload)[-1]["error"]


def csv_upload(data: bytes) -> Upload:
    return check_upload(io.BytesIO(data))


# Through the process ---------------------------------------------------------------------------------------------------


def test_a_workbook_comes_back_as_it_was():
    book = filled(
        {
            "A1": "王小明",
            "B1": 13800000000,
            "C1": 1.5,
            "D1": True,
            "E1": date(2026, 2, 3),
            "F1": datetime(2026, 2, 3, 9, 30),
            "G1": time(9, 30),
            "A3": "𠮷䶮😀",
            "C3": "  ",
            "B5": "",
        },
        merged=("A7:C8",),
    )
    hidden = book.create_sheet("隐藏")
    hidden.sheet_state = "veryHidden"
    hidden.append(["在"])
    book.create_chartsheet("图")
    assert read_sheets(saved(book)) == [
        Sheet(
            "名册",
            False,
            [
                Row(1, ["王小明", 13800000000, 1.5, True, date(2026, 2, 3), datetime(2026, 2, 3, 9, 30), "09:30:00"]),
                Row(3, ["𠮷䶮😀"]),
            ],
            ["A7:C8"],
        ),
        Sheet("隐藏", True, [Row(1, ["在"])]),
    ]


def test_errors_and_formulas_without_value_are_marked():
    book = filled({"A1": "=1/0", "B1": "x", "C1": "#DIV/0!"})
    row = read_sheets(saved(book))[0].rows[0]
    assert (row, [type(cell) for cell in row.cells]) == (Row(1, ["公式没有算出的值", "x", "#DIV/0!"]), [Marker, str, Marker])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_every_dress(encoding, mark):
    data = f'姓名{mark}电话\r\n"王{mark}小明"{mark}="0138"\r\n\r\n#N/A{mark}\r\n'.encode(encoding)
    upload = Upload("csv", csv_upload(data).data, "名册.csv")
    [sheet] = read_sheets(upload)
    assert sheet == Sheet("名册.csv", False, [Row(1, ["姓名", "电话"]), Row(2, [f"王{mark}小明", "0138"]), Row(4, ["#N/A"])])
    assert type(sheet.rows[2].cells[0]) is Marker


def test_what_takes_too_long_is_killed(monkeypatch):
    monkeypatch.setattr(sheets, "SECONDS", 0.001)
    with pytest.raises(SheetError, match=r"^文件在 0.001 秒内没有读完，请拆成几个文件再上传。$"):
        read_sheets(saved(Workbook()))


def test_a_damaged_file_and_a_dead_child_have_a_sentence():
    with pytest.raises(SheetError, match=r"^文件读不出来，请用 Excel 或 WPS 打开"):
        read_sheets(Upload("xlsx", b"PK\x03\x04", "a.xlsx"))
    with pytest.raises(SheetError, match=r"^文件读不出来"):
        sheets._sheets([b'{"sheet": "a", "hidden": false}'], "")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGXCPU])
def test_a_child_ended_by_the_system_was_given_too_much(monkeypatch, number):
    command = [sys.executable, "-c", f"import os; os.kill(os.getpid(), {int(number)})"]
    start = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _, **ways: start(command, **ways))
    with pytest.raises(SheetError, match=r"^内容太多，读不下，请拆成几个文件再上传。$"):
        read_sheets(saved(Workbook()))


def test_memory_is_limited():
    code = "from common import sheet_child; sheet_child._limit(); bytearray(2 * sheet_child.MEMORY)"
    done = subprocess.run([sys.executable, "-c", code], cwd=sheets._ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "MemoryError"


def test_the_child_knows_neither_django_nor_keys(monkeypatch):
    monkeypatch.setenv("FIELD_KEYS", "k1:secret")
    seen = []
    start = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda command, **ways: seen.append(ways.get("env")) or start(command, **ways))
    read_sheets(saved(Workbook()))
    code = "import sys, common.sheet_child; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=sheets._ROOT, capture_output=True, text=True, check=True)
    assert (seen[0], done.stdout) == ({"PYTHONUTF8": "1"}, "False\n")


# The child's parts -----------------------------------------------------------------------------------------------------


def test_a_far_cell_is_named():
    far = filled({"A1": "姓名", "XFD1048576": "x"})
    assert refusal(saved(far)) == ["名册", "XFD1048576", "这一格超出了范围（最多 10 万行、100 列），请删去它，或拆成几个文件再上传。"]
    assert refusal(csv_upload(b"a" + b",b" * 100))[1] == "CW1"
    assert cells(saved(filled({"A1": "姓名", "CV100020": 1})))[1] == [100020, *[None] * 99, 1]


def test_far_and_blank_cells_without_a_value_do_not_count():
    book = filled({"A1": "姓名"})
    for number in range(2, 3000):
        book.active.cell(number, 1).number_format = "0.00"
    book.active["XFD1048576"].comment = Comment("x", "y")
    assert cells(saved(book)) == [[1, "姓名"]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="inlineStr"><is><t>王</t></is></c>', "王"),
        ('<c r="A1" t="inlineStr"><is><r><t>王</t></r><r><t>明</t></r><rPh sb="0" eb="1"><t>wang</t></rPh></is></c>', "王明"),
        ('<c r="A1" t="str"><f>A2</f><v>一_x000D_\n二_x005F_x</v></c>', "一\n二_x"),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', None),
        ('<c r="A1"><f>A2</f></c>', {"e": "公式没有算出的值"}),
        ('<c r="A1"><f>A2</f><v/></c>', {"e": "公式没有算出的值"}),
        ('<c r="A1" t="e"><v>#REF!</v></c>', {"e": "#REF!"}),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="d"><v>2026-02-03T00:00:00</v></c>', {"d": "2026-02-03"}),
        ('<c r="A1" t="d"><v>2026-02-03</v></c>', {"d": "2026-02-03"}),
        ('<c r="A1"><v>1E999</v></c>', {"e": "#NUM!"}),
        ('<c r="A1"><v>1.38E+10</v></c>', 13800000000.0),
        ("<c><v>7</v></c>", 7),
    ],
)
def test_cells_of_every_type(cell, value):
    seen = cells(with_sheet(f"<sheetData><row>{cell}</row></sheetData>"))
    assert seen == ([[1, value]] if value is not None else [])


def test_a_date_beyond_the_calendar_is_an_error():
    book = filled({"A1": 99_999_999, "B1": -1})
    book.active["A1"].number_format = book.active["B1"].number_format = "yyyy-mm-dd"
    assert cells(saved(book))[0][1] == {"e": "#VALUE!"}


def test_dates_times_and_spans_in_this_process():
    book = filled({"A1": date(2026, 2, 3), "B1": datetime(2026, 2, 3, 9, 30), "C1": time(9, 30), "D1": timedelta(hours=30), "A3": "x"}, ("A3:B4",))
    assert events(saved(book))[1:] == [
        [1, [{"d": "2026-02-03"}, {"t": "2026-02-03T09:30:00"}, "09:30:00", "1 day, 6:00:00"]],
        [3, ["x"]],
        {"merged": ["A3:B4"]},
        {"end": True},
    ]


def test_sheets_that_are_charts_are_passed_over():
    book = filled({"A1": "x"})
    book.create_chartsheet("图")
    assert events(saved(book))[:2] == [{"sheet": "名册", "hidden": False}, [1, ["x"]]]


def test_dates_from_the_other_epoch():
    book = filled({"A1": date(2026, 2, 3)})
    book.epoch = datetime(1904, 1, 1)
    assert cells(saved(book)) == [[1, {"d": "2026-02-03"}]]


def test_one_long_text_in_many_cells_is_too_much(monkeypatch):
    monkeypatch.setattr(sheet_child, "MAX_OUTPUT", 10_000)
    assert refusal(saved(filled({f"A{number}": "x" * 1000 for number in range(1, 12)}))) == ["", "", "内容太多，读不下，请拆成几个文件再上传。"]


def test_no_memory_left_is_too_much(monkeypatch):
    def full(*_args, **_options):
        raise MemoryError

    monkeypatch.setattr(sheet_child, "_Reader", full)
    assert refusal(saved(Workbook())) == ["", "", "内容太多，读不下，请拆成几个文件再上传。"]


@pytest.mark.parametrize("broken", ['<sheetData><row r="x"/></sheetData>', '<sheetData><row><c t="s"><v>99</v></c></row>', "<sheetData>", "&boom;"])
def test_a_broken_sheet_is_damage(broken):
    assert refusal(with_sheet(broken))[2][:7] == "文件读不出来，"


def test_quotes_that_do_not_close_are_found():
    assert refusal(csv_upload('姓名,电话\n王,1\n"李,2\n'.encode())) == ["", "第 3 行", "这一行起的引号不成对，请补上引号，或另存为 .xlsx 再上传。"]
    with pytest.raises(SheetError, match=r"^工作表「未命名」第 1 行：这一行起的引号不成对"):
        read_sheets(csv_upload(b'"a'))


PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=30).filter(
    lambda value: value.strip() and "#" not in value and '="' not in value
)


@pytest.mark.parametrize("inside", ["0\t\x85", "甲\n乙\t丙;丁;戊;己"])
def test_what_is_quoted_does_not_choose_the_delimiter(inside):
    assert cells(Upload("csv", f'"甲","乙"\n"{inside}","{inside}"\n'.encode(), "a.csv"))[1:] == [[2, inside, inside]]


@given(st.lists(st.lists(PLAIN, min_size=2, max_size=5), min_size=1, max_size=5))
def test_csv_round_trip(table):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["甲", "乙"], *table])
    assert cells(Upload("csv", out.getvalue().encode(), "a.csv"))[1:] == [[number, *row] for number, row in enumerate(table, 2)]


def test_letters():
    assert [sheet_child.letters(column) for column in (1, 26, 27, 702, 703, 16384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


@pytest.mark.parametrize(
    ("place", "words"),
    [(("名册", "B7"), "工作表「名册」B7：坏了"), (("名册", ""), "工作表「名册」：坏了"), (("", "B7"), "B7：坏了"), (("", ""), "坏了")],
)
def test_an_error_says_where(place, words):
    assert str(SheetError(*place, "坏了")) == words


# Headers ---------------------------------------------------------------------------------------------------------------

WANTED = {"name": ["姓名", "代表姓名"], "phone": ["手机号码", "联系电话", "电话"], "home": ["联系方式住址", "住址"], "note": ["备注"]}


def listed(*rows: list, merged: tuple[str, ...] = ()) -> Sheet:
    return Sheet("名册", False, [Row(number, row) for number, row in enumerate(rows, 1) if any(row)], list(merged))


@pytest.mark.parametrize(
    ("sheet", "header"),
    [
        (listed(["姓名", "手机号码"]), Header(1, {"name": 0, "phone": 1})),
        (listed(["某镇代表名册"], [], ["序号", "姓 名", "手机\n号码", None, "备　注"]), Header(3, {"name": 1, "phone": 2, "note": 4})),
        (listed(["姓名*：", "电话（必填）"]), Header(1, {"name": 0, "phone": 1})),
        (listed(["联系电话", "手机号码", "代表姓名"]), Header(1, {"name": 2, "phone": 1})),
        (
            listed(["序号", "姓名", "联系方式"], [None, None, "电话", "住址"], ["1", "王"], merged=("C1:D1", "A1:A2", "B1:B2")),
            Header(2, {"name": 1, "phone": 2, "home": 3}),
        ),
        (
            listed(["名册"], ["姓名", "联系", None], [None, "方式", None], [None, "电话", "住址"], ["王"], merged=("B2:C2", "B3:C3", "A2:A4")),
            Header(4, {"name": 0, "phone": 1, "home": 2}),
        ),
        (
            listed(["姓名", "联系方式"], [None, "电话", "住址"], ["王", "1", "某村"]),
            Header(2, {"name": 0, "phone": 1, "home": 2}),
        ),  # as in a CSV file
        (listed(["姓名", "电话"], [None, None, "甲"], ["王", "1"], merged=("A1:A2", "B1:B2")), Header(2, {"name": 0, "phone": 1})),
        (listed(["姓名", "电话"], [], ["王", "1"], merged=("A1:A2", "B1:B2", "垃圾")), Header(1, {"name": 0, "phone": 1})),
        (listed(["姓名", "电话", 1, date(2026, 1, 1), True, Marker("#N/A")]), Header(1, {"name": 0, "phone": 1})),
        (listed(["ＸＸ", "姓名", "电话"], ["王", "姓名", "1"]), Header(1, {"name": 1, "phone": 2})),
    ],
)
def test_the_header_is_found(sheet, header):
    assert find_header(sheet, WANTED, ["name", "phone"]) == header


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (listed(["说明"], ["姓名", "单位", 3]), "工作表「名册」：缺少「手机号码」列。第 2 行的表头是：姓名、单位、3。请补上缺少的列。"),
        (listed(["甲"]), "工作表「名册」：前 10 行中没有找到表头，应有「姓名」、「手机号码」列，请按模板补上表头。"),
        (listed(), "工作表「名册」：前 10 行中没有找到表头，应有「姓名」、「手机号码」列，请按模板补上表头。"),
        (listed(*[[]] * 10, ["姓名", "电话"]), "工作表「名册」：前 10 行中没有找到表头，应有「姓名」、「手机号码」列，请按模板补上表头。"),
        (listed(["姓名", "电话", "姓 名"]), "工作表「名册」C1：A、C 列的表头相同，请只留一列，或给它们不同的名称。"),
    ],
)
def test_what_is_missing_is_named(sheet, words):
    with pytest.raises(SheetError) as error:
        find_header(sheet, WANTED, ["name", "phone"])
    assert str(error.value) == words


def test_values_are_taken_by_name():
    assert Header(1, {"name": 1, "note": 4}).values(Row(2, [1, "王"])) == {"name": "王", "note": None}


def test_a_very_wide_merge_costs_nothing():
    sheet = listed(["联系方式"], ["姓名", "电话"], merged=("A1:XFD1", "A1:ZZZ1"))
    assert find_header(sheet, WANTED, ["name", "phone"]) == Header(2, {"name": 0, "phone": 1})


# Real files ------------------------------------------------------------------------------------------------------------


@pytest.mark.realdata
def test_real_spreadsheets_are_read_or_told_to_be_saved_anew():
    verdicts = {}
    for path in sorted((REAL_DATA / "spreadsheets").iterdir()):
        with path.open("rb") as file:
            try:
                verdicts[path.suffix] = verdicts.get(path.suffix, set()) | {type(read_sheets(check_upload(file))[0]).__name__}
            except ValidationError as error:
                verdicts[path.suffix] = verdicts.get(path.suffix, set()) | {error.message.partition("，")[0]}
    assert verdicts == {".csv": {"Sheet"}, ".xls": {"这是旧格式的表格（.xls 或 .et）"}, ".xlsx": {"Sheet"}}
