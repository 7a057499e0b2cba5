"""The two jobs of a divisions file (check it, write what was checked), and the empty list to fill in."""

from django.urls import reverse

from common.blanks import Column, blank_list
from common.tables import Table, read_table
from jobs.models import Job
from jobs.registry import JobError, Produced, Progress
from jobs.services import hold
from jobs.services.sheets import table_of, told
from stations.models import Unit
from stations.rules.division_rows import HEADINGS, REQUIRED
from stations.rules.divisions import Plan, Wish, can_divide, plan_divisions
from stations.services.divisions import Refused, build_divisions

CHECK, WRITE = "divisions.check", "divisions.write"
MOST_ROWS = 5_000  # the biggest county has 1,500 villages
SAMPLE = 20
COLUMNS = {
    "code": ("国家统计局的 12 位统计用区划代码；乡镇的末三位是 000", "990101101000", 18),
    "name": ("乡镇或村（社区）的名称，例如青禾镇、河湾村村民委员会", "青禾镇", 28),
    "town": ("这个村属于哪个乡镇；表里另有乡镇一行的不用填", "青禾镇", 18),
    "station": ("这个村要不要建联络站：是、否；不填的按上传时的选择", "是", 12),
}


def columns() -> list[Column]:
    return [Column(HEADINGS[name][0], *words, required=name in REQUIRED) for name, words in COLUMNS.items()]


def template_workbook() -> bytes:
    return blank_list("区划", columns())


def check(job: Job, progress: Progress) -> Produced:
    """Read every line and write nothing; the outcome holds all faults with sheet, cell and cure, or what would be built."""
    county, table, plan = _planned(job)
    return Produced(outcome=_told(job, county, table, plan))


def write(job: Job, progress: Progress) -> Produced:
    """Check once more, for the tree may have changed since, and build all or nothing."""
    county, table, plan = _planned(job)
    if table.faults or plan.faults:
        return Produced(outcome=_told(job, county, table, plan))
    hold(job)
    try:
        plan = build_divisions(county, job.owner, lambda: plan_divisions(county, table.lines, _wish(job)))
    except Refused as refusal:
        raise JobError(str(refusal)) from refusal
    figures = plan.figures
    text = f"新建乡镇人大 {figures['towns']} 个、联络站 {figures['stations']} 个，补上代码 {figures['coded']} 个。"
    return Produced(outcome={"text": text, "url": f"{reverse('stations:tree')}?under={county.pk}", "label": "查看组织", "figures": figures})


def _planned(job: Job) -> tuple[Unit, Table, Plan]:
    county = Unit.objects.open().filter(pk=job.params["county"]).first()
    if county is None or not can_divide(job.owner, county):
        raise JobError("您已不再管理这个县的组织，请核对岗位。")
    table = table_of(job, lambda upload: read_table(upload, HEADINGS, REQUIRED))
    if len(table.lines) > MOST_ROWS:
        raise JobError(f"表里有 {len(table.lines):,} 行，一次最多 {MOST_ROWS:,} 行，请只留本县的行。")
    return county, table, plan_divisions(county, table.lines, _wish(job))


def _wish(job: Job) -> Wish:
    return Wish(job.params["ending"], job.params["stations"], job.params["zones"])


def _told(job: Job, county: Unit, table: Table, plan: Plan) -> dict:
    """What the preview shows."""
    faults, figures = table.faults + plan.faults, plan.figures
    ready = f"可以新建：乡镇人大 {figures['towns']} 个，联络站 {figures['stations']} 个。"
    return {
        "text": f"有 {len(faults)} 处要改，什么都没有写入。" if faults else ready,
        "url": reverse("stations:divisions_preview", args=[job.pk]),
        "label": "查看结果",
        "county": county.name,
        "figures": figures,
        "changes": figures["towns"] + figures["stations"] + figures["coded"],
        "lines": len(table.lines),
        "sample": [] if faults else [_shown(unit) for unit in [*plan.towns[:SAMPLE], *plan.stations[:SAMPLE]]],
        **told(faults, table.notes + plan.notes),
    }


def _shown(unit: Unit) -> dict[str, str]:
    return {"name": unit.name, "kind": unit.kind_words, "parent": unit.parent.name, "code": unit.code, "mark": unit.mark}
