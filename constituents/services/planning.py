"""Planning reception days and the weekly rota by each congress's regulation (YH 四(二)、(三)): the days, and the deputies on duty in turn.

Where each station sets its own day (TZ art. 5(三)) nothing is planned by itself.
"""

from datetime import date, time, timedelta

from django.db.models import Exists, Max, OuterRef

from accounts.services.audit import recorded
from common import clock
from constituents.models import ReceptionDay, ReceptionDuty
from deputies.models import Deputy, Mandate
from stations.choices import UnitKind
from stations.models import Regulation, Unit
from stations.rules.chains import chain_of
from stations.rules.receptions import receptions
from stations.rules.regulation import Rules
from stations.services.regulations import current_regulation

AHEAD = 45  # days: the next reception day and the one after it
ON_DUTY = 2  # deputies a day, where the station has as many


def plan_receptions(today: date | None = None) -> int:
    """Make the coming reception days that are missing; returns how many. Changed days are left as they are, but for who may no longer receive."""
    today = today or clock.today()
    replace_departed(today)
    return sum(_plan(station, today) for station in Unit.objects.open().filter(kind=UnitKind.STATION).order_by("pk"))


def replace_departed(today: date | None = None, **_signal) -> int:
    """Take deputies off coming days on which they hold no seat or are suspended (代表法 61–62), and put the next in turn there."""
    today = today or clock.today()
    acting = Mandate.objects.filter(deputy=OuterRef("deputy")).active_on(OuterRef("day__date"))
    coming = ReceptionDuty.objects.filter(day__date__gte=today, is_planned=True, attended=False)
    gone: dict[ReceptionDay, list[int]] = {}
    for duty in coming.filter(~Exists(acting)).select_related("day__station").order_by("day__date", "pk"):
        gone.setdefault(duty.day, []).append(duty.pk)
    for day, duties in gone.items():
        _replace(day, duties)
    return len(gone)


def _replace(day: ReceptionDay, duties: list[int]) -> None:
    with recorded() as trail:
        ReceptionDuty.objects.filter(pk__in=duties, attended=False).delete()
        there = set(day.duties.values_list("deputy_id", flat=True))
        turn = [deputy for deputy in _in_turn(day.station, day.date) if deputy.pk not in there]
        new = turn[: max(0, ON_DUTY - len(there))]
        ReceptionDuty.objects.bulk_create((ReceptionDuty(day=day, deputy=deputy) for deputy in new), ignore_conflicts=True)
        trail.add(chain_of(day.station), None, "reception.replace", day, taken_off=len(duties), put_on=len(new))


def _plan(station: Unit, today: date) -> int:
    """A day on which no deputy may receive, and a station without rules above it, wait."""
    regulation = _regulation(station) if _in_turn(station, today) else None
    if regulation is None:
        return 0
    days = _ruled_days(Rules(regulation.body), today)
    missing = sorted(days.keys() - set(ReceptionDay.objects.filter(station=station, date__in=days).values_list("date", flat=True)))
    return sum(_add_day(station, day, days[day]) for day in missing)


def _add_day(station: Unit, day: date, hours: dict) -> bool:
    """The day with the next deputies in turn, of those who may act on it."""
    turn = _in_turn(station, day)[:ON_DUTY]
    if not turn:
        return False
    with recorded() as trail:
        row, is_new = ReceptionDay.objects.get_or_create(station=station, date=day, defaults=hours)
        if is_new:
            ReceptionDuty.objects.bulk_create(ReceptionDuty(day=row, deputy=deputy) for deputy in turn)
            trail.add(chain_of(station), None, "reception.plan", row, date=day)
    return is_new


def _ruled_days(rules: Rules, today: date) -> dict[date, dict]:
    """The days ahead with their hours; a reception day on a day of the rota keeps the reception's hours."""
    found: dict[date, dict] = {}
    for rule in (rules.rota, rules.reception):
        hours = {"starts_at": time.fromisoformat(rule["starts_at"]), "ends_at": time.fromisoformat(rule["ends_at"])}
        found |= dict.fromkeys((reception.on for reception in receptions(rule, today, today + timedelta(days=AHEAD))), hours)
    return found


def _regulation(station: Unit) -> Regulation | None:
    try:
        return current_regulation(station)
    except Regulation.DoesNotExist:
        return None


def _in_turn(station: Unit, day: date) -> list[Deputy]:
    """The deputies who may receive at the station on that day, the longest without duty first."""
    last_duty = dict(ReceptionDuty.objects.filter(day__station=station).values_list("deputy").annotate(last=Max("day__date")))
    deputies = Deputy.objects.linked_to(station, day)
    return sorted(deputies, key=lambda deputy: (last_duty.get(deputy.pk, date.min), deputy.pk))
