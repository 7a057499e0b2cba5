"""催办 and 督办 of one referral, as its printed forms need them (practice.md: 督办单、催办单 alike)."""

from opinions.models import Opinion, OpinionEvent, Referral

ACTIONS = ("remind", "supervise")


def pressed(opinion: Opinion) -> list[OpinionEvent]:
    """Every 催办 and 督办 of the case, the oldest first. One query."""
    return list(opinion.events.filter(action__in=ACTIONS).select_related("actor").order_by("id"))


def pressed_with(action: str, referral: Referral, events: list[OpinionEvent]) -> list[OpinionEvent]:
    """Those of that action that went to the referral's department."""
    return [event for event in events if event.action == action and _addresses(event, referral)]


def _addresses(event: OpinionEvent, referral: Referral) -> bool:
    if "referrals" in event.detail:
        return referral.pk in event.detail["referrals"]
    in_time = referral.sent_at <= event.at and (referral.ended_at is None or event.at <= referral.ended_at)
    return in_time and referral.department.name in event.detail.get("line", "").split("、")  # lines written before named departments only
