"""Deputies' tables."""

from deputies.models.deputies import Constituency, Deputy, Group, Mandate, Suspension, Term
from deputies.models.duty import DutyRecord

__all__ = ["Constituency", "Deputy", "DutyRecord", "Group", "Mandate", "Suspension", "Term"]
