"""The days of a station's year by its regulation, and who may receive on them (YH 四(二)(三), TZ art. 5(三))."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q

from constituents.models import Away, ReceptionDuty
from deputies.models import Mandate
from stations.choices import UnitKind
from stations.models import Regulation, Unit
from stations.rules.receptions import CHOICES, receptions
from stations.rules.regulation import Rules

NAMES = {UnitKind.STATION: ("rota", "reception"), UnitKind.HOME: ("home_day",)}  # of two on one day the later one holds
HOME_TOPIC = "代表之家活动日"


@dataclass(frozen=True)
class Choice:
    """The day that a station picks for each month, or a home for each quarter (`month` of it), where the regulation leaves it to them."""

    day: int | None = None
    month: int | None = None


@dataclass(frozen=True)
class RuledDay:
    """A day of the year by rule; ruled_on is the one that the rule names, which differs when a holiday moved it."""

    on: date
    ruled_on: date
    starts_at: time
    ends_at: time


def main_rule(rules: Rules, kind: str) -> dict:
    return rules.home_day if kind == UnitKind.HOME else rules.reception


def picks(rules: Rules, kind: str) -> str:
    """«month» or «quarter» where the station (home) picks its own day in each, else empty."""
    return CHOICES.get(main_rule(rules, kind)["kind"], "")


def ruled_days(rules: Rules, kind: str, first: date, last: date, choice: Choice | None = None) -> dict[date, RuledDay]:
    """The days from first to last; a reception day on a day of the rota keeps the reception's hours.

    Where the station picks its day itself there are none without its choice.
    """
    found: dict[date, RuledDay] = {}
    for name in NAMES.get(UnitKind(kind), ()):
        rule = chosen(getattr(rules, name), choice or Choice())
        hours = (time.fromisoformat(rule["starts_at"]), time.fromisoformat(rule["ends_at"]))
        found |= {each.on: RuledDay(each.on, each.ruled_on, *hours) for each in receptions(rule, first, last)}
    return found


def chosen(rule: dict, choice: Choice) -> dict:
    """The rule with the station's own choice in it."""
    if rule["kind"] == "by_station" and choice.day:
        return rule | {"kind": "day_of_month", "day": choice.day}
    if rule["kind"] == "by_home" and choice.day:
        return rule | {"kind": "day_of_quarter", "day": choice.day, "month": choice.month or 1}
    return rule


def rules_for(units: Iterable[Unit]) -> dict[int, Rules]:
    """The rules in force at each unit by its id; none where no congress above has any. One query for all."""
    units = list(units)
    wanted = {pk for unit in units for pk in unit.ancestor_ids}
    bodies = Regulation.objects.filter(congress_id__among=wanted).newest().order_by().values_list("congress_id", "body")
    known = {congress: Rules(body) for congress, body in bodies}
    nearest = {unit.pk: next((pk for pk in reversed(unit.ancestor_ids) if pk in known), None) for unit in units}
    return {unit_id: known[congress] for unit_id, congress in nearest.items() if congress}


@dataclass(frozen=True)
class Seat:
    """A seat linked to a station: whose, in which group, on which days it may act."""

    deputy_id: int
    group_id: int | None
    first: date
    last: date
    paused: tuple[tuple[date, date | None], ...]

    def acts_on(self, day: date) -> bool:
        return self.first <= day <= self.last and not any(start <= day and (end is None or day <= end) for start, end in self.paused)


class Cast:
    """Who may receive at these stations between two days: seats linked to them (代表法 61–62), absences, duties elsewhere. Four queries."""

    def __init__(self, station_ids: Collection[int], first: date, last: date) -> None:
        self.seats: dict[int, list[Seat]] = {station_id: [] for station_id in station_ids}
        held = Mandate.objects.filter(Q(ends_on__gte=first) | Q(ends_on=None, term__ends_on__gte=first), station_id__among=station_ids)
        for row in held.filter(starts_on__lte=last).select_related("term").prefetch_related("suspensions").order_by("deputy_id", "pk"):
            paused = tuple((pause.starts_on, pause.ends_on) for pause in row.suspensions.all())
            seat = Seat(row.deputy_id, row.group_id, row.starts_on, row.last_day, paused)
            self.seats[row.station_id].append(seat)
        people = {seat.deputy_id for seats in self.seats.values() for seat in seats}
        self._group = {seat.deputy_id: seat.group_id for seats in self.seats.values() for seat in seats}
        self._away: dict[int, list[tuple[date, date]]] = {}
        spans = Away.objects.filter(deputy_id__among=people, first__lte=last, last__gte=first).order_by()
        for deputy_id, start, end in spans.values_list("deputy_id", "first", "last"):
            self._away.setdefault(deputy_id, []).append((start, end))
        self._busy: dict[tuple[int, date], set[int]] = {}
        duties = ReceptionDuty.objects.filter(deputy_id__among=people, day__date__gte=first, day__date__lte=last).order_by()
        for deputy_id, day, station_id in duties.values_list("deputy_id", "day__date", "day__station_id"):
            self.take(deputy_id, day, station_id)

    def take(self, deputy_id: int, day: date, station_id: int) -> None:
        self._busy.setdefault((deputy_id, day), set()).add(station_id)

    def group_of(self, deputy_id: int) -> int | None:
        return self._group.get(deputy_id)

    def acts(self, deputy_id: int, station_id: int, day: date) -> bool:
        return any(seat.deputy_id == deputy_id and seat.acts_on(day) for seat in self.seats[station_id])

    def is_away(self, deputy_id: int, day: date) -> bool:
        return any(start <= day <= end for start, end in self._away.get(deputy_id, ()))

    def elsewhere(self, deputy_id: int, station_id: int, day: date) -> set[int]:
        """Ids of other stations at which the deputy is on duty that day."""
        return self._busy.get((deputy_id, day), set()) - {station_id}

    def free(self, station_id: int, day: date) -> set[int]:
        """Those who may act, are not away and not elsewhere that day."""
        acting = {seat.deputy_id for seat in self.seats[station_id] if seat.acts_on(day)}
        return {each for each in acting if not self.is_away(each, day) and not self.elsewhere(each, station_id, day)}
