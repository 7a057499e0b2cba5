"""Keeping the summary of a year."""

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from deputies.rules.closings import last_year
from notices.services import tell
from reports.models import YearSummary
from reports.rules.quarter import readers
from stations.models import Unit
from stations.rules.chains import chain_of

FASTER = "已有他人先改了这份总结。您写的还在下面，请另开一页看看现在的，核对以后再保存一次。"
SENT = "这份总结已经报送，不能再改。"


def save_summary(unit: Unit, year: int, text: str, seen_version: int, actor: User) -> YearSummary:
    """Raises ValidationError when it was sent, or another wrote it since `seen_version` (0: there was none). The same text again changes nothing."""
    with recorded() as trail:
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        row = YearSummary.objects.filter(unit=unit, year=year).first()
        if row and row.text == text:
            return row
        if row and row.sent_at:
            raise ValidationError(SENT)
        if (row.version if row else 0) != seen_version:
            raise ValidationError(FASTER)
        row = row or YearSummary(unit=unit, year=year, version=0)
        row.text, row.by, row.at, row.version = text, actor, clock.now(), row.version + 1
        row.save()
        trail.add(chain_of(unit), actor, "summary.save", row, year=year, length=len(text))
    return row


def send_summary(row: YearSummary, seen_version: int, actor: User) -> set[int]:
    """Send what was seen to the office above, which is told; returns who gets it (ids). Sent, it stays as it is.

    Raises ValidationError as save_summary does.
    """
    with recorded() as trail:
        unit = Unit.objects.select_for_update(no_key=True).get(pk=row.unit_id)
        row = YearSummary.objects.get(pk=row.pk)
        if row.sent_at:
            raise ValidationError(SENT)
        if row.year > last_year():
            raise ValidationError(f"{row.year} 年还没有到年底，12 月起才能报送。")
        if row.version != seen_version:
            raise ValidationError(FASTER)
        row.sent_at, row.sent_by = clock.now(), actor
        row.save(update_fields=["sent_at", "sent_by"])
        told = readers(unit)
        tell(told - {actor.pk}, f"{unit.name}报来{row.year} 年工作总结", url=row.get_absolute_url())
        trail.add(chain_of(unit), actor, "summary.send", row, year=row.year, version=row.version)
    return told
