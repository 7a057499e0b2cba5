"""The hourly look at reception days: what is missing where nobody made a plan, and who may no longer receive (YH 四(二)、(三)).

Where a station has a plan of the year, its days and its deputies are the plan's; only who lost the seat is replaced. Where each station sets
its own day (TZ art. 5(三)) nothing is planned by itself.
"""

from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q

from accounts.services.audit import recorded
from common import clock
from constituents.models import Away, ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.rules.planning import RuledDay, ruled_days
from constituents.services.calendars import note_former
from constituents.services.changes import note_change
from deputies.models import Deputy, Mandate
from stations.choices import UnitKind
from stations.models import Regulation, Unit
from stations.rules.chains import chain_of
from stations.rules.regulation import Rules
from stations.services.regulations import current_regulation

AHEAD = 45  # days: the next reception day and the one after it
ON_DUTY = 2  # deputies a day, where the station has as many and no plan says otherwise


def plan_receptions(today: date | None = None) -> int:
    """Make the coming reception days that are missing; returns how many. Changed days are left as they are, but for who may no longer receive."""
    today = today or clock.today()
    replace_departed(today)
    planned: dict[int, set[int]] = {}
    for station_id, year in ReceptionPlan.objects.filter(year__gte=today.year).order_by().values_list("station_id", "year"):
        planned.setdefault(station_id, set()).add(year)
    stations = Unit.objects.open().filter(kind=UnitKind.STATION).order_by("pk")
    return sum(_plan(station, today, planned.get(station.pk, set())) for station in stations)


def replace_departed(today: date | None = None, **_signal) -> int:
    """Take deputies off coming days on which they hold no seat or are suspended (代表法 61–62), and put the next in turn there."""
    today = today or clock.today()
    acting = Mandate.objects.filter(deputy=OuterRef("deputy")).active_on(OuterRef("day__date"))
    coming = ReceptionDuty.objects.filter(day__date__gte=today, is_planned=True, attended=False)
    gone: dict[ReceptionDay, list[ReceptionDuty]] = {}
    for duty in coming.filter(~Exists(acting)).select_related("day__station", "deputy").order_by("day__date", "pk"):
        gone.setdefault(duty.day, []).append(duty)
    for day, duties in gone.items():
        _replace(day, duties)
    return len(gone)


def _replace(day: ReceptionDay, duties: list[ReceptionDuty]) -> None:
    with recorded() as trail:
        ReceptionDuty.objects.filter(pk__in=[duty.pk for duty in duties], attended=False).delete()
        note_former(day, [duty.deputy_id for duty in duties])
        there = set(day.duties.values_list("deputy_id", flat=True))
        plan = ReceptionPlan.objects.filter(station_id=day.station_id, year=day.date.year).first()
        turn = [deputy for deputy in _in_turn(day.station, day.date) if deputy.pk not in there]
        new = turn[: max(0, (plan.on_duty if plan else ON_DUTY) - len(there))]
        ReceptionDuty.objects.bulk_create((ReceptionDuty(day=day, deputy=deputy) for deputy in new), ignore_conflicts=True)
        trail.add(chain_of(day.station), None, "reception.replace", day, taken_off=len(duties), put_on=len(new))
        words = f"{_names(duty.deputy for duty in duties)}不再执行代表职务，" + (f"由{_names(new)}接待" if new else "还没有人接替")
        note_change(day, words, None, [deputy.pk for deputy in new])


def _names(deputies) -> str:
    return "、".join(deputy.name for deputy in deputies)


def _plan(station: Unit, today: date, years: set[int]) -> int:
    """A day on which no deputy may receive, and a station without rules above it, wait; the years that have a plan are left to it."""
    regulation = _regulation(station) if _in_turn(station, today) else None
    if regulation is None:
        return 0
    days = ruled_days(Rules(regulation.body), station.kind, today, today + timedelta(days=AHEAD))
    there = ReceptionDay.objects.filter(station=station, date__in=days).values_list("date", flat=True)
    missing = sorted(day for day in days.keys() - set(there) if day.year not in years)
    return sum(_add_day(station, days[day]) for day in missing)


def _add_day(station: Unit, ruled: RuledDay) -> bool:
    """The day with the next deputies in turn, of those who may act on it."""
    turn = _in_turn(station, ruled.on)[:ON_DUTY]
    if not turn:
        return False
    facts = {"starts_at": ruled.starts_at, "ends_at": ruled.ends_at, "ruled_on": ruled.ruled_on}
    with recorded() as trail:
        row, is_new = ReceptionDay.objects.get_or_create(station=station, date=ruled.on, defaults=facts)
        if is_new:
            ReceptionDuty.objects.bulk_create(ReceptionDuty(day=row, deputy=deputy) for deputy in turn)
            trail.add(chain_of(station), None, "reception.plan", row, date=ruled.on)
    return is_new


def _regulation(station: Unit) -> Regulation | None:
    try:
        return current_regulation(station)
    except Regulation.DoesNotExist:
        return None


def _in_turn(station: Unit, day: date) -> list[Deputy]:
    """The deputies who may receive at the station on that day and can come: the fewest days in the year first, then the longest without duty."""
    duties = ReceptionDuty.objects.filter(day__station=station).order_by().values_list("deputy")
    counted = duties.annotate(number=Count("pk", filter=Q(day__date__year=day.year)), last=Max("day__date"))
    had = {deputy: (number, last) for deputy, number, last in counted}
    elsewhere = ReceptionDuty.objects.filter(deputy=OuterRef("pk"), day__date=day).exclude(day__station=station)
    away = Away.objects.filter(deputy=OuterRef("pk")).covering(day)
    deputies = Deputy.objects.linked_to(station, day).filter(~Exists(elsewhere), ~Exists(away))
    return sorted(deputies, key=lambda deputy: (*had.get(deputy.pk, (0, date.min)), deputy.pk))
