"""Constituents' tables."""

from constituents.models.constituents import Constituent
from constituents.models.receptions import ReceptionDay, ReceptionDuty
from constituents.models.visits import Matter, Visit

__all__ = ["Constituent", "Matter", "ReceptionDay", "ReceptionDuty", "Visit"]
