"""改派: one referral goes to another department, the rest of the round stays as it is (C4: another recipient)."""

from dataclasses import dataclass

from accounts.models import User
from opinions import workflow
from opinions.choices import LEFT_REFERRAL, ReferralRole, ReferralState, State
from opinions.models import Opinion, Referral
from opinions.rules.cases import recipients_for
from opinions.services.cases.chain import OUT_OF_REACH, Handing, limit_of
from opinions.services.cases.moves import Move, NotPossible, moving, short_day, tell_holders
from opinions.services.register import limit_named
from stations.models import Unit


@dataclass(frozen=True)
class Reassignment:
    """Who handles it now and why. `limit` as in `Handing`; `release_identity` matters only where the person was released to the round."""

    department: Unit
    reason: str
    limit: str = ""
    release_identity: bool = False


def reassign(referral: Referral, actor: User, seen_version: int | None, to: Reassignment) -> Opinion:
    """Close the referral and open one of the same part for another department, with a deadline of its own from today.

    It may be open, or an assisting one that was declined; NotPossible when the department has the matter already or may not have it.
    """
    with moving(referral, actor, "reassign", seen_version) as move:
        old = move.referral
        others = _others(move, to.department)
        due_on, basis = limit_named(move.rules, limit_of(move.case, Handing(to.department, tuple(others), to.limit)))
        was_open = old.state != ReferralState.DECLINED
        old.state, old.ended_at, old.extension_days, old.paused_on = ReferralState.REASSIGNED, move.now, None, None
        old.save(update_fields=["state", "ended_at", "extension_days", "paused_on"])
        new = Referral.objects.create(
            opinion=move.case,
            round=old.round,
            department=to.department,
            role=old.role,
            instruction=old.instruction,
            sent_at=move.now,
            sent_by=actor,
            due_on=due_on,
            due_basis=basis,
        )
        if old.role == ReferralRole.LEAD:
            move.set(lead_department=to.department, due_on=due_on, due_basis=basis)
        if move.case.identity_released:
            move.set(identity_released=to.release_identity)
        move.go(State.HANDLING, to.reason, line=f"改派给{to.department.name}，{short_day(due_on)}前答复", to=new.pk)
        if was_open:
            tell_holders(move.case, old.department, (workflow.CLERK,), ("交办已改派", f"改由{to.department.name}办理，您单位不用再办。"))
        tell_holders(move.case, to.department, (workflow.CLERK,), ("新的交办", f"请在{short_day(due_on)}前答复。"))
    return move.case


def _others(move: Move, department: Unit) -> list[Unit]:
    """The other departments of the round that still have a part in it."""
    round_ = move.case.referrals.filter(round=move.referral.round).select_related("department")
    if not recipients_for(move.case).filter(pk=department.pk).exists():
        raise NotPossible(f"不能交给{department.name}：{OUT_OF_REACH}")
    if round_.filter(department=department).exclude(state=ReferralState.REASSIGNED).exists():
        raise NotPossible(f"这一次交办已经交给过{department.name}，请改派给别的单位。")
    return [each.department for each in round_.exclude(pk=move.referral.pk).exclude(state__in=LEFT_REFERRAL)]
