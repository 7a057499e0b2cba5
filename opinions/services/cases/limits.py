"""What changes a department's deadline: an extension it asked for in time, and waiting for what only the person can supply (C4)."""

from datetime import date

from accounts.models import User
from common import clock
from opinions import workflow
from opinions.choices import ReferralRole, State
from opinions.models import Opinion, Referral
from opinions.services.cases.moves import SEE_CASE, Move, moving, short_day, tell_holders
from stations.rules.workdays import lengthened, workdays_between

DECIDERS = (workflow.HEAD, workflow.OFFICE)


def ask_extension(referral: Referral, actor: User, seen_version: int | None, days: int, reason: str) -> Opinion:
    """The department asks for more working days, before the due date; the old deadline holds until it is decided."""
    with moving(referral, actor, "extend", seen_version) as move:
        _save(move.referral, extension_days=days)
        move.go(State.HANDLING, reason, line=f"申请延长 {days} 个工作日")
        tell_holders(move.case, move.case.station, DECIDERS, ("申请延期", f"{move.referral.department.name}申请延长 {days} 个工作日，请决定。"))
    return move.case


def decide_extension(referral: Referral, actor: User, seen_version: int | None, days: int, words: str = "") -> Opinion:
    """Grant so many working days, counted on from the old deadline; 0: refuse."""
    with moving(referral, actor, "grant", seen_version) as move:
        _save(move.referral, extension_days=None)
        if days:
            _lengthen(move, days, f"{clock.today():%Y-%m-%d} 批准延期")
        line = f"同意延长 {days} 个工作日，{short_day(move.referral.due_on)}前答复" if days else "不同意延期"
        move.go(State.HANDLING, words, line=line)
        tell_holders(move.case, move.referral.department, (workflow.CLERK,), ("延期有了决定", SEE_CASE))
    return move.case


def pause(referral: Referral, actor: User, seen_version: int | None, reason: str) -> Opinion:
    """The person must supply something: the days until it is there do not count."""
    with moving(referral, actor, "pause", seen_version) as move:
        _save(move.referral, paused_on=clock.today())
        if move.referral.role == ReferralRole.LEAD:
            move.set(due_on=None)
        move.go(State.HANDLING, reason, line="等反映人补充，暂停计时")
    return move.case


def resume(referral: Referral, actor: User, seen_version: int | None, words: str = "") -> Opinion:
    """It is there: the working days that passed meanwhile are added to the deadline."""
    with moving(referral, actor, "resume", seen_version) as move:
        since = move.referral.paused_on
        waited = workdays_between(since, clock.today())
        _save(move.referral, paused_on=None)
        _lengthen(move, waited, f"{since:%Y-%m-%d} 起等反映人补充")
        move.go(State.HANDLING, words, line=f"继续办理，{short_day(move.referral.due_on)}前答复（等了 {waited} 个工作日，不计入）")
        tell_holders(move.case, move.referral.department, (workflow.CLERK,), ("继续办理", f"请在{short_day(move.referral.due_on)}前答复。"))
    return move.case


def _lengthen(move: Move, days: int, why: str) -> None:
    basis = lengthened(move.referral.due_basis, days, why)
    _save(move.referral, due_on=date.fromisoformat(basis["due_on"]), due_basis=basis)
    if move.referral.role == ReferralRole.LEAD:
        move.set(due_on=move.referral.due_on, due_basis=basis)


def _save(row: Referral, **fields) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
