"""Linked households under a regulation that asks for three of them, one of each category, two meetings each a year."""

from datetime import date
from uuid import uuid4

from constituents.models import Household, HouseholdMeeting
from constituents.services.households import HouseholdFacts, MeetingFacts, add_household
from opinions.services.meetings import MeetingDraft, log_meeting
from stations.models import Regulation

CATEGORIES = [("rich", "致富带头人"), ("poor", "贫困群众"), ("worthy", "乡贤人士")]


def asks(town, number: int = 3, visits: int = 2, per: str = "household") -> None:
    """The town's congress asks for that; its newest version."""
    categories = [{"code": code, "name": name, "least": 1} for code, name in CATEGORIES] if number else []
    body = town.regulation.body | {"households": {"number": number, "visits": visits, "per": per, "categories": categories}}
    newest = Regulation.objects.filter(congress=town.congress).order_by("-number").first()
    Regulation.objects.create(congress=town.congress, number=newest.number + 1, title=newest.title, body=body)


def linked(town, deputy=None, category: int = 1, name: str = "王小明", **facts) -> Household:
    """A household of the deputy (the one with a login) since January, linked by the station's officer."""
    known = {"phone": "", "village": "河湾村", "address": "河湾村3组", "category": CATEGORIES[category], "starts_on": date(2026, 1, 5)}
    return add_household(deputy or town.deputy, town.station, HouseholdFacts(name, **(known | facts)), town.officer)


def met(household: Household, actor, on: date = date(2026, 3, 2), words: str = "", way: str = "at_home") -> HouseholdMeeting:
    return log_meeting(MeetingDraft(household, MeetingFacts(on, way, "春耕用水紧张", "已转告村里", request_key=uuid4()), words), actor)
