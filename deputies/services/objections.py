"""The deputy objects to a record, the office answers."""

from uuid import UUID

from django.urls import reverse

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from deputies.models import Deputy, DutyObjection, DutyRecord
from deputies.rules.kinds import named
from deputies.services.seats import note_file
from notices.services import tell

ABOUT = 200  # characters


def object_to(record: DutyRecord, words: str, actor: User, request_key: UUID) -> DutyObjection:
    """Write down what is wrong with a record. The same request key again answers with what is already there."""
    with recorded() as trail:
        named([record])
        about = f"{record.on.year}年{record.on.month}月{record.on.day}日 {record.kind_name}：{record.title}"[:ABOUT]
        facts = {"deputy": record.deputy, "record": record, "about": about, "words": words, "made_by": actor, "made_at": clock.now()}
        objection, is_new = DutyObjection.objects.get_or_create(request_key=request_key, defaults=facts)
        if is_new:
            note_file(trail, actor, "duty.object", objection, record.deputy, record=record.pk)
    return objection


def object_on_paper(deputy: Deputy, year: int, record: DutyRecord | None, words: str, actor: User, request_key: UUID) -> DutyObjection:
    """The station writes down what a deputy wrote on the year's sheet: against one record, or (None) against the whole."""
    with recorded() as trail:
        named([record] if record else [])
        what = f"{record.on.year}年{record.on.month}月{record.on.day}日 {record.kind_name}：{record.title}" if record else f"{year}年履职情况表"
        facts = {"deputy": deputy, "record": record, "about": f"{what}（代表写在纸上，代录）"[:ABOUT], "words": words}
        facts |= {"made_by": actor, "made_at": clock.now()}
        objection, is_new = DutyObjection.objects.get_or_create(request_key=request_key, defaults=facts)
        if is_new:
            note_file(trail, actor, "duty.object", objection, deputy, record=record.pk if record else None, on_paper=True)
    return objection


def answer_objection(objection: DutyObjection, answer: str, actor: User) -> bool:
    """Answer it, once; False when somebody answered already. What was wrong is mended at its source, and the ledger follows."""
    with recorded() as trail:
        facts = {"answer": answer, "answered_by": actor, "answered_at": clock.now()}
        if not DutyObjection.objects.waiting().filter(pk=objection.pk).update(**facts):
            return False
        note_file(trail, actor, "duty.answer", objection, objection.deputy)
        _tell_answer(objection, actor)
    return True


def _tell_answer(objection: DutyObjection, actor: User) -> None:
    """The deputy reads it on the own page; a station that objected on the deputy's behalf, in the file."""
    deputy = objection.deputy
    for pk in {objection.made_by_id, deputy.user_id} - {None, actor.pk}:
        url = reverse("deputies:duty") if pk == deputy.user_id else deputy.get_absolute_url()
        tell([pk], "履职异议已经答复", "人大办核对过了，请打开看答复。", url)
