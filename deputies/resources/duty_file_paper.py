"""The duty file as a Word document, to be added to by hand and kept in the office's folders."""

from common import clock
from common.documents import Paper
from common.masking import mask_phone
from deputies.resources.duty_file import basic_facts, places_of
from deputies.rules.duty_file import BASIC, COMMENDED, DutyFile

NUMBERS = "一二三四五六七八九"
RECORDS, WIDTHS = ("时间", "类型", "标题", "内容、办理情况", "地点"), (28, 24, 36, 42, 26)


def paper_of(file: DutyFile) -> Paper:
    """The eight parts in their order; a part in which nothing stands says so."""
    paper, today = Paper("代表履职档案"), clock.today()
    paper.note(f"{file.term.congress.name}{file.term.name}　履职 {file.counted} 次　{_day(today)}")
    if file.note:
        paper.note(file.note)
    names = iter(NUMBERS)
    paper.heading(f"{next(names)}、{BASIC}")
    paper.table(list(basic_facts(file.deputy, mask_phone(file.deputy.phone)).items()), (24, 100))
    paper.table([("代表资格", f"{_day(seat.starts_on)}{seat.get_elected_by_display()}，{places_of(seat)}") for seat in file.seats], (24, 100))
    for name, records in file.parts:
        paper.heading(f"{next(names)}、{name}")
        rows = [(_day(row.on), row.kind_name, row.title, row.told, row.place or str(row.station or "")) for row in records]
        _table(paper, rows, RECORDS, WIDTHS)
    paper.heading(f"{next(names)}、{COMMENDED}")
    _table(paper, [(_day(row.on), row.title, row.by_whom) for row in file.commendations], ("时间", "表彰名称", "授予单位"), (34, 66, 56))
    paper.closing("代表（签字）：　　　　　　　", "人大办（盖章）：　　　　　　　")
    return paper


def _table(paper: Paper, rows: list[tuple], head: tuple[str, ...], widths: tuple[int, ...]) -> None:
    if rows:
        paper.table(rows, widths, head)
    else:
        paper.text("没有记录。")


def _day(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
