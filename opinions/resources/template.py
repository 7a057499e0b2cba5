"""The empty list to fill in (.xlsx)."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from opinions.choices import Channel
from opinions.resources.opinions import HEADINGS, REQUIRED

# Field → what to write there, an example, the column's width in characters.
COLUMNS = {
    "words": ("群众的原话，必填", "村东头的水渠塌了一段，三十亩地浇不上水。", 60),
    "summary": ("一句话，最多 80 字；不填就取原话的第一句", "村东水渠塌方", 24),
    "received_on": ("年月日，如 2026-02-03；整个文件一天的，可在上传时选", "2026-02-03", 14),
    "channel": ("、".join(Channel.labels) + "；整个文件一样的，可在上传时选", Channel.BOX.label, 12),
    "category": ("领域表里的名称，如「农业农村 / 农田水利」；可不填", "农业农村 / 农田水利", 22),
    "name": ("反映人，可不填", "", 12),
    "phone": ("手机 11 位，座机带区号，可不填", "", 16),
    "address": ("详细住址，可不填", "", 24),
    "village": ("村（社区），可不填", "河湾村", 14),
    "source_number": ("热线工单号、信箱登记号等，可不填", "信箱-7", 16),
    "station": ("几个站的放在一个文件里才需要", "河湾村联络站", 18),
}
WRAPPED = Alignment(vertical="top", wrap_text=True)


def template_workbook() -> bytes:
    """A sheet with the header alone, and one that explains the columns."""
    book = Workbook()
    sheet = book.active
    sheet.title = "意见"
    sheet.append([HEADINGS[name][0] for name in COLUMNS])
    for number, (_, _, width) in enumerate(COLUMNS.values(), start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].number_format = "@"  # text: a phone keeps its digits
        head = sheet.cell(1, number)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="EFEFEF")
    sheet.freeze_panes = "A2"
    _explain(book.create_sheet("填写说明"))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(sheet) -> None:
    sheet.append(["列", "必填", "怎么填", "例"])
    for name, (words, example, _) in COLUMNS.items():
        # In brackets: a bare heading would make this sheet look like one with a header.
        sheet.append([f"「{HEADINGS[name][0]}」", "是" if name in REQUIRED else "", words, example])
    for letter, width in zip("ABCD", (14, 8, 60, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = WRAPPED
            cell.font = Font(bold=cell.row == 1)
    sheet.freeze_panes = "A2"
