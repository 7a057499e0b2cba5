"""What happened to a case, as it is shown: each viewer sees what is theirs to see."""

from collections.abc import Collection

from opinions import workflow
from opinions.models import Opinion, OpinionEvent
from opinions.rules.cases import sees_all
from opinions.rules.kin import INSTEAD, KIN_INSTEAD
from stations.choices import Role
from stations.rules.access import access_of

RETURNS = {"send_back", "decline", "return_reply", "withdraw", "send_down"}
INNER = {
    "screen",
    "audit",
    "approve",
    "pass",
    "send_back",
    "correct",
    "merge",
    "unmerge",
    "voice",
    "follow",
    "hand_up",
    "send_down",
    "split",
}  # the station's own deliberation
SHOWN = ("at", "post", "action", "note", "detail", "opinion_id")
LABELS = {"words": "原话", "summary": "摘要", "category": "领域", "urgency": "缓急"}
SEALED = {INSTEAD: ("words", "summary"), KIN_INSTEAD: ("words",)}  # what stood before a correction is not shown of an accusation; lines cannot change


def timeline(user, opinion: Opinion) -> list[dict]:
    """Props of components/timeline.html, newest first. Departments and deputies see the steps, not the station's remarks on them."""
    events = opinion.events.select_related("actor").only(*SHOWN, "actor__name", "actor__username").order_by("-id")
    hidden = SEALED.get(opinion.words, ())
    if sees_all(user, opinion):
        return [_line(event, hidden) for event in events]
    own = set(access_of(user).units(Role.DEPARTMENT_CLERK))
    if own:
        mine = {referral.pk for referral in opinion.referrals.all() if referral.department_id in own}
        events = [event for event in events if event.action not in INNER and _referrals_in(event, mine) & mine]
    return [_line(event, hidden, open_remarks=event.action not in INNER) for event in events]


def _referrals_in(event: OpinionEvent, everybody: set[int]) -> set[int]:
    """The referrals that a line is about; without any it is about all of them."""
    return {event.detail["referral"], event.detail.get("to")} if "referral" in event.detail else everybody


def _line(event: OpinionEvent, hidden: Collection[str], open_remarks: bool = True) -> dict:
    done = workflow.ACTIONS[event.action].done
    department = event.detail.get("department")
    return {
        "pk": event.pk,
        "action": event.action,
        "title": f"{department} {done}" if department else _passed(event) if event.action == "pass" else done,
        "detail": event.detail.get("line", "") if open_remarks else "",
        "at": event.at,
        "who": f"{event.post} {event.actor}".strip() if event.actor else "系统",
        "words": _words(event, hidden) if open_remarks else "",
        "returned": event.action in RETURNS,
    }


def _passed(event: OpinionEvent) -> str:
    return f"{workflow.ACTIONS[event.detail['step']].label.removesuffix('通过')}通过"


def _words(event: OpinionEvent, hidden: Collection[str]) -> str:
    before = [f"{LABELS[name]}原为「{value}」" for name, value in event.detail.get("before", {}).items() if name not in hidden]
    return "\n".join([line for line in (event.note, *before) if line])


def remarks(opinion: Opinion) -> dict[str, OpinionEvent]:
    """The last screening, audit and approval of the case, for its printed form; a step that passed by itself counts. Events are read in advance."""
    found = {}
    for event in opinion.events.all():
        action = event.detail["step"] if event.action == "pass" else event.action
        if action in workflow.STEPS:
            found[action] = event
    return found
