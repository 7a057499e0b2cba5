"""The arrows between the states of a case, as data: what may be done, from where to where, by whom, with what.

The congress's regulation says which of the steps before the referral a channel takes (C3; LZ 五(一), LZ 五(二), YH 五);
an arrow that leads to a step outside the chain goes on to the next one. The same pairs stand a second time, by hand, in
tests/opinions/test_workflow.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from opinions.choices import OPEN_STATES, State
from stations.choices import STATION_ROLES, Role

OFFICER, DEPUTY_HEAD, HEAD, OFFICE, CLERK = (Role.LIAISON_OFFICER, Role.DEPUTY_HEAD, Role.HEAD, Role.OFFICE, Role.DEPARTMENT_CLERK)
STATION_AND_OFFICE = (*STATION_ROLES, OFFICE)
LEADERS = (DEPUTY_HEAD, HEAD)

STEPS = {"screen": State.SCREENING, "audit": State.AUDITING, "approve": State.APPROVING}
LIMIT_OF = {
    State.SCREENING: "screen",
    State.AUDITING: "audit",
    State.APPROVING: "approve",
    State.REFERRING: "refer",
    State.ABOVE: "refer",
    State.FEEDBACK: "feedback",
}


@dataclass(frozen=True)
class Action:
    """What can be done: the verb on the button, the words in the timeline, whether a reason must be given."""

    code: str
    label: str
    done: str
    required: tuple[str, ...] = ()
    note_required: bool = False
    per_referral: bool = False


@dataclass(frozen=True)
class Arrow:
    """One action from one state to one of several, open to these roles."""

    action: str
    state: State
    to: tuple[State, ...]
    roles: tuple[Role, ...]


ACTIONS = {
    action.code: action
    for action in (
        Action("register", "登记意见", "登记", ("station", "channel", "received_on", "words")),
        Action("screen", "初筛", "初筛通过", ("summary", "category", "urgency")),
        Action("split", "拆成几件", "拆分", ("summaries",)),
        Action("audit", "审核通过", "审核通过"),
        Action("approve", "批准", "批准"),
        Action("refer", "交办", "交办", ("lead", "limit")),
        Action("hand_up", "报上级人大", "报上级人大", note_required=True),
        Action("answer", "直接答复", "答复", ("reply_class", "text")),
        Action("send_down", "退回下级", "上级退回", note_required=True),
        Action("accept", "受理", "受理", per_referral=True),
        Action("decline", "不属本单位", "退回：不属本单位", note_required=True, per_referral=True),
        Action("reply", "答复", "答复", ("reply_class", "text"), per_referral=True),
        Action("extend", "申请延期", "申请延期", ("days",), note_required=True, per_referral=True),
        Action("grant", "决定延期", "决定延期", ("verdict",), per_referral=True),
        Action("pause", "等群众补充", "暂停计时", note_required=True, per_referral=True),
        Action("resume", "继续办理", "继续办理", per_referral=True),
        Action("promise", "问承诺落实", "承诺事项", ("outcome",), note_required=True, per_referral=True),
        Action("reassign", "改派", "改派", ("department", "limit"), note_required=True, per_referral=True),
        Action("return_reply", "退回答复", "退回答复", note_required=True, per_referral=True),
        Action("send_back", "退回修改", "退回", note_required=True),
        Action("withdraw", "撤回交办", "撤回交办", note_required=True),
        Action("feedback", "登记反馈", "反馈", ("way", "at", "work_rating", "result_rating")),
        Action("remind", "催办", "催办"),
        Action("supervise", "督办", "督办", note_required=True),
        Action("correct", "更正登记", "更正"),
        Action("void", "作废", "作废", note_required=True),
        Action("settle", "不交办，另作处理", "另作处理", ("handling",)),
        Action("merge", "并案", "并案", ("lead",)),
        Action("unmerge", "撤销并案", "撤销并案", note_required=True),
        Action("voice", "", "并案"),  # never chosen: another case became, or ceased to be, a voice of this one
        Action("follow", "", "随主案"),  # never chosen: the lead case was answered, or is handled again
        Action("pass", "", "自动通过"),  # never chosen: a step held by whoever did the one before
        Action("redate", "", "期限重算"),  # never chosen: the work calendar changed
    )
}

BEFORE_REFERRAL = (State.AUDITING, State.APPROVING, State.REFERRING)
ARROWS = (
    Arrow("screen", State.SCREENING, BEFORE_REFERRAL, (OFFICER,)),
    Arrow("split", State.SCREENING, (State.SCREENING,), (OFFICER,)),
    Arrow("audit", State.AUDITING, (State.APPROVING, State.REFERRING), (DEPUTY_HEAD,)),
    Arrow("approve", State.APPROVING, (State.REFERRING, State.HANDLING), (HEAD,)),
    Arrow("refer", State.REFERRING, (State.HANDLING,), STATION_AND_OFFICE),
    # YH 五: county matters go through the town congress to the departments above; there it lies with the office of `Opinion.above`
    Arrow("refer", State.ABOVE, (State.HANDLING,), (OFFICE,)),
    Arrow("answer", State.ABOVE, (State.FEEDBACK,), (OFFICE,)),
    Arrow("send_down", State.ABOVE, (State.REFERRING, State.ABOVE), (OFFICE,)),
    Arrow("hand_up", State.ABOVE, (State.ABOVE,), (OFFICE,)),
    Arrow("accept", State.HANDLING, (State.HANDLING,), (CLERK,)),
    Arrow("reply", State.HANDLING, (State.HANDLING, State.FEEDBACK), (CLERK,)),
    Arrow("decline", State.HANDLING, (State.REFERRING, State.ABOVE, State.HANDLING, State.FEEDBACK), (CLERK,)),
    Arrow("extend", State.HANDLING, (State.HANDLING,), (CLERK,)),
    Arrow("grant", State.HANDLING, (State.HANDLING,), (HEAD, OFFICE)),
    Arrow("pause", State.HANDLING, (State.HANDLING,), STATION_AND_OFFICE),
    Arrow("resume", State.HANDLING, (State.HANDLING,), STATION_AND_OFFICE),
    Arrow("reassign", State.HANDLING, (State.HANDLING,), STATION_AND_OFFICE),
    Arrow("return_reply", State.HANDLING, (State.HANDLING,), STATION_AND_OFFICE),
    Arrow("return_reply", State.FEEDBACK, (State.HANDLING, State.ABOVE), STATION_AND_OFFICE),
    Arrow("send_back", State.AUDITING, (State.SCREENING,), (DEPUTY_HEAD,)),
    Arrow("send_back", State.APPROVING, (State.AUDITING, State.SCREENING), (HEAD,)),
    Arrow("send_back", State.REFERRING, (State.APPROVING, State.AUDITING, State.SCREENING), STATION_AND_OFFICE),
    Arrow("withdraw", State.HANDLING, (State.REFERRING, State.ABOVE), (DEPUTY_HEAD, HEAD, OFFICE)),
    # 未联系上 is tried again; whoever is not satisfied may have a right to another round (stations.rules.regulation: feedback)
    Arrow("feedback", State.FEEDBACK, (State.CLOSED, State.FEEDBACK, State.REFERRING, State.ABOVE), STATION_ROLES),
    Arrow("remind", State.HANDLING, (State.HANDLING,), STATION_AND_OFFICE),
    Arrow("supervise", State.HANDLING, (State.HANDLING,), (HEAD, OFFICE)),
    Arrow("settle", State.SCREENING, (State.FEEDBACK,), (OFFICER,)),
    Arrow("settle", State.AUDITING, (State.FEEDBACK,), (DEPUTY_HEAD,)),
    Arrow("settle", State.APPROVING, (State.FEEDBACK,), (HEAD,)),
    Arrow("settle", State.REFERRING, (State.FEEDBACK,), STATION_AND_OFFICE),
    Arrow("hand_up", State.REFERRING, (State.ABOVE,), STATION_AND_OFFICE),
    *(Arrow("merge", state, (State.MERGED,), STATION_ROLES) for state in (State.SCREENING, *BEFORE_REFERRAL)),
    Arrow("unmerge", State.MERGED, (State.SCREENING, *BEFORE_REFERRAL), STATION_ROLES),
    *(Arrow("promise", state, (state,), STATION_AND_OFFICE) for state in (State.HANDLING, State.FEEDBACK, State.CLOSED)),
    *(Arrow("correct", state, (state,), STATION_ROLES) for state in OPEN_STATES),
    # Before anybody else has seen it, whoever mis-saved it may take it back (with its visit); later that is for the leaders.
    Arrow("void", State.SCREENING, (State.VOIDED,), STATION_ROLES),
    *(Arrow("void", state, (State.VOIDED,), LEADERS) for state in OPEN_STATES if state != State.SCREENING),
)
_BY_PAIR = {(arrow.action, arrow.state): arrow for arrow in ARROWS}

# Whose desk a state lies on: others with the role may do it, too, but it is not waiting for them.
WAITS_FOR = {
    OFFICER: (State.SCREENING, State.REFERRING, State.FEEDBACK),
    DEPUTY_HEAD: (State.AUDITING,),
    HEAD: (State.APPROVING, State.REFERRING),
}
OFFICE_ABOVE = ("answer", "send_down")  # done nowhere else
STEP_ROLE = {"screen": OFFICER, "audit": DEPUTY_HEAD, "approve": HEAD}


def arrow_of(action: str, state: str) -> Arrow | None:
    """The arrow of that action from that state; None when there is none."""
    return _BY_PAIR.get((action, State(state)))


def roles_of(action: str) -> tuple[Role, ...]:
    """Every role that may do this action in some state."""
    return tuple(dict.fromkeys(role for arrow in ARROWS if arrow.action == action for role in arrow.roles))


def actions_from(state: str) -> list[Action]:
    """What can be done in a state, the main thing first."""
    return [ACTIONS[arrow.action] for arrow in ARROWS if arrow.state == state]


def first_state(chain: Sequence[str]) -> State:
    """Where a new case begins: the chain's first step, or the referral when there is none."""
    return STEPS[chain[0]] if chain else State.REFERRING


def state_after(chain: Sequence[str], state: str) -> State:
    """The step that follows one of the steps before the referral; steps the regulation leaves out are skipped."""
    order = [*STEPS.values()]
    later = order[order.index(State(state)) + 1 :]
    return next((step for step in later if step in _states(chain)), State.REFERRING)


def state_before(chain: Sequence[str], state: str) -> State | None:
    """The step a case goes back to; None at the first one."""
    order = [*STEPS.values(), State.REFERRING]
    earlier = order[: order.index(State(state))]
    return next((step for step in reversed(earlier) if step in _states(chain)), None)


def _states(chain: Sequence[str]) -> set[State]:
    return {STEPS[name] for name in chain}
