"""The case's tables."""

from opinions.models.attachments import Attachment, InternalNote
from opinions.models.categories import Category
from opinions.models.codes import ReferralCode
from opinions.models.events import OpinionEvent
from opinions.models.opinions import Opinion
from opinions.models.organs import Organ
from opinions.models.publications import Publication
from opinions.models.referrals import Feedback, Referral, Reply
from opinions.models.saved import SavedFilter
from opinions.models.sealed import SealedStatement

__all__ = [
    "Attachment",
    "Category",
    "Feedback",
    "InternalNote",
    "Opinion",
    "OpinionEvent",
    "Organ",
    "Publication",
    "Referral",
    "ReferralCode",
    "Reply",
    "SavedFilter",
    "SealedStatement",
]
