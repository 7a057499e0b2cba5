"""What is not referred (TZ art. 5(二)): explained, kept for a session, a bill, a topic, or not for the station at all. The person is told."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from accounts.services.audit import recorded
from constituents.choices import LegalWay
from constituents.models import Matter
from deputies.choices import DutySource
from deputies.services.ledger import TITLE_LENGTH, record_duties
from deputies.services.sealing import seal_duty
from opinions.choices import Handling, State
from opinions.models import Opinion
from opinions.rules.duty import opinion_duty
from opinions.rules.kin import kin_of
from opinions.services.cases.moves import Move, NotPossible, moving
from opinions.services.register import shortened
from opinions.services.sealing import INSTEAD, seal_kin, seal_opinion
from stations.models import Unit


@dataclass(frozen=True)
class Settling:
    """How it is handled instead of being referred, and what the person is to be told."""

    handling: str
    note: str = ""
    legal_way: str = ""
    organ: str = ""
    accused: Unit | None = None


def settle(opinion: Opinion, actor: User, seen_version: int, settling: Settling) -> Opinion:
    """Handle the opinion without a referral. An accusation is sealed: nothing of it stays in the case, its timeline or the duty records."""
    is_legal = settling.handling == Handling.LEGAL_WAY
    with recorded() as trail:
        if is_legal and settling.legal_way == LegalWay.ACCUSATION:  # sealed together; locked in one order
            list(Opinion.objects.select_for_update(of=("self",)).filter(Q(pk=opinion.pk) | Q(pk__in=kin_of(opinion).values("pk"))).order_by("pk"))
        with moving(opinion, actor, "settle", seen_version) as move:
            line, note = Handling(settling.handling).label, settling.note
            move.set(handling=settling.handling, returned=False)
            if is_legal:
                move.set(legal_way=settling.legal_way, organ=settling.organ)
                line = "：".join(part for part in (line, LegalWay(settling.legal_way).label) if part)
            if is_legal and settling.legal_way == LegalWay.ACCUSATION:
                _seal(move, settling.accused)
                note = ""
            move.go(State.FEEDBACK, note, line=line)
        record_duties([opinion_duty(move.case, deputy) for deputy in move.case.deputies.all()], trail)
    return move.case


def _seal(move: Move, accused: Unit | None) -> None:
    """The visit that it came from holds the same words; voices of other people would go on saying them."""
    if move.case.voices.exists():
        raise NotPossible("有别的意见并入这一件，请先撤销并案，再逐件告知。")
    _seal_titles(move.case)
    Matter.objects.filter(pk=move.case.matter_id).update(words=INSTEAD)
    seal_opinion(move.case, move.actor, accused)
    seal_kin(move.case, move.actor, accused)
    move.set(words=INSTEAD, summary=INSTEAD, category=None, proposed_department=None)


def _seal_titles(case: Opinion) -> None:
    """The titles that stand beside the duty ledger, also those from before a correction."""
    titles = {case.summary, shortened(case.words)}
    for detail in case.events.filter(action="correct").values_list("detail", flat=True):
        before = detail.get("before", {})
        titles |= {before.get("summary", ""), shortened(before.get("words", ""))}
    seal_duty(DutySource.OPINION, case.pk, case.station, {title[:TITLE_LENGTH] for title in titles})
