"""Auditing and approving many cases at once: each by its own version, in its own transaction, with its own answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from opinions.models import Opinion
from opinions.services import cases
from opinions.services.cases import Handing, NotPossible, SomebodyWasFaster


@dataclass(frozen=True)
class Outcome:
    """What became of one case; words are empty when it was done."""

    opinion: Opinion
    words: str = ""


def pass_many(action: str, picked: Iterable[tuple[int, int]], actor: User, note: str = "", *, hand_on: bool = False) -> list[Outcome]:
    """Audit or approve the picked (id, version seen) cases that the actor may see; hand_on refers approved ones to the proposed department.

    A case that somebody moved meanwhile stays as it is and says so; the others are not held up by it.
    """
    seen = dict(picked)
    rows = Opinion.objects.visible_to(actor).filter(pk__in=seen).select_related("station", "proposed_department").order_by("pk")
    return [_pass(action, row, seen[row.pk], actor, note, hand_on) for row in rows]


def _pass(action: str, row: Opinion, version: int, actor: User, note: str, hand_on: bool) -> Outcome:
    try:
        if action == "audit":
            return Outcome(cases.audit(row, actor, version, note))
        handing = Handing(row.proposed_department) if hand_on and row.proposed_department else None
        return Outcome(cases.approve(row, actor, version, note, handing))
    except SomebodyWasFaster as faster:
        return Outcome(faster.opinion, f"已有他人先行处理，现在「{faster.opinion.get_state_display()}」，请打开看看。")
    except NotPossible as reason:
        return Outcome(row, str(reason))
