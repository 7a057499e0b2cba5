"""Noting that a deputy's 民情记录 was inspected (TZ art. 6), and taking a note made by mistake back."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.urls import reverse

from accounts.models import User
from accounts.services.audit import recorded
from constituents.models import ContactInspection
from deputies.models import Deputy
from deputies.services.seats import note_file
from notices.services import tell


@dataclass(frozen=True)
class InspectionFacts:
    """An inspection as it was typed. contacts: how many stood in the record then."""

    year: int
    on: date
    inspector: str
    remark: str
    contacts: int
    request_key: UUID = field(default_factory=uuid4)


def note_inspection(deputy: Deputy, facts: InspectionFacts, actor: User) -> ContactInspection:
    """Write one and tell the deputy. The same request key again answers with the one already there."""
    with recorded() as trail:
        wanted = {"deputy": deputy, "year": facts.year, "on": facts.on, "inspector": facts.inspector, "remark": facts.remark}
        row, is_new = ContactInspection.objects.get_or_create(
            request_key=facts.request_key, defaults=wanted | {"contacts": facts.contacts, "by": actor}
        )
        if is_new:
            note_file(trail, actor, "contacts.inspect", row, deputy, on=facts.on, year=facts.year)
            if deputy.user_id:
                address = f"{reverse('opinions:contacts', args=[deputy.pk])}?year={facts.year}"
                tell({deputy.user_id}, f"您 {facts.year} 年的民情记录已检查", f"检查人：{facts.inspector}。意见：{facts.remark}", address)
    return row


def withdraw_inspection(row: ContactInspection, actor: User) -> None:
    """Take back what was noted by mistake; the audit entry keeps its words."""
    with recorded() as trail:
        facts = {"on": row.on, "year": row.year, "inspector": row.inspector, "remark": row.remark}
        note_file(trail, actor, "contacts.inspect_withdraw", row, row.deputy, **facts)
        row.delete()
