"""The end of a case and its keeping: feedback to the person, correction, voiding (C5)."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Max

from accounts.models import User
from accounts.services.audit import recorded
from deputies.choices import DutySource
from deputies.services.ledger import record_duties, withdraw_duty
from opinions import workflow
from opinions.choices import Handling, Rating, State
from opinions.models import Category, Feedback, Opinion
from opinions.rules.duty import opinion_duty
from opinions.services.cases.handling import withdraw_open
from opinions.services.cases.moves import Move, NotPossible, moving, tell_holders, tell_office_above
from stations.rules.regulation import ReplyClass

TRIES = 3  # until 未联系上 is believed (practice.md)
LABELS = {"words": "原话", "summary": "摘要", "category": "领域", "urgency": "缓急"}


@dataclass(frozen=True)
class Telling:
    """How the person was told, and their two ratings: of the work and of the result (practice.md: 反馈回访)."""

    way: str
    at: datetime
    work_rating: str
    result_rating: str
    words: str = ""
    request_key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Correction:
    """What should stand; words None leaves them as they are."""

    summary: str
    category: Category | None
    urgency: str
    words: str | None = None
    note: str = ""


def give_feedback(opinion: Opinion, actor: User, seen_version: int, telling: Telling) -> Opinion:
    """Record that the person was told and what they said; solved (解决) is by the lead's class, beside closed (办结).

    The case is closed, but for two cases: nobody was reached, and it was not yet the third try; or the person is not satisfied with the
    result and the regulation has it handled again (C5), which the leaders then supervise.
    """
    known = Feedback.objects.filter(request_key=telling.request_key).select_related("opinion").first()
    if known:
        return known.opinion
    with moving(opinion, actor, "feedback", seen_version) as move:
        row = Feedback.objects.create(
            request_key=telling.request_key,
            opinion=move.case,
            way=telling.way,
            at=telling.at,
            by=actor,
            work_rating=telling.work_rating,
            result_rating=telling.result_rating,
            words=telling.words,
        )
        kind = move.rules.reply_class((move.case.merged_into or move.case).reply_class)
        work, result = move.rules.rating_name(row.work_rating), move.rules.rating_name(row.result_rating)
        line = f"{row.get_way_display()}；对办理工作{work}，对办理结果{result}"
        if row.result_rating == Rating.NOT_REACHED and (tries := _tries(move)) < TRIES:
            move.go(State.FEEDBACK, telling.words, line=f"第 {tries} 次未联系上，还要再联系")
        elif _again(move, row.result_rating):
            move.set(proposed_department=move.case.lead_department, lead_department=None, returned=True, supervised_at=move.now)
            move.go(move.to_be_referred, telling.words, line=f"{line}；按制度重新办理，列入督办")
            tell_holders(move.case, move.case.station, workflow.LEADERS, ("群众不满意，重新办理", "请重新交办，并督办。"))
            if move.case.above_id:
                tell_office_above(move.case, ("群众不满意，重新办理", "请重新交办。"))
        else:
            move.go(State.CLOSED, telling.words, line=line)
            move.set(closed_at=move.now, solved=_solved(move, kind), returned=False)
    return move.case


def _solved(move: Move, kind: ReplyClass | None) -> bool | None:
    """By the class of the lead's answer; nobody can say it of what was not referred."""
    return bool(kind and kind.solved) if (move.case.merged_into or move.case).handling == Handling.REFERRED else None


def _tries(move: Move) -> int:
    """How often nobody was reached since the last answer."""
    answered = move.case.referrals.aggregate(last=Max("ended_at"))["last"]
    found = move.case.feedbacks.filter(result_rating=Rating.NOT_REACHED)
    return (found.filter(at__gte=answered) if answered else found).count()


def _again(move: Move, rating: str) -> bool:
    """Whether the regulation has the case handled once more for somebody who rates the result like this."""
    meaning = next((row for row in move.rules.satisfaction if row["code"] == rating), None)
    if move.case.merged_into_id or not meaning or not meaning["rated"] or meaning["satisfied"] or not move.rules.feedback["again"]:
        return False
    return move.case.events.filter(action="feedback", to_state__in=(State.REFERRING, State.ABOVE)).count() < move.rules.feedback["rounds"]


def correct_opinion(opinion: Opinion, actor: User, seen_version: int, correction: Correction) -> Opinion:
    """Mend the registration; what stood before stays in the timeline. The words only before a department has them (TZ art. 4)."""
    with recorded() as trail:
        with moving(opinion, actor, "correct", seen_version) as move:
            wanted = {"summary": correction.summary, "category": correction.category, "urgency": correction.urgency}
            if correction.words is not None:
                wanted["words"] = correction.words
            changed = {name: value for name, value in wanted.items() if getattr(move.case, name) != value}
            if not changed:
                raise NotPossible("没有改动的内容。")
            if "words" in changed and move.case.referrals.exists():
                raise NotPossible("已经交办的意见，原话不能再改。")
            before = {name: str(getattr(move.case, name) or "") for name in changed}
            move.set(**changed)
            move.go(State(move.case.state), correction.note, line="更正：" + "、".join(LABELS[name] for name in changed), before=before)
        record_duties([opinion_duty(move.case, deputy) for deputy in move.case.deputies.all()], trail)
    return move.case


def void_opinion(opinion: Opinion, actor: User, seen_version: int, reason: str) -> Opinion:
    """Take the case out of work and out of the count; its number stays, its duty records go."""
    with recorded() as trail:
        with moving(opinion, actor, "void", seen_version) as move:
            if move.case.voices.exists():
                raise NotPossible("有别的意见并入这一件，请先撤销并案，再作废。")
            for unit in withdraw_open(move):
                tell_holders(move.case, unit, (workflow.CLERK,), ("意见已作废", "不用再办，原因见经过。"))
            if move.case.state == State.ABOVE:
                tell_office_above(move.case, ("意见已作废", "不用再办，原因见经过。"))
            move.go(State.VOIDED, reason)
            move.set(closed_at=move.now)
        withdraw_duty(DutySource.OPINION, move.case.pk, trail=trail)
    return move.case
