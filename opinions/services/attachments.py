"""Attachments and internal notes of a case."""

from collections.abc import Iterator
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from common.pictures import photo
from common.uploads import PICTURES, Upload
from common.vault import Folder
from notices.services import tell
from opinions.models import Attachment, InternalNote, Opinion
from opinions.rules.attachments import MOST
from opinions.rules.cases import sees_all
from stations.rules.chains import chain_of

FILES = Folder("attachments")


def attach(opinion: Opinion, upload: Upload, actor: User, key: UUID, *, released: bool = False) -> Attachment:
    """Keep a checked file; pictures are drawn anew. What a department adds it may see. The same key again answers with what is there."""
    known = Attachment.objects.filter(request_key=key).first()
    if known:
        return known
    kind, data = ("jpg", photo(upload.data)) if upload.kind in PICTURES else (upload.kind, upload.data)
    row = Attachment(request_key=key, opinion=opinion, name=upload.name, kind=kind, size=len(data), added_by=actor)
    row.released = released or not sees_all(actor, opinion)
    FILES.write(str(row.stored_as), data)
    try:
        with recorded() as trail:
            Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
            if Attachment.objects.filter(opinion=opinion, removed_at=None).count() >= MOST:
                raise ValidationError(f"一件意见最多 {MOST} 个附件，请先删去不用的。")
            row.save(force_insert=True)
            trail.add(chain_of(opinion.station), actor, "opinion.attach", opinion, number=opinion.number, kind=kind, size=row.size)
    except (IntegrityError, ValidationError):
        FILES.delete(str(row.stored_as))
        known = Attachment.objects.filter(request_key=key).first()  # sent twice at the same moment: the other one was first
        if known is None:
            raise
        return known
    return row


def contents(attachment: Attachment) -> Iterator[bytes]:
    return FILES.read(str(attachment.stored_as))


def remove_attachment(attachment: Attachment, actor: User) -> None:
    """Take it off the case; the row stays as a trace, the file goes once that is certain."""
    with recorded() as trail:
        Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=clock.now(), removed_by=actor)
        case = attachment.opinion
        trail.add(chain_of(case.station), actor, "opinion.detach", case, number=case.number, kind=attachment.kind)
        transaction.on_commit(lambda: FILES.delete(str(attachment.stored_as)))


def write_note(opinion: Opinion, text: str, told: list[User], actor: User, key: UUID) -> InternalNote:
    """Write a note and tell the named colleagues that there is one; its words stand nowhere else."""
    known = InternalNote.objects.filter(request_key=key).first()
    if known:
        return known
    with recorded() as trail:
        note = InternalNote.objects.create(request_key=key, opinion=opinion, text=text, by=actor)
        note.told.set(told)
        address = reverse("opinions:notes", args=[opinion.pk])
        tell([each.pk for each in told], f"有备注提到您：{opinion.number}", "同事在这件意见里写了内部备注，请看一看。", address)
        trail.add(chain_of(opinion.station), actor, "opinion.note", opinion, number=opinion.number, told=[each.pk for each in told])
    return note
