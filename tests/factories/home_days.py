"""Home days, by the product's own verbs."""

from datetime import date, time
from uuid import uuid4

from constituents.models import HomeDay
from constituents.services.home_days import save_home_day
from opinions.services.home_days import Minutes, RaisedDraft, write_home_day
from opinions.services.visits import MatterDraft
from stations.models import Regulation
from stations.rules.regulation import DEFAULT_BODY
from tests.factories.stations import RegulationFactory

WORDS = "灌渠堵了两处，春耕前要清。"


def arranged(station, actor, *deputies, on: date = date(2026, 1, 20), **facts) -> HomeDay:
    """A symposium at which these deputies are expected; facts are fields of the day."""
    known = {
        "name": "代表工作座谈会",
        "starts_at": time(9),
        "ends_at": time(11),
        "place": "会议室",
        "agenda": "听取水利工作情况",
        "request_key": uuid4(),
    }
    return save_home_day(HomeDay(station=station, date=on, **known | facts), deputies, actor)


def minuted(row: HomeDay, actor, *raised: tuple, words: str = "议定先清堵点。", key=None, seen: str = "") -> HomeDay:
    """Minutes with what was raised: (words, deputy) each."""
    drafts = tuple(RaisedDraft(MatterDraft(text), deputy) for text, deputy in raised)
    return write_home_day(row, Minutes(words, seen, key or uuid4(), drafts), actor)


def with_home_day(congress, **rule) -> Regulation:
    """A newer regulation of the congress that asks for a home day in each quarter."""
    body = DEFAULT_BODY | {"home_day": DEFAULT_BODY["home_day"] | {"kind": "by_home", "source": "通州 五(三)"} | rule}
    return RegulationFactory(congress=congress, number=congress.regulations.count() + 1, body=body)
