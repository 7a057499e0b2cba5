"""The two jobs of a sheet of duties done elsewhere: check it, and write what was checked, all lines or none."""

from django.urls import reverse

from common.tables import Table, read_table
from deputies.rules.entry_sheet import HEADINGS, REQUIRED, EntryPlan, EntryReader
from deputies.rules.files import can_manage
from deputies.services.entries import EnteredAlready, EntryDraft, enter_many
from jobs.models import Job
from jobs.registry import JobError, Produced, Progress
from jobs.services import hold
from jobs.services.sheets import table_of, told

CHECK, WRITE = "duties.check", "duties.write"
MOST_ROWS = 5_000
SAMPLE = 20


def check(job: Job, progress: Progress) -> Produced:
    """Read every line and write nothing."""
    table = _table(job)
    return Produced(outcome=_told(job, table, EntryReader(job.owner).read(table.lines, progress)))


def write(job: Job, progress: Progress) -> Produced:
    """Check once more, for seats may have changed since, and write."""
    table = _table(job)
    plan = EntryReader(job.owner).read(table.lines, progress)
    if plan.faults or table.faults:
        return Produced(outcome=_told(job, table, plan))
    hold(job)
    drafts = [EntryDraft(deputy, **facts) for deputy, facts in plan.rows]
    text = f"已补录 {len(drafts)} 条，计入履职记录。"
    outcome = {"text": text, "url": reverse("deputies:entries") + "?state=confirmed", "label": "查看补录", "lines": len(drafts)}

    def enter() -> None:
        try:
            enter_many(drafts, job.owner)
        except EnteredAlready as refusal:
            raise JobError(str(refusal)) from refusal

    return Produced(outcome=outcome, at_end=enter)


def _table(job: Job) -> Table:
    if not can_manage(job.owner):
        raise JobError("您已不再管理代表名册，请核对岗位。")
    table = table_of(job, lambda upload: read_table(upload, HEADINGS, REQUIRED))
    if len(table.lines) > MOST_ROWS:
        raise JobError(f"表里有 {len(table.lines):,} 行，一次最多 {MOST_ROWS:,} 行，请分成几个文件。")
    return table


def _told(job: Job, table: Table, plan: EntryPlan) -> dict:
    faults = table.faults + plan.faults
    sample = [(deputy.name, f"{facts['on']:%Y-%m-%d}", facts["title"]) for deputy, facts in plan.rows[:SAMPLE]]
    return {
        "text": f"有 {len(faults)} 处要改，什么都没有写入。" if faults else f"可以补录 {len(plan.rows)} 条。",
        "url": reverse("deputies:entry_preview", args=[job.pk]),
        "label": "查看结果",
        "lines": len(table.lines),
        "sample": [] if faults else sample,
        **told(faults, table.notes),
    }
