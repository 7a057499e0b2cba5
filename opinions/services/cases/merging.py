"""并案: the same matter from several people becomes one case with many voices, and can be taken apart again.

A voice keeps its number, person, duty record and feedback; handling is read from the lead case.
"""

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from opinions.choices import State
from opinions.models import Opinion, OpinionEvent
from opinions.services.cases.moves import NotPossible, moving


def merge(opinion: Opinion, actor: User, seen_version: int, lead: Opinion, note: str = "") -> Opinion:
    """Let the opinion go on as a voice of the lead, an open case of the same station. Where the lead was answered, the voice is to be told."""
    with recorded():
        lead = _locked(lead, opinion)
        with moving(opinion, actor, "merge", seen_version) as move:
            _refuse(move.case, lead)
            move.set(merged_into=lead, returned=False)
            move.go(State.MERGED, note, line=f"并入 {lead.number}")
            if lead.state == State.FEEDBACK:
                move.follow(State.FEEDBACK)
        _say(lead, actor, move.post, f"{move.case.number} 并入这一件", "voice")
    return move.case


def unmerge(opinion: Opinion, actor: User, seen_version: int, reason: str) -> Opinion:
    """Take a voice out again: it goes on at the step it came from, as long as the lead is not closed."""
    with recorded():
        lead = _locked(opinion.merged_into)
        with moving(opinion, actor, "unmerge", seen_version) as move:
            if not lead.is_open:
                raise NotPossible(f"{lead.number} 已经{lead.get_state_display()}，不能再撤销并案。")
            came_from = move.case.events.filter(action="merge").latest("id").from_state
            move.set(merged_into=None)
            move.go(State(came_from), reason, line=f"不再并入 {lead.number}")
        _say(lead, actor, move.post, f"{move.case.number} 不再并入", "voice")
    return move.case


def _locked(lead: Opinion, *others: Opinion) -> Opinion:
    """Lock in the order of ids, so that two people who merge two cases into each other do not wait for ever."""
    keys = [lead.pk, *(other.pk for other in others)]
    rows = {row.pk: row for row in Opinion.objects.select_for_update(of=("self",)).select_related("station").filter(pk__in=keys).order_by("pk")}
    return rows[lead.pk]


def _refuse(case: Opinion, lead: Opinion) -> None:
    if lead.pk == case.pk or lead.station_id != case.station_id:
        raise NotPossible("只能并入本站的另一件意见。")
    if lead.merged_into_id:
        raise NotPossible(f"{lead.number} 自己已经并入别的意见，请并入那一件。")
    if not lead.is_open:
        raise NotPossible(f"{lead.number} 已经{lead.get_state_display()}，不能再并入。")
    if case.voices.exists():
        raise NotPossible(f"{case.number} 自己有并进来的意见，请先撤销那些并案，或把 {lead.number} 并入它。")


def _say(lead: Opinion, actor: User, post: str, line: str, action: str) -> None:
    """A line in the lead's timeline; whoever has the lead open may go on with it."""
    OpinionEvent.objects.create(
        opinion=lead,
        at=clock.now(),
        actor=actor,
        post=post,
        action=action,
        from_state=lead.state,
        to_state=lead.state,
        detail={"version": lead.version, "line": line},
    )
