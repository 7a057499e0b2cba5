"""Class B answers come back on their promised date and are asked about again (承诺事项台账, practice.md)."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from common import clock
from opinions import workflow
from opinions.choices import FeedbackWay, PromiseState, ReferralRole, State
from opinions.models import Opinion, Referral
from opinions.services.cases.moves import NotPossible, moving, short_day, tell_holders


@dataclass(frozen=True)
class Check:
    """What was found: kept, broken, or moved to a later day; and how the person was told of it."""

    outcome: str
    note: str
    way: str = ""
    promised_on: date | None = None


def check_promise(referral: Referral, actor: User, seen_version: int | None, check: Check) -> Opinion:
    """Write down what became of a promise. One that the lead department kept makes the case solved, also after it was closed."""
    with moving(referral, actor, "promise", seen_version) as move:
        reply = move.referral.replies.filter(returned_at=None, promise_state=PromiseState.WAITING).latest("at")
        if check.promised_on:
            if check.promised_on <= clock.today():
                raise NotPossible("新的承诺日期要在今天以后。")
            line = f"承诺从{short_day(reply.promised_on)}延后到{check.promised_on.year}年{short_day(check.promised_on)}"
            reply.promised_on = check.promised_on
        else:
            reply.promise_state = check.outcome
            line = PromiseState(check.outcome).label + (f"，已告诉反映人（{FeedbackWay(check.way).label}）" if check.way else "")
        reply.save(update_fields=["promised_on", "promise_state"])
        if check.outcome == PromiseState.KEPT and move.case.state == State.CLOSED and move.referral.role == ReferralRole.LEAD:
            move.set(solved=True)
        move.go(State(move.case.state), check.note, line=line)
        tell_holders(move.case, move.referral.department, (workflow.CLERK,), ("承诺事项", "联络站记下了这件承诺的落实情况，见经过。"))
    return move.case
