"""The regulation (制度) of a congress: its words, its values, what is wrong with them."""

from stations.rules.regulation.body import Limit, ReplyClass, Rules, filled, number_in
from stations.rules.regulation.defaults import DEFAULT_BODY, FIRST_BODY
from stations.rules.regulation.words import CHANNELS, HOLIDAY_RULES, LIMITS, LONGEST_LIMIT, RECEPTION_KINDS, STEPS

__all__ = [
    "CHANNELS",
    "DEFAULT_BODY",
    "FIRST_BODY",
    "HOLIDAY_RULES",
    "LIMITS",
    "LONGEST_LIMIT",
    "RECEPTION_KINDS",
    "STEPS",
    "Limit",
    "ReplyClass",
    "Rules",
    "filled",
    "number_in",
]
