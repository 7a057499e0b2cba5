"""Constituents' tables."""

from constituents.models.activities import ContactActivity
from constituents.models.appointments import Appointment, BookingSetting
from constituents.models.boxes import BoxOpening, HandedList, Letter, LetterBox, LetterScan
from constituents.models.calendars import CalendarFeed, FormerDuty
from constituents.models.constituents import Constituent
from constituents.models.corrections import ContactCorrection
from constituents.models.home_days import HomeDay, HomeDayDeputy, HomeDayMatter
from constituents.models.households import Household, HouseholdMeeting
from constituents.models.inspections import ContactInspection
from constituents.models.plans import Away, DutyOffer, PlanChange, ReceptionPlan
from constituents.models.receptions import ReceptionDay, ReceptionDuty
from constituents.models.records import ReceptionRecord
from constituents.models.visits import Matter, Visit

__all__ = [
    "Appointment",
    "Away",
    "BookingSetting",
    "BoxOpening",
    "CalendarFeed",
    "Constituent",
    "ContactActivity",
    "ContactCorrection",
    "ContactInspection",
    "DutyOffer",
    "FormerDuty",
    "HandedList",
    "HomeDay",
    "HomeDayDeputy",
    "HomeDayMatter",
    "Household",
    "HouseholdMeeting",
    "Letter",
    "LetterBox",
    "LetterScan",
    "Matter",
    "PlanChange",
    "ReceptionDay",
    "ReceptionDuty",
    "ReceptionPlan",
    "ReceptionRecord",
    "Visit",
]
