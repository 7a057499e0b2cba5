"""Ledgers (台账): which columns a list is exported with."""

from reports.resources.opinions import OpinionLedger
from reports.resources.receptions import ReceptionLedger
from reports.resources.visits import StationLog, VisitLedger

__all__ = ["OpinionLedger", "ReceptionLedger", "StationLog", "VisitLedger"]
