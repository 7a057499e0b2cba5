"""What happens between the station and the departments: accepting, declining, answering, reminding (C4)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from accounts.models import User
from common import clock
from opinions import workflow
from opinions.choices import Outcome, PromiseState, ReferralRole, ReferralState, State
from opinions.models import Opinion, Referral, Reply
from opinions.rules.outcomes import outcome_faults, outcome_of
from opinions.services.cases.moves import SEE_CASE, Move, NotPossible, moving, short_day, tell_holders, tell_office_above
from stations.models import Unit
from stations.rules.workdays import deadline, recount_by, table

OFFICER = (workflow.OFFICER,)


@dataclass(frozen=True)
class Answer:
    """A department's answer: class by the congress's table, text, what became of the matter (empty: what the class says), and with it
    the promised date of what is planned or the reason of what is refused.
    """

    reply_class: str
    text: str
    promised_on: date | None = None
    contact: str = ""
    outcome: str = ""
    refusal: str = ""
    request_key: UUID = field(default_factory=uuid4)


def accept(referral: Referral, actor: User, seen_version: int | None) -> Opinion:
    """The department takes the matter on."""
    with moving(referral, actor, "accept", seen_version) as move:
        _save(move.referral, state=ReferralState.ACCEPTED, accepted_at=move.now, accepted_by=actor)
        move.go(State.HANDLING)
    return move.case


def decline(referral: Referral, actor: User, seen_version: int | None, reason: str, proposed: Unit | None = None) -> Opinion:
    """「不属本单位」, within the regulation's days: when the lead says so, the case is to be referred anew and the round ends; an assisting one
    only steps out and its part may be given to another (`reassign`). Whoever refers it decides: the proposed unit is chosen beforehand,
    the same department may be told to handle it after all.
    """
    with moving(referral, actor, "decline", seen_version) as move:
        _in_time(move)
        _save(move.referral, state=ReferralState.DECLINED, ended_at=move.now, decline_reason=reason)
        suggested = {"line": f"建议改交{proposed.name}"} if proposed else {}
        if move.referral.role == ReferralRole.LEAD:
            for unit in withdraw_open(move):
                tell_holders(move.case, unit, (workflow.CLERK,), ("交办已撤回", "主办单位退回了，联络站另行交办。"))
            move.go(move.to_be_referred, reason, **suggested)
            move.set(returned=True, lead_department=None, proposed_department=proposed)
        else:
            move.go(_state_of_round(move), reason, **suggested)
            if move.case.above_id:
                tell_office_above(move.case, ("不属本单位", f"{move.referral.department.name}退回，请另行交办。"))
        tell_holders(move.case, move.case.station, OFFICER, ("不属本单位", f"{move.referral.department.name}退回，请另行交办或改派。"))
    return move.case


def reply(referral: Referral, actor: User | None, seen_version: int | None, answer: Answer) -> Opinion:
    """The department answers; when the last open one of the round has, the station tells the person.

    Sending the same request key again answers with the case as it is. Without an actor the referral's code opened the page.
    """
    known = Reply.objects.filter(request_key=answer.request_key).select_related("referral__opinion").first()
    if known:
        return known.referral.opinion
    with moving(referral, actor, "reply", seen_version) as move:
        row = write_reply(move, move.referral, answer)
        accepted = {} if move.referral.accepted_at else {"accepted_at": move.now, "accepted_by": actor}
        _save(move.referral, state=ReferralState.REPLIED, ended_at=move.now, **accepted)
        if move.referral.role == ReferralRole.LEAD:
            move.set(reply_class=answer.reply_class, returned=False)
        move.go(_state_of_round(move), answer.text, line="，".join(filter(None, (f"{answer.reply_class} 类", row.result))))
        tell_holders(move.case, move.case.station, OFFICER, ("已答复", f"{move.referral.department.name}已答复，请看一看。"))
    return move.case


def write_reply(move: Move, referral: Referral, answer: Answer) -> Reply:
    """The row of an answer; NotPossible when it does not fit the congress's table."""
    return Reply.objects.create(
        request_key=answer.request_key,
        referral=referral,
        reply_class=answer.reply_class,
        text=answer.text,
        contact=answer.contact,
        by=move.actor,
        at=move.now,
        **_checked(move, answer),
    )


def return_reply(referral: Referral, actor: User, seen_version: int | None, reason: str) -> Opinion:
    """A thin answer goes back with the reason; the referral is open again under its old deadline. The office above answers the case itself."""
    with moving(referral, actor, "return_reply", seen_version) as move:
        last = move.referral.replies.filter(returned_at=None).order_by("-at", "-id").first()
        if last:
            _save(last, returned_at=move.now, return_reason=reason)
        if move.referral.department_id == move.case.above_id:
            _save(move.referral, state=ReferralState.WITHDRAWN)
            move.go(State.ABOVE, reason)
            move.set(returned=True, reply_class="", lead_department=None)
            tell_office_above(move.case, ("答复被退回", SEE_CASE))
            return move.case
        basis = recount_by(table())(move.referral.due_basis)  # the calendar may have changed since it was answered
        _save(move.referral, state=ReferralState.ACCEPTED, ended_at=None, due_on=date.fromisoformat(basis["due_on"]), due_basis=basis)
        move.go(State.HANDLING, reason)
        move.set(due_on=move.referral.due_on, due_basis=move.referral.due_basis, returned=True)
        if move.referral.role == ReferralRole.LEAD:
            move.set(reply_class="")
        tell_holders(move.case, move.referral.department, (workflow.CLERK,), ("答复被退回", SEE_CASE))
    return move.case


def withdraw(opinion: Opinion, actor: User, seen_version: int, reason: str) -> Opinion:
    """Take every open referral of the round back and refer anew."""
    with moving(opinion, actor, "withdraw", seen_version) as move:
        for unit in withdraw_open(move):
            tell_holders(move.case, unit, (workflow.CLERK,), ("交办已撤回", SEE_CASE))
        move.go(move.to_be_referred, reason)
        move.set(returned=True, lead_department=None)
        if move.case.above_id:
            tell_office_above(move.case, ("交办已撤回", SEE_CASE))
    return move.case


def remind(opinion: Opinion, actor: User, note: str = "") -> Opinion:
    """催办: the departments that have not answered get a notice; the case stays as it is."""
    with moving(opinion, actor, "remind", None) as move:
        waiting = list(_open(move).select_related("department"))
        move.go(State.HANDLING, note, **_addressed(waiting))
        for each in waiting:
            tell_holders(move.case, each.department, (workflow.CLERK,), ("催办", f"{each.department.name}应在{short_day(each.due_on)}前答复。"))
    return move.case


def supervise(opinion: Opinion, actor: User, reason: str) -> Opinion:
    """督办: the case is marked, its departments and their leaders are told; it stays as it is."""
    with moving(opinion, actor, "supervise", None) as move:
        waiting = list(_open(move).select_related("department"))
        move.set(supervised_at=move.now)
        move.go(State.HANDLING, reason, **_addressed(waiting))
        for each in waiting:
            words = ("督办", f"{each.department.name}应在{short_day(each.due_on)}前答复，已列入督办。")
            tell_holders(move.case, each.department, (workflow.CLERK, workflow.OFFICE, workflow.HEAD), words)
    return move.case


def _addressed(waiting: list[Referral]) -> dict:
    return {"line": "、".join(each.department.name for each in waiting), "referrals": [each.pk for each in waiting]}


def _in_time(move: Move) -> None:
    limit = move.rules.limit("not_ours")
    last = deadline(move.referral.sent_at.astimezone(clock.SHANGHAI).date(), limit.days).due_on
    if clock.today() > last:
        raise NotPossible(f"提出「不属本单位」的期限是 {limit.days} 个工作日，已在{short_day(last)}过去（{limit.source}）；请与联络站商量改交。")


def _open(move: Move):
    return Referral.objects.open().filter(opinion=move.case)


def withdraw_open(move: Move) -> list[Unit]:
    """End the open referrals; returns their departments."""
    waiting = list(_open(move).select_related("department"))
    for each in waiting:
        _save(each, state=ReferralState.WITHDRAWN, ended_at=move.now)
    return [each.department for each in waiting]


def _state_of_round(move: Move) -> State:
    return State.HANDLING if _open(move).exists() else State.FEEDBACK


def _checked(move: Move, answer: Answer) -> dict:
    """What the answer says of the matter, as columns of Reply; NotPossible when the class is unknown, or what is said does not fit it."""
    kind = move.rules.reply_class(answer.reply_class)
    if kind is None:
        raise NotPossible(f"本地的答复类别里没有「{answer.reply_class}」。")
    outcome = outcome_of(kind, answer.outcome)
    faults = outcome_faults(kind, outcome, answer.promised_on, answer.refusal)
    if faults:
        raise NotPossible("".join(faults.values()))
    promised_on = answer.promised_on if outcome == Outcome.PLANNED else None
    refusal = answer.refusal if outcome == Outcome.REFUSED else ""
    return {"outcome": outcome, "promised_on": promised_on, "refusal": refusal, "promise_state": PromiseState.WAITING if promised_on else ""}


def _save(row: Referral | Reply, **fields) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
