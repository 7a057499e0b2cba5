"""代表名册 as a django-import-export resource: one line is a person and the seats the person holds."""

from collections.abc import Iterator
from contextlib import contextmanager

import tablib
from django.core.exceptions import ValidationError
from import_export import fields, resources, widgets

from common import clock
from common.tables import Fault, Line
from deputies.models import Deputy
from deputies.rules.people import Facts, LeftOut, People
from deputies.rules.questions import Questions, Unanswered
from deputies.rules.roster_cells import ATTRIBUTES, ELECTED, GROUP, LEVEL, PLACE, SEATED, TERM, WANTED, read_cell
from deputies.rules.roster_file import Roster
from deputies.rules.roster_places import Places
from deputies.rules.roster_seats import Seat, change, seats_of
from deputies.rules.roster_sections import apply_section
from deputies.services.rosters import Found
from stations.choices import Level
from stations.models import Unit

LEFT_OFFICE = "（已离任）"  # no level: such a line is refused when it comes back


class AsIs(widgets.Widget):
    """Cells are read and cleaned before the row is imported; dates and texts go out as they are."""

    def clean(self, value, row=None, **kwargs):
        return value

    def render(self, value, obj=None, **kwargs):
        return value


def _column(heading: str) -> fields.Field:
    return fields.Field(attribute=ATTRIBUTES.get(heading), column_name=heading, widget=AsIs(), readonly=heading not in ATTRIBUTES)


class RosterResource(resources.ModelResource):
    """Import: `load(roster)` reads and compares; `services.rosters.write_roster` writes what it found.

    Export: `row_of(deputy)` for deputies with `seats` prefetched, in the order of `COLUMNS`.
    """

    number = _column("序号")
    name = _column("姓名")
    gender = _column("性别")
    ethnicity = _column("民族")
    born_in = _column("出生年月")
    politics = _column("政治面貌")
    education = _column("文化程度")
    work = _column("单位及职务")
    level = _column(LEVEL)
    constituency = _column(PLACE)
    group = _column(GROUP)
    phone = _column("手机号码")
    email = _column("电子邮箱")
    address = _column("通讯地址")
    term = _column(TERM)
    note = _column("备注")

    class Meta:
        model = Deputy
        fields = ("number", "name", "gender", "ethnicity", "born_in", "politics", "education", "work", "level", "constituency")
        fields += ("group", "phone", "email", "address", "term", "note")
        import_order = export_order = fields
        import_id_fields = ("name",)
        skip_diff = True
        skip_html_diff = True
        use_transactions = False  # the one transaction is the service's; a check writes nothing and locks nothing

    def __init__(self, user=None, congress: Unit | None = None, answers: dict[str, str] | None = None, **kwargs):
        super().__init__(**kwargs)
        self.user, self.congress = user, congress
        self.questions = Questions(answers)
        self.places = Places(user, congress, clock.today(), self.questions) if congress else None
        self.progress = None
        self.several: set[str] = set()  # levels at which the exporting office keeps more than one congress

    # Import -----------------------------------------------------------------------------------------------------------
    def load(self, roster: Roster, progress=None) -> list[Fault]:
        """Read all lines. Nothing is written: `found` holds what is to be, figures tell it, questions.asked what must be known first."""
        self.lines, self.sections, self.progress = roster.lines, roster.sections, progress
        self.people = People(self.user, [name for line in self.lines if (name := _quiet_name(line))], self.questions)
        self.taken: dict[tuple[int, int], Line] = {}
        self.figures = {"added": 0, "changed": 0, "same": 0, "left": 0, "waiting": 0}
        self.found, self.remarks = Found(), []
        headings = [heading for heading in WANTED if any(heading in line.columns for line in self.lines)]
        dataset = tablib.Dataset(*[[line.values.get(heading) for heading in headings] for line in self.lines], headers=headings)
        result = self.import_data(dataset)
        for row in result.invalid_rows:
            if _code(row) in self.figures:
                self.figures[_code(row)] += 1
        faults = [fault for row in result.invalid_rows if _code(row) not in self.figures for fault in self._faults(row)]
        return faults + [self._crash(row) for row in result.error_rows]

    def before_import_row(self, row, row_number=None, **kwargs):
        """Every cell read and judged; what the line says nothing about is taken out, so it stays as it is."""
        if self.progress:
            self.progress(row_number, len(self.lines))
        line = self.questions.line = self.lines[row_number - 1]
        errors = {}
        for heading, value in list(row.items()):
            try:
                row[heading] = "" if heading == "序号" else read_cell(heading, value)
            except ValidationError as error:
                errors[heading] = error.messages
        if errors:
            raise ValidationError(errors)
        with _asking():
            cells = {heading: row.pop(heading, "") for heading in SEATED}
            self.seats = self._seats(line, cells)
        if "补选" in row.get("备注", "") and not cells[ELECTED]:
            place = f"工作表「{line.sheet}」第 {line.number} 行"
            self.remarks.append(f"{place}的备注里有「补选」：没有当选日期，按本届开始的那天算，导入后请在档案里改。")
        for heading in [heading for heading, value in row.items() if value in ("", None)]:
            del row[heading]

    def _seats(self, line: Line, cells: dict) -> list[Seat]:
        title = self.sections.get((line.sheet, line.number), "")
        try:
            cells |= apply_section(line, title, self.questions)
        except Unanswered as question:
            if LEVEL not in dict(self.questions.asked[str(question)].choices):
                seats_of(self.places, cells)  # whatever else is to be asked of the line is asked at once
            raise
        seats = seats_of(self.places, cells)
        if not seats:
            raise LeftOut
        return seats

    def get_instance(self, instance_loader, row):
        facts = Facts(row["姓名"], row.get("出生年月"), row.get("手机号码", ""), row.get("性别", ""))
        with _asking():
            return self.people.match(facts, self.seats, self.questions.line)

    def after_init_instance(self, instance, new, row, row_number=None, **kwargs):
        """Compare with what stands; the same person twice with the same seat is a repeated row."""
        line = self.lines[row_number - 1]
        for seat in self.seats:
            before = self.taken.setdefault((id(instance), seat.congress.pk), line)
            if before is not line:
                raise ValidationError({"姓名": f"与工作表「{before.sheet}」第 {before.number} 行是同一人、同一层级，请删去一行。"})
        planned = [change(self.places, seat, None if new else instance) for seat in self.seats]
        self.seat_changes = [change for change in planned if change]
        attributes = {heading: ATTRIBUTES[heading] for heading in row if heading in ATTRIBUTES}
        self.changed = [name for heading, name in attributes.items() if not new and getattr(instance, name) != row[heading]]
        if new:
            instance.name = row["姓名"]
            self.people.add(instance, line, self.seats)
        elif self.changed and not self.seat_changes and not self.places.keeps(instance):
            raise ValidationError({"姓名": "这位代表的档案由选出他的人大办登记，请删去这一行，或请他们更新。"})
        self.people.sits(instance, [] if new else self.seats)
        if new or instance.pk:  # a further line of somebody new counts nobody
            self.figures["added" if new else "changed" if self.changed or self.seat_changes else "same"] += 1

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return instance.pk is not None and not self.changed and not self.seat_changes

    def do_instance_save(self, instance, is_create):
        """Nothing yet: whatever was found is written by `services.rosters` in batches."""

    def after_save_instance(self, instance, row, **kwargs):
        self.found.note(instance, self.changed, self.seat_changes)

    def after_import(self, dataset, result, **kwargs):
        """Leave the sequences alone: the library would set them back while others save."""

    def _faults(self, invalid) -> list[Fault]:
        line = self.lines[invalid.number - 1]
        found = getattr(invalid.error, "message_dict", None) or {"姓名": invalid.error.messages}
        return [line.fault(heading, f"{heading}：{words}") for heading, messages in found.items() for words in messages]

    def _crash(self, row) -> Fault:
        """A line that broke the program: its place is told, not what it holds."""
        return self.lines[row.number - 1].fault("姓名", f"这一行没能处理（{type(row.errors[0].error).__name__}），请把名册交给系统管理员看看。")

    # Export -----------------------------------------------------------------------------------------------------------
    def row_of(self, deputy: Deputy, number: int) -> list:
        """The cells of one deputy, in the order of COLUMNS."""
        deputy.roster_number = number
        return [self.export_field(field, deputy) for field in self.get_export_fields()]

    def dehydrate_number(self, deputy):
        return deputy.roster_number

    def dehydrate_gender(self, deputy):
        return deputy.get_gender_display()

    def dehydrate_born_in(self, deputy):
        return f"{deputy.born_in:%Y-%m}" if deputy.born_in else ""

    def dehydrate_level(self, deputy):
        return "、".join(self._level(seat.term.congress) for seat in deputy.seats) or LEFT_OFFICE

    def _level(self, congress: Unit) -> str:
        label = f"{Level(congress.level).label}代表" if congress.level else congress.name
        return f"{label}（{congress.name}）" if congress.level in self.several else label

    def dehydrate_constituency(self, deputy):
        return _joined([seat.constituency and seat.constituency.name for seat in deputy.seats])

    def dehydrate_group(self, deputy):
        return _joined([seat.group and seat.group.name for seat in deputy.seats])

    def dehydrate_term(self, deputy):
        return _joined([seat.term.name for seat in deputy.seats])


def _joined(names: list[str | None]) -> str:
    """One name a seat, in the order of the levels; 无 keeps the place of one that says nothing."""
    if len(names) == 1 or not any(names):
        return names[0] or "" if names else ""
    return "；".join(name or "无" for name in names)


@contextmanager
def _asking() -> Iterator[None]:
    """A line that waits for an answer, or was answered away, is no fault: the error's code says in which figure it counts."""
    try:
        yield
    except Unanswered as question:
        raise ValidationError("等您选择", code="waiting") from question
    except LeftOut as answer:
        raise ValidationError("不导入", code="left") from answer


def _code(invalid) -> str | None:
    return getattr(invalid.error, "code", None)  # an error keyed by columns has none


def _quiet_name(line: Line) -> str:
    """The line's name for counting namesakes; what is wrong with it is told when the line is read."""
    try:
        return read_cell("姓名", line.values.get("姓名"))
    except ValidationError:
        return ""
