"""The duty file as a sheet of a workbook."""

from collections.abc import Iterator

from common import clock
from common.masking import mask_phone
from common.workbooks import SheetSpec
from deputies.models import Deputy, Mandate
from deputies.rules.duty_file import BASIC, COMMENDED, DutyFile

COLUMNS = [("部分", 24), ("时间", 13), ("类型", 13), ("标题", 40), ("内容、办理情况", 60), ("地点、授予单位", 30)]


def sheet_of(file: DutyFile) -> SheetSpec:
    """One line a fact or record, in the order of the eight parts; a part in which nothing stands says so."""
    today = clock.today()
    facts = [
        f"代表：{file.deputy.name}",
        f"届次：{file.term.congress.name}{file.term.name}",
        f"履职 {file.counted} 次",
        f"填写日期：{today.year}年{today.month}月{today.day}日",
    ]
    facts += [file.note] if file.note else []
    return SheetSpec("履职档案", COLUMNS, _rows(file), "代表履职档案", facts, "代表（签字）：        人大办（盖章）：")


def basic_facts(deputy: Deputy, phone: str) -> dict[str, str]:
    """基本情况 as its table names it; what is not known is a dash."""
    born = f"{deputy.born_in.year}年{deputy.born_in.month}月" if deputy.born_in else ""
    facts = {"姓名": deputy.name, "性别": deputy.get_gender_display(), "民族": deputy.ethnicity, "出生年月": born, "政治面貌": deputy.politics}
    facts |= {"文化程度": deputy.education, "单位及职务": deputy.work, "手机号码": phone}
    return {name: value or "—" for name, value in facts.items()}


def places_of(seat: Mandate) -> str:
    """Constituency, group and station of a seat, as far as they are known."""
    return "，".join(str(place) for place in (seat.constituency, seat.group, seat.station) if place)


def _rows(file: DutyFile) -> Iterator[tuple]:
    for name, value in basic_facts(file.deputy, mask_phone(file.deputy.phone)).items():
        yield BASIC, None, name, value, "", ""
    for seat in file.seats:
        yield BASIC, seat.starts_on, "当选", seat.get_elected_by_display(), "", places_of(seat)
    for name, records in file.parts:
        for record in records:
            yield name, record.on, record.kind_name, record.title, record.told, record.place or str(record.station or "")
        if not records:
            yield name, None, "", "没有记录", "", ""
    for row in file.commendations:
        yield COMMENDED, row.on, "", row.title, "", row.by_whom
    if not file.commendations:
        yield COMMENDED, None, "", "没有记录", "", ""
