"""《联系人民群众情况登记表》 and the list of how deputies stand, as sheets."""

from dataclasses import dataclass
from datetime import date

from common.workbooks import SheetSpec
from constituents.models import Household, HouseholdMeeting
from constituents.rules.households import Standing
from stations.models import Unit
from stations.rules.chains import congress_of

FORM = "联系人民群众情况登记表"
FORM_COLUMNS = (
    ("序号", 6),
    ("联系户姓名", 12),
    ("类别", 12),
    ("住址", 24),
    ("电话", 14),
    ("联系时间", 12),
    ("方式", 10),
    ("了解的情况、反映的问题", 44),
    ("处理情况", 32),
    ("群众签名", 10),
)
LIST_COLUMNS = (("代表", 12), ("代表小组", 16), ("联络站", 22), ("联系户", 8), ("还缺户数", 10), ("缺的类别", 26), ("见面次数", 10), ("还差次数", 10))


@dataclass(frozen=True)
class FormRow:
    """One line of the form: a household, with one of its meetings of the year or none yet."""

    household: Household
    meeting: HouseholdMeeting | None

    @property
    def address(self) -> str:
        person = self.household.person
        return person.address if person.village in person.address else person.village + person.address

    @property
    def opinions(self) -> str:
        """Numbers of what was handed on from the meeting."""
        return "、".join(opinion.number for opinion in self.meeting.opinions.all()) if self.meeting else ""

    @property
    def done(self) -> str:
        handed = f"转为意见 {self.opinions}。" if self.opinions else ""
        return "\n".join(filter(None, (self.meeting.done if self.meeting else "", handed)))


def form_rows(households: list[Household], year: int) -> list[FormRow]:
    """Each household with its meetings of the year in their order; the households are those of the year."""
    met = HouseholdMeeting.objects.in_year(year).filter(household__in=households).prefetch_related("opinions").order_by("on", "pk")
    by_household: dict[int, list[HouseholdMeeting]] = {}
    for meeting in met:
        by_household.setdefault(meeting.household_id, []).append(meeting)
    return [FormRow(household, meeting) for household in households for meeting in by_household.get(household.pk, [None])]


def title_at(unit: Unit | None) -> str:
    """《永和镇人大代表联系人民群众情况登记表》: with the place whose regulation asks; `unit` is a station or a congress."""
    return f"{congress_of(unit).name.partition('人大')[0] if unit else ''}人大代表{FORM}"


def form_sheet(title: str, name: str, group: str, year: int, rows: list[FormRow], today: date) -> SheetSpec:
    facts = (f"代表姓名：{name}", f"所在小组：{group or '—'}", f"年度：{year} 年", f"填报日期：{today:%Y-%m-%d}")
    return SheetSpec(FORM, FORM_COLUMNS, [_cells(number, row) for number, row in enumerate(rows, 1)], title, facts, "填表人：　　　　　审核人：")


def _cells(number: int, row: FormRow) -> tuple:
    person, meeting = row.household.person, row.meeting
    who = (number, person.name, row.household.category_name, row.address, person.phone)
    if meeting is None:
        return (*who, None, "", "", "", "")
    return (*who, meeting.on, meeting.get_way_display(), meeting.heard, row.done, "已签" if meeting.signed else "")


def list_sheet(rows: list[Standing], year: int, today: date) -> SheetSpec:
    """How deputies stand; no constituent's data in it."""
    cells = [
        (
            row.deputy.name,
            "、".join(row.groups),
            "、".join(unit.name for unit in row.stations),
            len(row.lines),
            row.missing_households,
            "、".join(f"{name} {count} 户" for name, count in row.missing_categories),
            row.met,
            row.missing_meetings,
        )
        for row in rows
    ]
    return SheetSpec(
        "联系户", LIST_COLUMNS, cells, f"{year} 年代表联系户情况", (f"填报日期：{today:%Y-%m-%d}",), "填表人：　　　　　审核人：", frozen_columns=1
    )
