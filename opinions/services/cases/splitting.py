"""Several demands in one opinion become several opinions that know each other (C2: sorted by field, so each goes its own way)."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from accounts.models import User
from accounts.services.audit import recorded
from deputies.services.ledger import record_duties
from opinions.choices import State
from opinions.models import Opinion
from opinions.rules.duty import opinion_duty
from opinions.services.cases.moves import NotPossible, moving
from opinions.services.register import Registration, register

MOST = 6  # opinions of one split


@dataclass(frozen=True)
class Splitting:
    """One summary for each demand; the first stays with the opinion that is split."""

    summaries: tuple[str, ...]
    note: str = ""
    request_key: UUID = field(default_factory=uuid4)


def split(opinion: Opinion, actor: User, seen_version: int, splitting: Splitting) -> Opinion:
    """Register an opinion for each demand but the first: same words, person, way and deputies, a number and a screening of its own.

    All of them name the first as `split_from`. Sending the same request key again answers with the opinion as it is.
    """
    if Opinion.objects.filter(request_key=splitting.request_key).exists():
        return Opinion.objects.get(pk=opinion.pk)
    if not 2 <= len(splitting.summaries) <= MOST:
        raise NotPossible(f"一次可以拆成 2 至 {MOST} 件。")
    with recorded() as trail, moving(opinion, actor, "split", seen_version) as move:
        case, (first, *others) = move.case, splitting.summaries
        keys = [splitting.request_key, *(uuid4() for _ in others[1:])]
        parts = [_part(case, summary, key, actor) for summary, key in zip(others, keys, strict=True)]
        move.set(summary=first)
        numbers = "、".join(part.number for part in parts)
        move.go(State.SCREENING, splitting.note, line=f"拆成 {len(parts) + 1} 件，另外的编号是 {numbers}")
        record_duties([opinion_duty(case, deputy) for deputy in case.deputies.all()], trail)
    return move.case


def _part(case: Opinion, summary: str, key: UUID, actor: User) -> Opinion:
    return register(
        Registration(
            station=case.station,
            channel=case.channel,
            received_on=case.received_on,
            words=case.words,
            summary=summary,
            urgency=case.urgency,
            constituent=case.constituent,
            deputies=tuple(case.deputies.all()),
            split_from=case.split_from or case,
            request_key=key,
        ),
        actor,
    )
