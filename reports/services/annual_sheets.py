"""The sheets of the annual workbook beside statistics and detail: groups, stations, years, norms, and how it was counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from common import clock
from reports.rules.annual import CongressPart, Part
from reports.rules.annual_words import period_of
from reports.rules.annual_years import Cell, Row, Years
from reports.rules.kinds import Kind
from reports.services.annual_norms import NormTable
from reports.services.paper import LINE, Sheet, in_words

BINDING = {True: "必须", False: "力争"}
PLACE_HEAD = ("序号", "指标", "对象", "要求", "已做", "还差", "差在哪里")


@dataclass(frozen=True)
class Head:
    """What stands over and under every sheet: who reports which year."""

    unit: str
    year: int
    writer: str

    def over(self, sheet: Sheet, title: str, period: str = "") -> None:
        sheet.title(title)
        sheet.thirds(f"填报单位：{self.unit}", f"统计期：{period or period_of(self.year)}", f"填报日期：{in_words(clock.today())}")

    def under(self, sheet: Sheet) -> None:
        sheet.rows([None] * sheet.columns, "line")
        sheet.thirds(f"填表人：{self.writer}", "审核人：", "单位负责人（签字）：")


def new_parts(book: Workbook, name: str, kinds: Sequence[Kind]) -> Sheet:
    return Sheet(book, name, [7, 24, 8, *[7.5] * len(kinds), 8, 16])


def fill_parts(sheet: Sheet, of: str, whole: CongressPart, parts: Sequence[Part], head: Head) -> None:
    """One line a group or station, and their sum."""
    sheet.paper(head_row=3, frozen_columns=2)
    head.over(sheet, f"代表年度履职情况统计表（{of}）")
    sheet.head(["序号", of, "代表人数", *[kind.label for kind in whole.kinds], "合计", "备注"])
    for number, part in enumerate(parts, 1):
        height = sheet.lines_of(part.name, 1) * LINE + 3
        sheet.rows([number, part.name, len(part.lines), *part.counts, part.total, None], "cell", height)
    sheet.rows(["合计", None, whole.deputies, *whole.counts, whole.total, None], "sum")
    head.under(sheet)


def new_years(book: Workbook, years: Sequence[int]) -> Sheet:
    return Sheet(book, "历年对比", [7, 26, *[10] * (2 * len(years) - 1), 36])


def fill_years(sheet: Sheet, years: Years, head: Head) -> None:
    """Each kind through the years, then each congress, or group, station and deputy."""
    sheet.paper(head_row=3, frozen_columns=2)
    head.over(sheet, "代表履职情况历年对比", f"{years.years[0]}年至{years.years[-1]}年")
    names = [name for place, year in enumerate(years.years) for name in (f"{year}年", "增减")[: 2 if place else 1]]
    sheet.head(["序号", "项目", *names, "备注"])
    _part(sheet, "各类履职")
    for number, (kind, cells) in enumerate(years.kinds, 1):
        sheet.rows([number, kind.label, *_through(cells), None], "cell")
    sheet.rows(["合计", None, *_through(years.total), None], "sum")
    sheet.rows(["人数", "在任代表", *_through(years.deputies), "含年中当选、离任的"], "sum")
    for title, _, rows in years.sections:
        _part(sheet, f"各年合计：{title}")
        for number, row in enumerate(rows, 1):
            sheet.rows([number, row.name, *_through(row.cells), row.note or None], "cell", _height(sheet, row))
    head.under(sheet)


def _part(sheet: Sheet, title: str) -> None:
    sheet.rows([title] + [None] * (sheet.columns - 1), "part")


def _height(sheet: Sheet, row: Row) -> int:
    return max(sheet.lines_of(row.name, 1), sheet.lines_of(row.note, sheet.columns - 1)) * LINE + 3


def _through(cells: Sequence[Cell]) -> list[int | None]:
    """The number of the first year; number and difference of each later one. Empty where there was nobody to count."""
    return [value for place, cell in enumerate(cells) for value in (cell.number, cell.change)[: 2 if place else 1]]


def new_norms(book: Workbook, table: NormTable) -> Sheet:
    """Three columns a norm; of norms of places alone, wide enough for those."""
    wide = [7, 20, 12, *[8] * (3 * len(table.norms)), 44]
    return Sheet(book, "对照指标", wide if table.norms else [7, 24, 24, 10, 10, 10, 44])


def fill_norms(sheet: Sheet, table: NormTable, head: Head) -> None:
    """Asked, done, missing of each deputy in the order of the roster; then of groups, stations and the congress."""
    sheet.paper(head_row=3, frozen_columns=3)
    head.over(sheet, "代表履职情况对照指标")
    if table.norms:
        _norm_lines(sheet, table)
    if table.places:
        _norm_places(sheet, table)
    head.under(sheet)


def _norm_lines(sheet: Sheet, table: NormTable) -> None:
    names = [
        f"{norm.name}（{'本届' * norm.is_of_term}{BINDING[norm.is_binding]}）{column}" for norm in table.norms for column in ("要求", "已做", "还差")
    ]
    longest = max(sheet.lines_of(name, 3) for name in names)
    sheet.append(["序号", "代表小组", "代表姓名", *names, "备注"], ["head"] * sheet.columns, max(2, longest) * LINE + 4)
    number = 0
    for part, lines, sums in table.groups:
        for line, standings in lines:
            number += 1
            words = [
                line.note,
                *(
                    f"{each.norm.name}差{'、'.join(each.short_in)}"
                    for each in standings
                    if each.is_short and each.norm.period in {"month", "quarter"}
                ),
            ]
            note = "；".join(word for word in words if word)
            sheet.rows([number, part.name, line.name, *_asked(standings), note or None], "cell", sheet.lines_of(note, sheet.columns - 1) * LINE + 3)
        sheet.rows(["小计", part.name, None, *_asked(sums), f"{len(lines)} 名代表"], "sum")
    sheet.rows(["合计", None, None, *_asked(table.sums), f"{table.part.deputies} 名代表"], "sum")


def _asked(rows: Sequence) -> list[int]:
    """wanted, done, missing of every norm (of `Standing` or `Sum`)."""
    return [value for row in rows for value in (row.wanted, row.done, row.missing)]


def _norm_places(sheet: Sheet, table: NormTable) -> None:
    """Their columns are the first of the sheet's: what is left over stays empty."""
    _part(sheet, "对小组、站（家）和人大的指标")
    blank = [None] * (sheet.columns - len(PLACE_HEAD))
    rows = [
        (number, f"{row.norm.name}{'（本届）' * row.norm.is_of_term}", row.name, row.wanted, row.done, row.missing, "，".join(row.short_in))
        for number, row in enumerate(table.places, 1)
    ]
    sheet.rows([*PLACE_HEAD[:6], *blank, PLACE_HEAD[6]], "head")
    for *values, words in rows:
        height = max(sheet.lines_of(values[1], 1), sheet.lines_of(values[2], 2), sheet.lines_of(words, sheet.columns - 1)) * LINE + 3
        sheet.rows([*values, *blank, words or None], "cell", height)


def explain(book: Workbook, lines: Sequence[tuple[str, str]]) -> None:
    sheet = Sheet(book, "口径说明", [22, 100])
    sheet.paper(head_row=2)
    sheet.title("口径说明")
    sheet.head(["项目", "说明"])
    for name, words in lines:
        sheet.rows([name, words], "text", sheet.lines_of(words, 1) * LINE + 6)
