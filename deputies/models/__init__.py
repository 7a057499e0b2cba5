"""Deputies' tables."""

from deputies.models.closings import DutyCorrection, YearClosing
from deputies.models.commendations import Commendation
from deputies.models.deputies import Constituency, Deputy, Group, Mandate, Suspension, Term
from deputies.models.duty import DutyRecord
from deputies.models.entries import CorrectionRequest, DutyEntry, DutyObjection

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
    "Suspension",
    "Term",
    "YearClosing",
]
