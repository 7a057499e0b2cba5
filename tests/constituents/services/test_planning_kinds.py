"""Planning by the further kinds of rules: a rota beside the reception day, and days that each station chooses."""

from datetime import date, time, timedelta

from constituents.models import ReceptionDay
from constituents.services.planning import plan_receptions
from stations.rules.presets import presets
from stations.services.regulations import publish

NOVEMBER = date(2026, 11, 23)


def test_a_rota_is_planned_beside_the_reception_day(town):
    afternoons = {"value": {"starts_at": "14:00", "ends_at": "17:00"}, "source": "镇人大决定"}
    publish(town.congress, "镇", presets()["yonghe"].layer | {"rota.hours": afternoons}, None)
    plan_receptions(NOVEMBER)
    days = dict(ReceptionDay.objects.filter(station=town.station).values_list("date", "starts_at"))
    mondays = [NOVEMBER + timedelta(weeks=number) for number in range(6)]  # with the year the term ends
    assert days == {**dict.fromkeys(mondays, time(14)), date(2026, 12, 10): time(9)}
    assert plan_receptions(NOVEMBER) == 0


def test_nothing_is_planned_where_stations_choose(town):
    publish(town.congress, "镇", presets()["tongzhou"].layer, None)
    assert plan_receptions(NOVEMBER) == 0
