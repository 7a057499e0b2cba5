"""The calendar of a year as a small sheet: one row a festival, or one for each run of its days off."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from common.tables import Line, read_table
from common.text import clean_text
from common.uploads import Upload
from common.workbooks import SheetSpec
from stations.rules.festivals import Festival, day_in, make_up_days, runs
from stations.rules.yearly_notice import LONGEST, Notice, checked

WANTED = {
    "name": ["节日", "名称", "说明"],
    "off_from": ["放假第一天", "放假开始", "开始日期", "开始"],
    "off_to": ["放假最后一天", "放假结束", "结束日期", "结束"],
    "make_up": ["调休上班", "调休上班的日子", "补班", "上班"],
}
WIDTHS = (20, 16, 16, 40)


def read_calendar(upload: Upload, year: int) -> Notice:
    """The festivals of an uploaded sheet. Raises SheetError when it has no such table."""
    table = read_table(upload, WANTED, ["name", "off_from"])
    notice = Notice(year, faults=[f"{fault.cell}：{fault.words}" for fault in table.faults])
    for line in table.lines:
        _take(notice, line)
    return checked(notice)


def _take(notice: Notice, line: Line) -> None:
    values = line.values | {name: line.values.get(name) for name in WANTED}
    name = clean_text(values["name"])[:20]
    if not name and not clean_text(values["off_from"]):
        return
    festival = next((each for each in notice.festivals if each.name == name), None)
    if festival is None:
        festival = Festival(name)
        notice.festivals.append(festival)
    try:
        festival.off.extend(_days_off(notice.year, values))
        festival.make_up.extend(make_up_days(clean_text(values["make_up"]), festival.off, notice.year))
    except ValidationError as error:
        notice.faults += [f"第 {line.number} 行（{name or '没有写节日'}）：{message}" for message in error.messages]


def _days_off(year: int, values: dict) -> list[date]:
    first = day_in(year, values["off_from"])
    last = day_in(year, values["off_to"]) if clean_text(values["off_to"]) else first
    if not 0 <= (last - first).days < LONGEST:
        raise ValidationError(f"放假从 {first:%Y-%m-%d} 到 {last:%Y-%m-%d}，请核对。")
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def calendar_sheet(year: int, found: Iterable[Festival]) -> SheetSpec:
    """What `read_calendar` reads: a festival's further runs of days off stand in rows of their own."""
    rows = []
    for festival in found:
        spans = runs(festival.off) or [(None, None)]
        make_up = "、".join(f"{day.month}月{day.day}日" if day.year == year else f"{day:%Y-%m-%d}" for day in festival.make_up)
        rows += [[festival.name, first, last, "" if number else make_up] for number, (first, last) in enumerate(spans)]
    columns = [(headings[0], width) for headings, width in zip(WANTED.values(), WIDTHS, strict=True)]
    return SheetSpec(f"{year}年", columns, rows, title=f"{year}年放假和调休安排")
