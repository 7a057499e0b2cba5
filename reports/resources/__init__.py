"""Ledgers (台账): which columns a list is exported with."""

from reports.resources.opinions import OpinionLedger
from reports.resources.visits import VisitLedger

__all__ = ["OpinionLedger", "VisitLedger"]
