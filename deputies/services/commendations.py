"""Verbs on commendations: the office of the congress notes them and takes a wrong one back."""

from datetime import date
from uuid import UUID

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from deputies.models import Commendation, Deputy
from deputies.services.seats import note_file


def add_commendation(deputy: Deputy, facts: tuple[date, str, str], actor: User, request_key: UUID) -> Commendation:
    """Write one; `facts` are day, title, by whom. The same request key again answers with the row already there."""
    on, title, by_whom = facts
    with recorded() as trail:
        wanted = {"deputy": deputy, "on": on, "title": title, "by_whom": by_whom, "noted_by": actor, "noted_at": clock.now()}
        row, is_new = Commendation.objects.get_or_create(request_key=request_key, defaults=wanted)
        if is_new:
            note_file(trail, actor, "commendation.add", row, deputy, on=on)
    return row


def withdraw_commendation(row: Commendation, actor: User) -> None:
    """Take back what was noted by mistake; the audit entry keeps its words."""
    with recorded() as trail:
        note_file(trail, actor, "commendation.withdraw", row, row.deputy, on=row.on, title=row.title, by_whom=row.by_whom)
        row.delete()
