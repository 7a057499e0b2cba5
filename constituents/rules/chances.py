"""When a deputy can next do what a norm counts: the next reception day (月进站) and home day (季回家)."""

from collections.abc import Collection

from django.db.models import F, Min, QuerySet, Value

from common import clock
from constituents.models import HomeDay, ReceptionDay, ReceptionDuty
from constituents.rules.home_days import COUNTS_AS
from deputies.choices import DutyKind
from deputies.models import Deputy
from deputies.registry import Chance

OWN, STATION = "own", "station"
WORDS = {OWN: "接待日，排了您", STATION: "接待日，没有排您，想去先和联络员联系"} | {kind.value: "代表之家活动日" for kind in COUNTS_AS}
COUNTED = {OWN: {DutyKind.RECEPTION}, STATION: {DutyKind.RECEPTION}} | {kind.value: {code, kind.value} for kind, code in COUNTS_AS.items()}


def chances(deputy: Deputy, station_ids: Collection[int], kinds: Collection[str]) -> list[Chance]:
    """What comes next of these kinds, at most one for each. One query, or none."""
    parts = _receptions(deputy, station_ids) if DutyKind.RECEPTION in kinds else []
    if not {*COUNTS_AS, *COUNTS_AS.values()}.isdisjoint(kinds):
        parts.append(_home_days(deputy))
    if not parts:
        return []
    found = {what: on for what, on in parts[0].union(*parts[1:], all=True) if on}
    if OWN in found:  # a day on which the deputy is expected goes before the station's others
        found.pop(STATION, None)
    return [Chance(kind, on, WORDS[what]) for what, on in found.items() for kind in COUNTED[what].intersection(kinds)]


def _receptions(deputy: Deputy, station_ids: Collection[int]) -> list[QuerySet]:
    own = ReceptionDuty.objects.filter(deputy=deputy, is_planned=True, day__date__gte=clock.today(), day__drop_reason="")
    days = ReceptionDay.objects.filter(station_id__in=station_ids, date__gte=clock.today(), drop_reason="")
    return [_first(own, Value(OWN), "day__date"), _first(days, Value(STATION), "date")]


def _home_days(deputy: Deputy) -> QuerySet:
    expected = HomeDay.objects.standing().filter(date__gte=clock.today(), attendances__deputy=deputy, attendances__is_expected=True)
    return _first(expected, F("kind"), "date")


def _first(rows: QuerySet, what: Value | F, on: str) -> QuerySet:
    return rows.order_by().values(what=what).annotate(first=Min(on)).values_list("what", "first")
