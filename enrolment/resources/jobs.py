"""The two jobs of a sheet of accounts: check it, and write what was checked."""

from datetime import date

from django.urls import reverse

from common.tables import Table, read_table
from enrolment.rules.access import can_enrol
from enrolment.rules.cells import HEADINGS, REQUIRED
from enrolment.rules.plan import Plan, plan_accounts
from enrolment.services.accounts import Refused, open_accounts
from jobs.models import Job
from jobs.registry import JobError, Produced, Progress
from jobs.services import hold
from jobs.services.sheets import table_of, told

CHECK, WRITE = "accounts.check", "accounts.write"
MOST_ROWS = 5_000
SAMPLE = 20


def check(job: Job, progress: Progress) -> Produced:
    """Read every line and write nothing; the outcome holds all faults with sheet, cell and cure, or what would be written."""
    table = _table(job)
    plan = plan_accounts(job.owner, table.lines, progress)
    return Produced(outcome=_told(job, table, plan))


def write(job: Job, progress: Progress) -> Produced:
    """Check once more, for units and people may have changed since, and write all lines or none."""
    table = _table(job)
    plan = plan_accounts(job.owner, table.lines, progress)
    if plan.faults or table.faults:
        return Produced(outcome=_told(job, table, plan))
    hold(job)
    units = {unit.pk for _, unit, _ in plan.rows}
    try:
        plan = open_accounts(job.owner, units, date.fromisoformat(job.params["starts_on"]), lambda: plan_accounts(job.owner, table.lines))
    except Refused as refusal:
        raise JobError(str(refusal)) from refusal
    figures = plan.figures
    text = f"已开账号 {figures['accounts']} 个，安排岗位 {figures['posts']} 个，接上代表 {figures['seats']} 位。"
    return Produced(outcome={"text": text, "url": reverse("enrolment:slips"), "label": "去打印密码条", "figures": figures})


def _table(job: Job) -> Table:
    if not can_enrol(job.owner):
        raise JobError("您已不再是系统管理员，请核对岗位。")
    table = table_of(job, lambda upload: read_table(upload, HEADINGS, REQUIRED))
    if len(table.lines) > MOST_ROWS:
        raise JobError(f"表里有 {len(table.lines):,} 行，一次最多 {MOST_ROWS:,} 行，请分成几个文件。")
    return table


def _told(job: Job, table: Table, plan: Plan) -> dict:
    """What the preview shows; phones are in none of it."""
    faults = table.faults + plan.faults
    figures = plan.figures
    ready = f"可以开通：账号 {figures['accounts']} 个，岗位 {figures['posts']} 个，代表 {figures['seats']} 位。"
    return {
        "text": f"有 {len(faults)} 处要改，什么都没有写入。" if faults else ready,
        "url": reverse("enrolment:preview", args=[job.pk]),
        "label": "查看结果",
        "figures": figures,
        "lines": len(table.lines),
        "sample": [] if faults else [_shown(*row) for row in plan.rows[:SAMPLE]],
        **told(faults, table.notes),
    }


def _shown(person, unit, role: str) -> dict[str, str]:
    state = "已有账号" if person.user else "新账号，用户名由拼音生成" if person.is_made_up else "新账号"
    return {"unit": unit.name, "role": role, "name": person.name, "username": person.username, "state": state}
