"""The steps before the referral, and the referral itself (C3, C4; LZ 五(一), YH 五)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from accounts.models import User
from accounts.services.audit import recorded
from deputies.services.ledger import record_duties
from opinions import workflow
from opinions.choices import ReferralRole, State, Urgency
from opinions.models import Category, Opinion, Referral
from opinions.rules.cases import chain_of_case, recipients_for
from opinions.rules.duty import opinion_duty
from opinions.services.cases.moves import SEE_CASE, Move, NotPossible, moving, short_day, tell_holders
from opinions.services.register import limit_named
from stations.models import Unit

OUT_OF_REACH = "只能交给本级人大范围内和上级人大直属的承办单位；报到上级人大的，由上级交给它直属的承办单位。"
LIMITS = ("ordinary", "urgent", "joint")


@dataclass(frozen=True)
class Screening:
    """What the liaison officer settles: the field, a summary, how urgent, who should handle it."""

    summary: str
    category: Category | None
    urgency: str = Urgency.ORDINARY
    proposed_department: Unit | None = None
    note: str = ""


@dataclass(frozen=True)
class Handing:
    """Whom the case is handed to. `limit` is the regulation's class of time limit; empty: by urgency and number of departments."""

    lead: Unit
    assisting: tuple[Unit, ...] = ()
    limit: str = ""
    instruction: str = ""
    release_identity: bool = False
    assisting_limit: str = ""  # empty: the lead's


def screen(opinion: Opinion, actor: User, seen_version: int, screening: Screening) -> Opinion:
    """The liaison officer screens and fills the form in (LZ 五(一)2); the duty records take over the summary."""
    with recorded() as trail:
        with moving(opinion, actor, "screen", seen_version) as move:
            renamed = move.case.summary != screening.summary
            move.set(
                summary=screening.summary,
                category=screening.category,
                urgency=screening.urgency,
                proposed_department=screening.proposed_department,
                returned=False,
            )
            line = f"拟交{screening.proposed_department.name}" if screening.proposed_department else ""
            move.go_on(screening.note, line=line)
        if renamed:
            record_duties([opinion_duty(move.case, deputy) for deputy in move.case.deputies.all()], trail)
    return move.case


def audit(opinion: Opinion, actor: User, seen_version: int, note: str = "") -> Opinion:
    """The deputy head audits (LZ 五(一)3)."""
    with moving(opinion, actor, "audit", seen_version) as move:
        move.set(returned=False)
        move.go_on(note)
    return move.case


def approve(opinion: Opinion, actor: User, seen_version: int, note: str = "", handing: Handing | None = None) -> Opinion:
    """The head approves (LZ 五(一)3); with a handing it is referred in the same go (「批准并交办」)."""
    with recorded():
        with moving(opinion, actor, "approve", seen_version) as move:
            move.set(returned=False)
            move.go_on(note)
        if handing is None:
            return move.case
        return refer(move.case, actor, move.case.version, handing)


def refer(opinion: Opinion, actor: User, seen_version: int, handing: Handing) -> Opinion:
    """Hand the case to one lead department and any assisting ones, each with a deadline in working days (LZ 五(一)4)."""
    with moving(opinion, actor, "refer", seen_version) as move:
        departments = _departments(move.case, handing)
        due_on, basis = limit_named(move.rules, limit_of(move.case, handing))
        round_ = (move.case.referrals.aggregate(last=Max("round"))["last"] or 0) + 1
        move.go(State.HANDLING, handing.instruction, line=_line(handing), round=round_)
        move.set(
            due_on=due_on,
            due_basis=basis,
            lead_department=handing.lead,
            returned=False,
            reply_class="",
            identity_released=handing.release_identity,  # for this round: the next departments are another question
        )
        own = limit_named(move.rules, handing.assisting_limit) if handing.assisting_limit in LIMITS else (due_on, basis)
        dues = {ReferralRole.LEAD: (due_on, basis), ReferralRole.ASSIST: own}
        Referral.objects.bulk_create(_referral(move, unit, round_, (role, dues[role]), handing.instruction) for unit, role in departments)
        for unit, role in departments:
            tell_holders(move.case, unit, (workflow.CLERK,), ("新的交办", f"请在{short_day(dues[role][0])}前答复。"))
    return move.case


def send_back(opinion: Opinion, actor: User, seen_version: int, reason: str) -> Opinion:
    """One step back, with the reason in the timeline."""
    with moving(opinion, actor, "send_back", seen_version) as move:
        target = workflow.state_before(chain_of_case(move.case), move.case.state)
        move.go(target, reason)
        move.set(returned=True)
        step = next(name for name, state in workflow.STEPS.items() if state == target)
        tell_holders(move.case, move.case.station, (workflow.STEP_ROLE[step],), ("退回修改", SEE_CASE))
    return move.case


def limit_of(opinion: Opinion, handing: Handing) -> str:
    """Which of the regulation's limits holds: what was chosen, else urgent before joint before ordinary."""
    if handing.limit in LIMITS:
        return handing.limit
    if opinion.urgency == Urgency.URGENT:
        return "urgent"
    return "joint" if handing.assisting else "ordinary"


def _departments(case: Opinion, handing: Handing) -> list[tuple[Unit, ReferralRole]]:
    assisting = [unit for unit in handing.assisting if unit != handing.lead]
    chosen = [handing.lead, *assisting]
    allowed = set(recipients_for(case).filter(pk__in=[unit.pk for unit in chosen]).values_list("pk", flat=True))
    strange = [unit.name for unit in chosen if unit.pk not in allowed]
    if strange:
        raise NotPossible(f"不能交给{'、'.join(strange)}：{OUT_OF_REACH}")
    return [(unit, ReferralRole.ASSIST if number else ReferralRole.LEAD) for number, unit in enumerate(chosen)]


def _referral(move: Move, unit: Unit, round_: int, part: tuple[ReferralRole, tuple[date, dict]], instruction: str) -> Referral:
    role, (due_on, basis) = part
    return Referral(
        opinion=move.case,
        round=round_,
        department=unit,
        role=role,
        instruction=instruction,
        sent_at=move.now,
        sent_by=move.actor,
        due_on=due_on,
        due_basis=basis,
    )


def _line(handing: Handing) -> str:
    assisting = "、".join(unit.name for unit in handing.assisting if unit != handing.lead)
    return f"主办：{handing.lead.name}" + (f"；协办：{assisting}" if assisting else "")
