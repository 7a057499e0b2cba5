"""The case's tables."""

from opinions.models.categories import Category
from opinions.models.events import OpinionEvent
from opinions.models.opinions import Opinion
from opinions.models.referrals import Feedback, Referral, Reply

__all__ = ["Category", "Feedback", "Opinion", "OpinionEvent", "Referral", "Reply"]
