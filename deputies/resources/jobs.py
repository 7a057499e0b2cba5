"""The two jobs of a roster: check it, and write what was checked."""

from django.urls import reverse

from common.tables import Fault
from deputies.resources.rosters import RosterResource
from deputies.rules.files import congresses_of
from deputies.rules.roster_file import Roster, read_roster
from deputies.services.rosters import Found, RosterRefused, write_roster
from jobs.models import Job
from jobs.registry import JobError, Produced, Progress
from jobs.services import hold
from jobs.services.sheets import table_of, told

CHECK, WRITE = "roster.check", "roster.write"
ASKED = 200  # questions on one page; the next come after these are answered


def check(job: Job, progress: Progress) -> Produced:
    """Read every line and write nothing; the outcome holds all faults and questions, or what would be written."""
    roster, resource, faults = _checked(job, progress)
    return Produced(outcome=_told(job, roster, resource, faults))


def write(job: Job, progress: Progress) -> Produced:
    """Check once more, for the organisation may have changed since, and write all lines or none."""
    roster, resource, faults = _checked(job, progress)
    if faults:
        return Produced(outcome=_told(job, roster, resource, faults))
    if resource.questions.asked:
        raise JobError("检查以后，系统里又有了变化，有几处要重新选择。什么都没有写入；请回到检查结果，点「再检查一次」。")
    hold(job)

    def found() -> Found:
        resource.places.reload()
        wrong = resource.load(roster)
        if wrong or resource.questions.asked:
            place = f"工作表「{wrong[0].sheet}」{wrong[0].cell}：{wrong[0].words}" if wrong else "写入时有了变化，有几处要重新选择。"
            raise RosterRefused(f"{place}什么都没有写入。")
        return resource.found

    try:
        write_roster(resource.congress, job.owner, list(resource.places.wanted.values()), found)
    except RosterRefused as refusal:
        raise JobError(str(refusal)) from refusal
    outcome = {"text": f"{_figures(resource)}。", "url": reverse("deputies:list"), "label": "查看代表", "figures": resource.figures}
    return Produced(outcome=outcome)


def _checked(job: Job, progress: Progress) -> tuple[Roster, RosterResource, list[Fault]]:
    congress = congresses_of(job.owner).filter(pk=job.params["congress"]).first()
    if congress is None:
        raise JobError("您已不再管理这个人大的名册，请核对岗位。")
    roster = table_of(job, read_roster)
    resource = RosterResource(job.owner, congress, job.params.get("answers"))
    return roster, resource, roster.faults + resource.load(roster, progress)


def _told(job: Job, roster: Roster, resource: RosterResource, faults: list[Fault]) -> dict:
    """What the preview shows. Faults and questions hold no phone in full."""
    wanted, questions = resource.places.wanted.values(), list(resource.questions.asked.values())
    text = f"可以导入：{_figures(resource)}。"
    if faults or questions:
        parts = [f"{len(faults)} 处要改"] * bool(faults) + [f"{len(questions)} 处要您选择"] * bool(questions)
        text = f"有 {'、'.join(parts)}，什么都没有写入。"
    return {
        "text": text,
        "url": reverse("deputies:import_preview", args=[job.pk]),
        "label": "查看结果",
        "figures": resource.figures,
        "lines": len(roster.lines),
        **told(faults, roster.notes + resource.remarks),
        "questions": [question.as_dict() for question in questions[:ASKED]],
        "question_count": len(questions),
        "constituencies": [name for _, names, _ in wanted for name in names],
        "groups": list(dict.fromkeys(name for _, _, names in wanted for name in names)),
    }


def _figures(resource: RosterResource) -> str:
    figures = resource.figures
    left = f"，不导入 {figures['left']} 行" if figures["left"] else ""
    return f"新增 {figures['added']} 人，更新 {figures['changed']} 人，没有变化 {figures['same']} 人{left}"
