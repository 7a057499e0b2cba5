"""Making, keeping and sending the summaries of a quarter."""

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from notices.services import tell
from reports.models import QuarterSummary
from reports.rules.quarter import draft, in_charge, quarter_before, readers
from stations.choices import NUMBERED, UnitKind
from stations.models import Unit
from stations.rules.chains import chain_of

FASTER = "已有他人先改了这份小结。您写的还在下面，请另开一页看看现在的，核对以后再保存一次。"
SENT = "这份小结已经报送，不能再改。"


def make_quarters() -> int:
    """Draft what is missing for the last quarter that is over; return how many drafts were written. Two beats at once make each row once."""
    quarter = quarter_before(clock.today())
    made = QuarterSummary.objects.filter(year=quarter.year, quarter=quarter.number).values("unit_id")
    units = Unit.objects.open().filter(kind__in=(*NUMBERED, UnitKind.CONGRESS)).exclude(pk__in=made).order_by("path")
    written = 0
    for unit in [unit for unit in units if in_charge(unit, quarter.last)]:
        row = QuarterSummary(unit=unit, year=quarter.year, quarter=quarter.number, text=draft(unit, quarter))
        QuarterSummary.objects.bulk_create([row], ignore_conflicts=True)
        written += 1
    return written


def save_quarter(row: QuarterSummary, text: str, seen_version: int, actor: User) -> None:
    """Raises ValidationError when it was sent, or somebody else wrote it since `seen_version`. The same text again changes nothing."""
    with recorded() as trail:
        row = _locked(row)
        if row.text == text:
            return
        if row.version != seen_version:
            raise ValidationError(FASTER)
        row.text, row.by, row.at, row.version = text, actor, clock.now(), row.version + 1
        row.save()
        trail.add(chain_of(row.unit), actor, "quarter.save", row, length=len(text))


def send_quarter(row: QuarterSummary, seen_version: int, actor: User) -> set[int]:
    """Send what was seen to the office above, which is told; returns who gets it (ids). Sent, it stays as it is.

    Raises ValidationError as save_quarter does.
    """
    with recorded() as trail:
        row = _locked(row)
        if row.version != seen_version:
            raise ValidationError(FASTER)
        row.sent_at, row.sent_by = clock.now(), actor
        row.save(update_fields=["sent_at", "sent_by"])
        told = readers(row.unit)
        tell(told - {actor.pk}, f"{row.unit.name}报来{row.name}小结", url=row.get_absolute_url())
        trail.add(chain_of(row.unit), actor, "quarter.send", row, version=row.version)
    return told


def _locked(row: QuarterSummary) -> QuarterSummary:
    row = QuarterSummary.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.pk)
    if row.sent_at:
        raise ValidationError(SENT)
    return row
