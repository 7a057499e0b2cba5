"""The organisation's tables."""

from stations.models.calendar import CalendarChange, CalendarDay
from stations.models.facilities import FacilityCheck
from stations.models.numbers import NumberCounter
from stations.models.posts import Post
from stations.models.regulations import Regulation, RegulationDraft
from stations.models.units import Unit

__all__ = ["CalendarChange", "CalendarDay", "FacilityCheck", "NumberCounter", "Post", "Regulation", "RegulationDraft", "Unit"]
