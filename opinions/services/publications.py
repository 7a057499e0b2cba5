"""Publishing what became of a case: written, reviewed by somebody else for secrecy and privacy, public for the regulation's days, withdrawn."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from opinions.choices import PublicationState
from opinions.models import Opinion, Publication
from opinions.rules.cases import rules_of
from opinions.rules.publications import all_marks, can_review, can_withdraw, can_write
from stations.rules.chains import chain_of

FASTER = "已有他人先行处理：这份公布稿刚被改过，请对照现在的内容，再决定要不要保存。"
EDITABLE = (PublicationState.DRAFT, PublicationState.WITHDRAWN)


@dataclass(frozen=True)
class Text:
    """What is to be published, and the version that was seen (0: none yet)."""

    title: str
    matter: str
    result: str
    version: int = 0


def write_publication(opinion: Opinion, text: Text, actor: User, *, submit: bool = False) -> Publication:
    """Save the draft; with submit it goes to review, or out at once where the regulation asks for none. ValidationError says what must go first."""
    if not can_write(actor, opinion):
        raise ValidationError("办结以后才能拟公布稿；告知法定途径的和并进来的不单独公布。")
    with recorded() as trail:
        row = _fresh(opinion, text.version, actor)
        row.title, row.matter, row.result = text.title, text.matter, text.result
        row.written_by, row.written_at, row.note = actor, clock.now(), ""
        row.reviewed_by = row.reviewed_at = None
        row.state = PublicationState.DRAFT
        if submit:
            _refuse_personal(row)
            if rules_of(opinion).publication["scope"] == "none":
                raise ValidationError("本级制度规定不公布办理结果。")
            row.state = PublicationState.REVIEW
        if submit and not rules_of(opinion).publication["reviewed"]:
            _publish(row)
        row.version += 1
        row.save()
        trail.add(chain_of(opinion.station), actor, "publication.write", row, number=opinion.number, state=str(row.state))
    return row


def review_publication(publication: Publication, version: int, actor: User, reason: str = "") -> Publication:
    """Approve what waits for review; with a reason send it back instead."""
    with recorded() as trail:
        row = _locked(publication.pk, version)
        if row.state != PublicationState.REVIEW or not can_review(actor, row):
            raise ValidationError("这份公布稿现在不能审查，或不该由您来审：拟稿人不能审查自己的稿子。")
        row.reviewed_by, row.reviewed_at, row.note = actor, clock.now(), reason
        if reason:
            row.state = PublicationState.DRAFT
        else:
            _refuse_personal(row)
            _publish(row)
        row.version += 1
        row.save()
        trail.add(chain_of(row.opinion.station), actor, "publication.review", row, number=row.opinion.number, state=str(row.state))
    return row


def withdraw_publication(publication: Publication, version: int, actor: User, reason: str) -> Publication:
    """Take it back; it can be written anew."""
    with recorded() as trail:
        row = _locked(publication.pk, version)
        if not can_withdraw(actor, row):
            raise ValidationError("这份公布稿没有在公布，或不该由您来撤下。")
        row.state, row.note, row.public_until = PublicationState.WITHDRAWN, reason, clock.today()
        row.version += 1
        row.save()
        trail.add(chain_of(row.opinion.station), actor, "publication.withdraw", row, number=row.opinion.number)
    return row


def _fresh(opinion: Opinion, version: int, actor: User) -> Publication:
    """The row to write into; the case is locked, so that two who begin at once make one."""
    Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    row = Publication.objects.filter(opinion=opinion).first()
    if row is None:
        return Publication(opinion=opinion, written_by=actor, version=0)
    if row.version != version:
        raise ValidationError(FASTER)
    if row.state not in EDITABLE:
        raise ValidationError(f"这份公布稿现在是「{row.get_state_display()}」，不能改。")
    return row


def _locked(pk: int, version: int) -> Publication:
    row = Publication.objects.select_for_update(of=("self",)).select_related("opinion__station", "opinion__constituent").get(pk=pk)
    if row.version != version:
        raise ValidationError(FASTER)
    return row


def _refuse_personal(row: Publication) -> None:
    left = [f"{mark.kind}「{mark.text}」" for mark in all_marks(row) if mark.must_go]
    if left:
        raise ValidationError(f"请先去掉{'、'.join(dict.fromkeys(left))}，再送审或公布。")


def _publish(row: Publication) -> None:
    rule = rules_of(row.opinion).publication
    row.state, row.scope, row.public_from = PublicationState.PUBLIC, rule["scope"], clock.today()
    row.public_until = row.public_from + timedelta(days=rule["days"]) if rule["days"] else None
