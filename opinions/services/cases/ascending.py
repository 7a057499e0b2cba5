"""Handing a case up to the congress above, which refers it to its own departments, answers it, or sends it down again (C4; YH 五).

It stays one case with its number, its timeline and its station.
"""

from django.db.models import Max

from accounts.models import User
from opinions import workflow
from opinions.choices import ReferralRole, ReferralState, State
from opinions.models import Opinion, Referral, Reply
from opinions.rules.levels import next_above, next_below
from opinions.services.cases.handling import Answer, write_reply
from opinions.services.cases.moves import SEE_CASE, moving, tell_holders, tell_office_above

TOLD_BELOW = (workflow.OFFICER, *workflow.LEADERS)


def hand_up(opinion: Opinion, actor: User, seen_version: int, reason: str) -> Opinion:
    """To the next congress above; its office has the days that the regulation gives for referring."""
    with moving(opinion, actor, "hand_up", seen_version) as move:
        above = next_above(move.case)
        move.set(above=above, returned=False, proposed_department=None)
        move.go(State.ABOVE, reason, line=f"报{above.name}")
        move.restart()
        tell_office_above(move.case, ("下级报来的意见", "请交给您这一级的承办单位、直接答复，或说明理由退回。"))
    return move.case


def send_down(opinion: Opinion, actor: User, seen_version: int, reason: str) -> Opinion:
    """One level down with the reason: to the congress below, or to the station's own, where it waits to be referred."""
    with moving(opinion, actor, "send_down", seen_version) as move:
        sender, below = move.case.above, next_below(move.case)
        move.set(above=below, returned=True)
        move.go(State.ABOVE if below else State.REFERRING, reason, line=f"{sender.name}退回")
        move.restart()
        if below:
            tell_office_above(move.case, ("上级退回", SEE_CASE))
        else:
            tell_holders(move.case, move.case.station, TOLD_BELOW, ("上级退回", SEE_CASE))
    return move.case


def answer_above(opinion: Opinion, actor: User, seen_version: int, answer: Answer) -> Opinion:
    """The congress above answers by itself: as a referral to it that is answered at once, so that whatever shows answers shows this one.

    Sending the same request key again answers with the case as it is.
    """
    known = Reply.objects.filter(request_key=answer.request_key).select_related("referral__opinion").first()
    if known:
        return known.referral.opinion
    with moving(opinion, actor, "answer", seen_version) as move:
        above, case = move.case.above, move.case
        referral = Referral.objects.create(
            opinion=case,
            round=(case.referrals.aggregate(last=Max("round"))["last"] or 0) + 1,
            department=above,
            role=ReferralRole.LEAD,
            state=ReferralState.REPLIED,
            sent_at=case.moved_at,
            sent_by=actor,
            due_on=case.due_on,
            due_basis=case.due_basis,
            accepted_at=move.now,
            accepted_by=actor,
            ended_at=move.now,
        )
        row = write_reply(move, referral, answer)
        line = "，".join(filter(None, (f"{answer.reply_class} 类", row.result)))
        move.set(lead_department=above, reply_class=answer.reply_class, returned=False, identity_released=False)
        move.go(State.FEEDBACK, answer.text, line=line, referral=referral.pk, department=above.name)
        tell_holders(case, case.station, (workflow.OFFICER,), ("已答复", f"{above.name}已答复，请看一看。"))
    return move.case
