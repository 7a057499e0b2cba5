"""The two jobs of a roster: check it, and write what was checked."""

import io

from django.core.exceptions import ValidationError
from django.urls import reverse

from common.sheets import SheetError
from common.tables import Fault, Table
from common.uploads import check_upload
from deputies.resources.rosters import RosterResource
from deputies.rules.files import congresses_of
from deputies.rules.roster_file import read_roster
from deputies.services.rosters import RosterRefused, write_roster
from jobs.models import Job
from jobs.registry import JobError, Produced, Progress
from jobs.services import hold, upload_of

CHECK, WRITE = "roster.check", "roster.write"
SHOWN = 500  # faults kept for the page


def check(job: Job, progress: Progress) -> Produced:
    """Read every line and write nothing; the outcome holds all faults with sheet, cell and cure, or what would be written."""
    table, resource, faults = _checked(job, progress)
    return Produced(outcome=_told(job, table, resource, faults))


def write(job: Job, progress: Progress) -> Produced:
    """Check once more, for the roster may have changed since, and write all lines or none."""
    table, resource, faults = _checked(job, progress)
    if faults:
        return Produced(outcome=_told(job, table, resource, faults))
    hold(job)

    def lines() -> set[int]:
        resource.places.reload()
        found = resource.load(table.lines, write=True)
        if found:
            raise RosterRefused(f"工作表「{found[0].sheet}」{found[0].cell}：{found[0].words}什么都没有写入。")
        return resource.written_seats

    try:
        write_roster(resource.congress, job.owner, resource.places.wanted.values(), lines)
    except RosterRefused as refusal:
        raise JobError(str(refusal)) from refusal
    figures = resource.figures
    text = f"新增 {figures['added']} 人，更新 {figures['changed']} 人，没有变化 {figures['same']} 人。"
    return Produced(outcome={"text": text, "url": reverse("deputies:list"), "label": "查看代表", "figures": figures})


def _checked(job: Job, progress: Progress) -> tuple[Table, RosterResource, list[Fault]]:
    congress = congresses_of(job.owner).filter(pk=job.params["congress"]).first()
    if congress is None:
        raise JobError("您已不再管理这个人大的名册，请核对岗位。")
    file = io.BytesIO(upload_of(job))
    file.name = job.params["name"]
    try:
        table = read_roster(check_upload(file))
    except SheetError as error:
        place = f"工作表「{error.sheet}」{error.cell}：" if error.sheet else ""
        raise JobError(f"{place}{error.message}") from error
    except ValidationError as error:
        raise JobError(" ".join(error.messages)) from error
    resource = RosterResource(job.owner, congress, may_add=job.params["may_add"])
    return table, resource, table.faults + resource.load(table.lines, write=False, progress=progress)


def _told(job: Job, table: Table, resource: RosterResource, faults: list[Fault]) -> dict:
    """What the preview shows. Faults hold no phone in full."""
    figures = resource.figures
    wanted = resource.places.wanted.values()
    if faults:
        text = f"有 {len(faults)} 处要改，什么都没有写入。"
    else:
        text = f"可以导入：新增 {figures['added']} 人，更新 {figures['changed']} 人，没有变化 {figures['same']} 人。"
    return {
        "text": text,
        "url": reverse("deputies:import_preview", args=[job.pk]),
        "label": "查看结果",
        "figures": figures,
        "lines": len(table.lines),
        "faults": [fault.as_dict() for fault in faults[:SHOWN]],
        "fault_count": len(faults),
        "notes": table.notes[:SHOWN],
        "constituencies": [name for _, names, _ in wanted for name in names],
        "groups": list(dict.fromkeys(name for _, _, names in wanted for name in names)),
    }
