"""The station notes that a deputy signed the year's sheet on paper, and what the deputy wrote against it (D3)."""

from datetime import date
from uuid import UUID

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from deputies.models import Deputy, DutyRecord, YearSignature
from deputies.rules.year_sheet import lines_of_all
from deputies.services.objections import object_on_paper
from deputies.services.seats import note_file


def sign_year(
    deputy: Deputy, year: int, signed: tuple[date, str], objection: tuple[DutyRecord | None, str], actor: User, request_key: UUID
) -> YearSignature:
    """signed are the day and who signed; objection the record (None: the whole sheet) and the words, "" for none.

    The same request key again answers with what is already there.
    """
    with recorded() as trail:
        now = lines_of_all({deputy.pk}, year)[deputy.pk]
        facts = {"deputy": deputy, "year": year, "signed_on": signed[0], "signed_by": signed[1], "noted_by": actor}
        facts |= {"total": now.number, "digest": now.digest}
        row, is_new = YearSignature.objects.get_or_create(request_key=request_key, defaults=facts | {"noted_at": clock.now()})
        if is_new:
            note_file(trail, actor, "year.sign", row, deputy, year=year, on=signed[0])
            if objection[1]:
                object_on_paper(deputy, year, *objection, actor, request_key)
    return row


def withdraw_signature(row: YearSignature, actor: User) -> None:
    """Take back what was noted by mistake; the audit entry keeps when and under how many records, no name. An objection stays."""
    with recorded() as trail:
        note_file(trail, actor, "year.unsign", row, row.deputy, year=row.year, on=row.signed_on, total=row.total)
        row.delete()
