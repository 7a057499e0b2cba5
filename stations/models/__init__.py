"""The organisation's tables."""

from stations.models.calendar import CalendarChange, CalendarDay
from stations.models.facilities import FacilityCheck
from stations.models.numbers import NumberCounter
from stations.models.plans import PlanItem, YearPlan
from stations.models.posts import Post
from stations.models.regulations import Regulation, RegulationDraft
from stations.models.reminder_settings import ReminderSetting
from stations.models.stand_ins import StandIn
from stations.models.units import Unit

__all__ = [
    "CalendarChange",
    "CalendarDay",
    "FacilityCheck",
    "NumberCounter",
    "PlanItem",
    "Post",
    "Regulation",
    "RegulationDraft",
    "ReminderSetting",
    "StandIn",
    "Unit",
    "YearPlan",
]
