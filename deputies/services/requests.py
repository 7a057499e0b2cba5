"""A deputy asks for a correction of the own data or of what is public; the office answers. Both leave a trail, neither puts the words into it."""

from datetime import timedelta
from uuid import UUID

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from deputies.models import CorrectionRequest, Deputy
from deputies.rules.requests import answerers
from deputies.services.seats import note_file
from notices.services import tell

AGAIN = timedelta(days=1)  # as long as a phone keeps a draft


def ask_correction(deputy: Deputy, words: str, actor: User, request_key: UUID) -> CorrectionRequest:
    """Send it to the offices of the deputy's congresses. The same request key, or the same words unanswered within a day: what is already there."""
    with recorded() as trail:
        Deputy.objects.select_for_update(no_key=True).get(pk=deputy.pk)  # two sendings one after the other
        asked = CorrectionRequest.objects.waiting().filter(deputy=deputy, made_by=actor, made_at__gt=clock.now() - AGAIN)
        if same := next((row for row in asked if row.words == words), None):  # encrypted: compared here
            return same
        facts = {"deputy": deputy, "words": words, "made_by": actor, "made_at": clock.now()}
        row, is_new = CorrectionRequest.objects.get_or_create(request_key=request_key, defaults=facts)
        if is_new:
            note_file(trail, actor, "file.ask", row, deputy)
            tell(answerers(deputy), f"{deputy.name}代表请更正资料", "请核对以后答复。", row.get_absolute_url())
    return row


def answer_correction(row: CorrectionRequest, outcome: str, answer: str, actor: User) -> bool:
    """Answer it, once; False when somebody answered already. The file itself is changed where it is kept."""
    with recorded() as trail:
        row = CorrectionRequest.objects.select_for_update(of=("self",)).select_related("deputy").get(pk=row.pk)
        if row.answered_at:
            return False
        row.outcome, row.answer, row.answered_by, row.answered_at = outcome, answer, actor, clock.now()
        row.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
        note_file(trail, actor, "file.answer", row, row.deputy, outcome=outcome)
        tell([row.made_by_id], f"您请更正资料：{row.get_outcome_display()}", "人大办已经答复。", row.get_absolute_url())
    return True
