"""The two jobs of an intake: check the whole file and keep a preview; once confirmed, check again and write all or nothing."""

from dataclasses import asdict, dataclass, field
from io import BytesIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse
from tablib import Dataset

from common.masking import mask_name
from common.sheets import SheetError
from common.tables import Fault, Line, Table, read_table, without_numbers
from common.uploads import check_upload
from jobs.models import Job
from jobs.registry import JobError, Produced, Progress
from jobs.services import hold, upload_of
from opinions.choices import Channel
from opinions.resources.opinions import HEADINGS, REQUIRED, Given, OpinionResource, row_of
from opinions.rules.intake import stations_to_import
from opinions.services.intake import Imported, IntakeRow, import_opinions, imported_by, known_keys
from opinions.services.register import shortened

MOST_ROWS = 10_000  # one transaction; a bigger file would keep the clerks of an embedded database waiting
SHOWN_FAULTS = 200
SHOWN_ROWS = 10
SNIPPET = 24  # characters of the words in the preview


@dataclass
class Checked:
    """What a file holds: rows that can be written, each with its line, and everything that is wrong with the others."""

    rows: list[IntakeRow] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    total: int = 0


def check(job: Job, progress: Progress) -> Produced:
    """Job «opinions.intake»: the preview, without personal data, because a job's outcome is kept in plain."""
    checked = _checked(job, job, progress)
    known = known_keys(checked.rows)
    first_line, repeated = _repeated(checked)
    outcome = {
        "url": reverse("opinions:intake", args=[job.pk]),
        "label": "核对",
        "text": f"读出 {checked.total:,} 行。",
        "total": checked.total,
        "known": len(known),
        "repeated": len(repeated),
        "new": len(first_line) - len(known),
        "faults": [fault.as_dict() for fault in checked.faults[:SHOWN_FAULTS]],
        "fault_count": len(checked.faults),
        "notes": checked.notes + repeated[:SHOWN_ROWS],
        "sample": [_shown(line, row) for line, row in list(zip(checked.lines, checked.rows, strict=True))[:SHOWN_ROWS]],
    }
    return Produced(outcome=outcome)


def write(job: Job, progress: Progress) -> Produced:
    """Job «opinions.import»: the confirmed file. A second run after a dead worker finds what the first one wrote."""
    imported, known = imported_by(job), 0
    if not imported:
        source = Job.objects.visible_to(job.owner).filter(pk=job.params["check"]).first()
        if source is None:
            raise JobError("核对过的文件已过保留期，请重新上传。")
        checked = _checked(source, job, progress)
        if checked.faults:
            raise JobError(f"文件里有 {len(checked.faults):,} 处要改，一件也没有写入。请重新上传，再核对一次。")
        known = len(known_keys(checked.rows))
        hold(job)
        imported = import_opinions(checked.rows, job.owner, job, source.params["digest"])
    return Produced(outcome=_done(job, imported, known))


def _done(job: Job, imported: list[Imported], known: int) -> dict:
    count = sum(one.count for one in imported)
    return {
        "url": reverse("opinions:intake", args=[job.pk]),
        "label": "查看结果",
        "text": f"已导入 {count:,} 件意见。",
        "count": count,
        "known": known,
        "imported": [asdict(one) for one in imported],
    }


def _checked(source: Job, job: Job, progress: Progress) -> Checked:
    """Read the upload of the source job in a child process and check every row; what cannot be read at all is one fault."""
    try:
        upload = check_upload(_named(upload_of(source), source.params["name"]))
        table = read_table(upload, HEADINGS, REQUIRED)
    except SheetError as error:
        return Checked(faults=[Fault(error.sheet, error.cell, without_numbers(error.message))])
    except ValidationError as error:
        return Checked(faults=[Fault("", "", error.messages[0])])
    if len(table.lines) > MOST_ROWS:
        message = f"有 {len(table.lines):,} 行，一次最多 {MOST_ROWS:,} 行，请拆成几个文件再上传。"
        return Checked(faults=[table.lines[MOST_ROWS].fault("words", message)], total=len(table.lines))
    return _rows(table, _given(source, job), progress)


def _named(data: bytes, name: str) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def _given(source: Job, job: Job) -> Given:
    """What was chosen at the upload. Raises JobError when the user's post has ended since."""
    from datetime import date

    params = source.params
    stations = list(stations_to_import(job.owner))
    station = next((unit for unit in stations if unit.pk == params["station"]), None)
    if params["station"] and station is None:
        raise JobError("您已经不能为这个联络站导入意见了，请重新选择联络站。")
    day = params["received_on"] and date.fromisoformat(params["received_on"])
    return Given(stations, station, params["channel"], day or None, params["ignore_category"])


def _rows(table: Table, given: Given, progress: Progress) -> Checked:
    resource = OpinionResource(given, progress)
    dataset = Dataset(*[[line.values.get(name) for name in HEADINGS] for line in table.lines], headers=[*HEADINGS])
    result = resource.import_data(dataset, use_transactions=False, raise_errors=False)
    if result.base_errors or result.error_rows:
        raise RuntimeError("a row was neither read nor refused")
    checked = Checked(faults=[*table.faults], notes=table.notes, total=len(table.lines))
    for line, row in zip(table.lines, result.rows, strict=True):
        if row.validation_error is None:
            checked.lines.append(line)
            checked.rows.append(row_of(row.instance))
    names = {field.attribute: name for name, field in resource.fields.items()}
    for invalid in result.invalid_rows:
        line = table.lines[invalid.number - 1]
        checked.faults += [line.fault(names[attribute], words) for attribute, [words, *_] in invalid.error_dict.items()]
    return checked


def _repeated(checked: Checked) -> tuple[dict[UUID, Line], list[str]]:
    """Rows that stand in the file more than once: the first line of each, and a note for every other."""
    first: dict[UUID, Line] = {}
    notes = []
    for line, row in zip(checked.lines, checked.rows, strict=True):
        known = first.setdefault(row.request_key, line)
        if known is not line:
            notes.append(f"工作表「{line.sheet}」第 {line.number} 行与第 {known.number} 行相同，只导入一件。")
    return first, notes


def _shown(line: Line, row: IntakeRow) -> dict[str, str]:
    """A row for the eye of whoever confirms: enough to see that the columns were understood, nothing that tells who it was."""
    words = without_numbers(row.words)
    return {
        "place": f"{line.sheet} 第 {line.number} 行",
        "words": words if len(words) <= SNIPPET else f"{words[:SNIPPET]}…",
        "summary": without_numbers(row.summary or shortened(row.words))[:SNIPPET],
        "received_on": f"{row.received_on:%Y-%m-%d}",
        "channel": Channel(row.channel).label,
        "category": row.category.full_name if row.category else "",
        "station": row.station.name,
        "person": mask_name(row.visitor.name) if row.visitor.is_known else "",
    }
