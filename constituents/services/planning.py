"""Planning reception days by each congress's regulation (YH 四(二), TZ art. 5(三)): the days, and the deputies on duty in turn."""

from datetime import date, time, timedelta

from django.db.models import Max

from accounts.services.audit import recorded
from common import clock
from constituents.models import ReceptionDay, ReceptionDuty
from deputies.models import Deputy
from stations.choices import UnitKind
from stations.models import Regulation, Unit
from stations.rules.chains import chain_of
from stations.rules.receptions import receptions
from stations.rules.regulation import Rules
from stations.services.regulations import current_regulation

AHEAD = 45  # days: the next reception day and the one after it
ON_DUTY = 2  # deputies a day, where the station has as many


def plan_receptions(today: date | None = None) -> int:
    """Make the coming reception days that are missing; returns how many. Planned or changed days are left as they are."""
    today = today or clock.today()
    return sum(_plan(station, today) for station in Unit.objects.open().filter(kind=UnitKind.STATION).order_by("pk"))


def _plan(station: Unit, today: date) -> int:
    """A station without deputies, or without rules above it, waits: nobody could receive there."""
    deputies = _in_turn(station, today)
    regulation = _regulation(station) if deputies else None
    if regulation is None:
        return 0
    rule = Rules(regulation.body).reception
    days = {reception.on for reception in receptions(rule, today, today + timedelta(days=AHEAD))}
    missing = sorted(days.difference(ReceptionDay.objects.filter(station=station, date__in=days).values_list("date", flat=True)))
    hours = {"starts_at": time.fromisoformat(rule["starts_at"]), "ends_at": time.fromisoformat(rule["ends_at"])}
    with recorded() as trail:
        for number, day in enumerate(missing):
            row, is_new = ReceptionDay.objects.get_or_create(station=station, date=day, defaults=hours)
            if is_new:
                turn = [deputies[(number * ON_DUTY + step) % len(deputies)] for step in range(min(ON_DUTY, len(deputies)))]
                ReceptionDuty.objects.bulk_create(ReceptionDuty(day=row, deputy=deputy) for deputy in turn)
                trail.add(chain_of(station), None, "reception.plan", row, date=day)
    return len(missing)


def _regulation(station: Unit) -> Regulation | None:
    try:
        return current_regulation(station)
    except Regulation.DoesNotExist:
        return None


def _in_turn(station: Unit, today: date) -> list[Deputy]:
    """The station's deputies, the longest without duty first."""
    last_duty = dict(ReceptionDuty.objects.filter(day__station=station).values_list("deputy").annotate(last=Max("day__date")))
    deputies = Deputy.objects.linked_to(station, today)
    return sorted(deputies, key=lambda deputy: (last_duty.get(deputy.pk, date.min), deputy.pk))
