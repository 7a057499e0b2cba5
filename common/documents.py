"""Word documents (.docx) that an office opens, edits and prints: A4, the fonts of official papers, tables that break over pages."""

import io
import re
from collections.abc import Iterable, Sequence

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.run import Run

from common import clock

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PRODUCT = "代表联络站"
BODY, HEAD, TITLE, LATIN = "仿宋", "黑体", "宋体", "Times New Roman"
TEXT_SIZE, CELL_SIZE, TITLE_SIZE = Pt(16), Pt(12), Pt(22)  # 三号、小四、二号
WIDTH = 156  # millimetres between the margins
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Paper:
    """One document, written from top to bottom; `data` is the file."""

    def __init__(self, title: str):
        self._document = Document()
        properties, now = self._document.core_properties, clock.now().replace(tzinfo=None)
        properties.title, properties.author, properties.last_modified_by, properties.comments = title, PRODUCT, PRODUCT, ""
        properties.language, properties.created, properties.modified = "zh-CN", now, now
        page = self._document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(28), Mm(26), Mm(30), Mm(25)
        normal = self._document.styles["Normal"]
        _set_fonts(normal, BODY)
        normal.font.size = TEXT_SIZE
        self._line(title, TITLE, TITLE_SIZE, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)

    def heading(self, words: str) -> None:
        paragraph = self._line(words, HEAD, TEXT_SIZE).paragraph_format
        paragraph.keep_with_next, paragraph.space_before = True, Pt(10)

    def note(self, words: str) -> None:
        """A line in the middle: period, unit, day."""
        self._line(words, BODY, CELL_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)

    def text(self, words: str) -> None:
        """A paragraph, its first line set in by two characters."""
        self._line(words, BODY, TEXT_SIZE).paragraph_format.first_line_indent = TEXT_SIZE * 2

    def closing(self, *lines: str) -> None:
        """Who signs and when, to the right."""
        for words in lines:
            self._line(words, BODY, TEXT_SIZE, align=WD_ALIGN_PARAGRAPH.RIGHT)

    def table(self, rows: Iterable[Sequence[str]], widths: Sequence[float], head: Sequence[str] = ()) -> None:
        """Rows of text; widths are shares of the line. The head stands again on every page."""
        table = self._document.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):  # what LibreOffice goes by; Word goes by the cells
            column.width = _share(width, widths)
        if head:
            _mark(self._row(table, head, widths, HEAD), "w:tblHeader")
        for row in rows:
            self._row(table, row, widths, BODY)

    @property
    def data(self) -> bytes:
        out = io.BytesIO()
        self._document.save(out)
        return out.getvalue()

    def _row(self, table, values: Sequence[str], widths: Sequence[float], font: str):
        row = table.add_row()
        for cell, value, width in zip(row.cells, values, widths, strict=True):
            cell.width = _share(width, widths)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            _write(paragraph.add_run(_clean(value)), font, CELL_SIZE)
        _mark(row, "w:cantSplit")
        return row

    def _line(self, words: str, font: str, size: Pt, bold: bool = False, align: WD_ALIGN_PARAGRAPH | None = None):
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(4), 1.35
        paragraph.alignment = align
        _write(paragraph.add_run(_clean(words)), font, size, bold)
        return paragraph


def _clean(words: str) -> str:
    return _UNWRITABLE.sub("", str(words))


def _write(run: Run, font: str, size: Pt, bold: bool = False) -> None:
    _set_fonts(run, font)
    run.font.size, run.bold = size, bold


def _set_fonts(styled, chinese: str) -> None:
    """Word takes the font of Chinese characters from an attribute of its own, which the library does not set."""
    styled.font.name = LATIN
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), chinese)


def _share(width: float, widths: Sequence[float]) -> Mm:
    return Mm(WIDTH * width / sum(widths))


def _mark(row, name: str) -> None:
    """A switch of a row that the library does not know."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))
