"""Constituents' tables."""

from constituents.models.constituents import Constituent
from constituents.models.plans import Away, DutyOffer, PlanChange, ReceptionPlan
from constituents.models.receptions import ReceptionDay, ReceptionDuty
from constituents.models.visits import Matter, Visit

__all__ = ["Away", "Constituent", "DutyOffer", "Matter", "PlanChange", "ReceptionDay", "ReceptionDuty", "ReceptionPlan", "Visit"]
