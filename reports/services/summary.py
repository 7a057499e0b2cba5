"""Keeping the summary of a year."""

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from reports.models import YearSummary
from stations.models import Unit
from stations.rules.chains import chain_of

FASTER = "已有他人先改了这份总结。您写的还在下面，请另开一页看看现在的，核对以后再保存一次。"


def save_summary(unit: Unit, year: int, text: str, seen_version: int, actor: User) -> YearSummary:
    """Raises ValidationError when somebody else wrote it since `seen_version` (0: there was none). The same text again changes nothing."""
    with recorded() as trail:
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        row = YearSummary.objects.filter(unit=unit, year=year).first()
        if row and row.text == text:
            return row
        if (row.version if row else 0) != seen_version:
            raise ValidationError(FASTER)
        row = row or YearSummary(unit=unit, year=year, version=0)
        row.text, row.by, row.at, row.version = text, actor, clock.now(), row.version + 1
        row.save()
        trail.add(chain_of(unit), actor, "summary.save", row, year=year, length=len(text))
    return row
