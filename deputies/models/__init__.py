"""Deputies' tables."""

from deputies.models.closings import DutyCorrection, YearClosing
from deputies.models.commendations import Commendation
from deputies.models.deputies import Constituency, Deputy, Group, Mandate, Suspension, Term
from deputies.models.duty import DutyRecord
from deputies.models.entries import CorrectionRequest, DutyEntry, DutyObjection
from deputies.models.norm_reminders import NormReminder
from deputies.models.signatures import YearSignature

__all__ = [
    "Commendation",
    "Constituency",
    "CorrectionRequest",
    "Deputy",
    "DutyCorrection",
    "DutyEntry",
    "DutyObjection",
    "DutyRecord",
    "Group",
    "Mandate",
    "NormReminder",
    "Suspension",
    "Term",
    "YearClosing",
    "YearSignature",
]
