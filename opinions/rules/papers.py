"""What a 社情民意登记表 says (columns in practice), for one case and for many."""

from dataclasses import dataclass

from django.db.models import Prefetch

from constituents.models import Constituent
from opinions.choices import ReferralState
from opinions.models import Feedback, Opinion, OpinionEvent, Referral, Reply
from opinions.querysets import OpinionQuerySet
from opinions.rules.cases import rules_of
from opinions.rules.timeline import remarks

GONE = (ReferralState.WITHDRAWN, ReferralState.REASSIGNED)


@dataclass(frozen=True)
class FormSheet:
    """One printed form; person is None where name and phone stay masked."""

    opinion: Opinion
    person: Constituent | None
    remarks: dict[str, OpinionEvent]
    referrals: list[Referral]
    answers: list[Reply]
    feedback: Feedback | None
    ratings: list[str]


def for_forms(found: OpinionQuerySet) -> OpinionQuerySet:
    """Cases with what their forms read beside the parts of a case's page."""
    return found.prefetch_related(Prefetch("events", OpinionEvent.objects.select_related("actor").order_by("id")), "feedbacks")


def form_sheet(opinion: Opinion, person: Constituent | None = None) -> FormSheet:
    """The form of a case read by `for_forms`."""
    referrals = [each for each in opinion.referrals.all() if each.state not in GONE]
    feedback = max(opinion.feedbacks.all(), key=lambda each: (each.at, each.pk), default=None)
    ratings = [rules_of(opinion).rating_name(code) for code in (feedback.work_rating, feedback.result_rating)] if feedback else []
    answers = [answer for each in referrals for answer in each.replies.all()]
    return FormSheet(opinion, person, remarks(opinion), referrals, answers, feedback, ratings)
