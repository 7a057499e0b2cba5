"""Verbs of a year's plan of reception days: make it (one station's, or all at once), approve, publish (LZ 五(二)1, YH 四(四))."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common import clock
from common.clock import SHANGHAI
from constituents.choices import PlanState
from constituents.models import ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.rules.assigning import Turns, assign
from constituents.rules.planning import HOME_TOPIC, Cast, Choice, RuledDay, picks, ruled_days, rules_for
from constituents.rules.reminders import LEAD
from constituents.services.changes import users_of
from notices.services import tell_change
from stations.choices import UnitKind
from stations.models import Unit
from stations.rules.chains import chains_of
from stations.rules.regulation import Rules

ON_DUTY = 2  # deputies a day: no regulation names a number, so each plan does
FASTER = "这份计划刚有人改过，请看过现在的计划再办一次。"
PUBLISHED = "已经公布的计划不能重新排。要改哪一天，请在计划里改那一天。"
NO_RULES = "上级还没有发布制度，接待日排不出来。请先在「制度」里发布。"
NOT_CHOSEN = "制度规定由各站（家）自定日子，请先选好日子。"
PAST = "过去的年份不用再排。"
NO_DAYS = "制度里没有安排这一类单位的日子，不用排。"


@dataclass(frozen=True)
class Wish:
    """What a plan is made with: deputies a day, and the station's own choice of the day."""

    on_duty: int = ON_DUTY
    choice: Choice = field(default_factory=Choice)


@dataclass
class Made:
    """What making many plans did: how many plans and days, and which stations (ids) were left out and why."""

    plans: int = 0
    days: int = 0
    left: dict[int, str] = field(default_factory=dict)


def make_plan(station: Unit, year: int, wish: Wish, seen_version: int, actor: User) -> ReceptionPlan:
    """Draft the station's days of the year with deputies in turn; a draft is planned anew, its topics and places stay.

    Raises ValidationError when the plan is published, was changed since `seen_version` (0: there was none), or no day can be found.
    """
    with recorded() as trail:
        Unit.objects.select_for_update(no_key=True).get(pk=station.pk)
        plan = ReceptionPlan.objects.filter(station=station, year=year).first()
        if plan and plan.state == PlanState.PUBLISHED:
            raise ValidationError(PUBLISHED)
        if (plan.version if plan else 0) != seen_version:
            raise ValidationError(FASTER)
        rules = rules_for([station])
        if fault := fault_of(rules.get(station.pk), station, year, wish.choice):
            raise ValidationError(fault)
        plan = _reset(plan or ReceptionPlan(station=station, year=year, version=0), wish, actor)
        plan.save()
        days = _Draft(year, rules, [station]).write(wish)
        _trace(trail, year, actor, [station], days)
    return plan


def make_plans(stations: Iterable[Unit], year: int, actor: User, batch: int, progress=lambda done, total: None) -> Made:
    """Draft the plan of every one of the stations that has none, `batch` stations a transaction; done again, it goes on where it stopped.

    Where stations pick their day themselves, those that have not yet are left out and told about.
    """
    stations, made, wish = list(stations), Made(), Wish()
    rules = rules_for(stations)
    for start in range(0, len(stations), batch):
        part = {unit.pk: unit for unit in stations[start : start + batch]}
        with recorded() as trail:
            locked = Unit.objects.open().select_for_update(no_key=True).filter(pk__in=part).order_by("pk")
            ids = [unit.pk for unit in locked]
            there = set(ReceptionPlan.objects.filter(station_id__among=ids, year=year).values_list("station_id", flat=True))
            faults = {pk: fault for pk in ids if pk not in there and (fault := fault_of(rules.get(pk), part[pk], year, wish.choice))}
            new = [part[pk] for pk in ids if pk not in there and pk not in faults]
            ReceptionPlan.objects.bulk_create(_reset(ReceptionPlan(station=unit, year=year, version=0), wish, actor) for unit in new)
            days = _Draft(year, rules, new).write(wish) if new else 0
            _trace(trail, year, actor, new, days)
        made.plans, made.days, made.left = made.plans + len(new), made.days + days, made.left | faults
        progress(min(start + batch, len(stations)), len(stations))
    return made


def fault_of(rules: Rules | None, station: Unit, year: int, choice: Choice) -> str:
    """Why no plan can be made; empty when one can."""
    if rules is None:
        return NO_RULES
    if year < clock.today().year:
        return PAST
    if picks(rules, station.kind) and not choice.day:
        return NOT_CHOSEN
    return "" if ruled_days(rules, station.kind, date(year, 1, 1), date(year, 12, 31), choice) else NO_DAYS


def approve_plan(plan: ReceptionPlan, seen_version: int, actor: User) -> ReceptionPlan:
    """Agree to the plan as it was seen. Raises ValidationError when it was changed meanwhile."""
    return _move(plan, seen_version, actor, PlanState.DRAFT, PlanState.APPROVED)[0]


def publish_plan(plan: ReceptionPlan, seen_version: int, actor: User) -> ReceptionPlan:
    """Announce every coming day of an approved plan, and tell its deputies. Raises ValidationError when it was changed meanwhile."""
    with recorded():
        plan, is_new = _move(plan, seen_version, actor, PlanState.APPROVED, PlanState.PUBLISHED)
        if not is_new:
            return plan
        today = clock.today()
        coming = ReceptionDay.objects.of_plan(plan.station_id, plan.year).filter(date__gte=today, drop_reason="")
        coming.filter(announced_on=None).update(announced_on=today)
        told: dict[int, list[date]] = {}
        duties = ReceptionDuty.objects.filter(day__in=coming).order_by("day__date")
        for deputy_id, day in duties.values_list("deputy_id", "day__date"):
            told.setdefault(deputy_id, []).append(day)
        for deputy_id, days in told.items():
            body = f"您接待 {len(days)} 次：{'、'.join(f'{day.month}月{day.day}日' for day in days)}。不能来的，请提前换班。"
            title = f"{plan.station.name}公布了{plan.year}年接待计划"
            tell_change(users_of([deputy_id]), title, body, reverse("constituents:duties"), datetime.combine(days[-1], time(18), SHANGHAI))
    return plan


def _move(plan: ReceptionPlan, seen_version: int, actor: User, before: str, after: str) -> tuple[ReceptionPlan, bool]:
    """From one state to the next, and whether it was moved now; done already, nothing happens."""
    with recorded() as trail:
        plan = ReceptionPlan.objects.select_for_update(of=("self",)).select_related("station").get(pk=plan.pk)
        if plan.version != seen_version:
            raise ValidationError(FASTER)
        is_new = plan.state == before
        if is_new:
            plan.state = after
            setattr(plan, f"{after}_at", clock.now())
            setattr(plan, f"{after}_by", actor)
            plan.save(update_fields=["state", f"{after}_at", f"{after}_by"])
            trail.add(chains_of([plan.station])[plan.station_id], actor, f"reception_plan.{after}", plan, year=plan.year, version=plan.version)
        elif plan.state != after:
            raise ValidationError(f"这份计划现在是「{plan.get_state_display()}」，请刷新页面再看。")
    return plan, is_new


def _reset(plan: ReceptionPlan, wish: Wish, actor: User) -> ReceptionPlan:
    """A draft of the next version."""
    plan.state, plan.on_duty, plan.day, plan.month = PlanState.DRAFT, wish.on_duty, wish.choice.day, wish.choice.month
    plan.version, plan.made_at, plan.made_by, plan.approved_at, plan.approved_by = plan.version + 1, clock.now(), actor, None, None
    return plan


def _trace(trail: Trail, year: int, actor: User, stations: Collection[Unit], days: int) -> None:
    """One entry a congress: bulk work writes no line for every station."""
    by_chain: dict[str, list[int]] = {}
    for station_id, chain in chains_of(stations).items():
        by_chain.setdefault(chain, []).append(station_id)
    for chain, ids in by_chain.items():
        trail.add(chain, actor, "reception_plan.make", f"constituents.ReceptionPlan:{year}", stations=ids, days=days)


class _Draft:
    """The days of a year at some locked stations. Held days, and those that something hangs on or of which people have been told, stay; others
    are planned anew."""

    def __init__(self, year: int, rules: dict[int, Rules], stations: Collection[Unit]) -> None:
        self.rules, self.stations = rules, list(stations)
        today, ids = clock.today(), [unit.pk for unit in stations]
        self.first, self.last = max(date(year, 1, 1), today + timedelta(days=1)), date(year, 12, 31)
        rows = ReceptionDay.objects.filter(station_id__among=ids, date__range=(self.first, self.last), announced_on=None).untouched()
        told = {pk: max(LEAD, timedelta(days=each.notice_lead_days)) for pk, each in rules.items()}
        loose = [row for row in rows.order_by("pk") if row.date - today > told[row.station_id]]
        self.said = {(row.station_id, row.date): (row.topic, row.place) for row in loose}
        ReceptionDay.objects.filter(pk__in=[row.pk for row in loose]).delete()
        self.cast = Cast(ids, self.first, self.last)
        kept = ReceptionDay.objects.filter(station_id__among=ids, date__year=year).order_by()
        self.there = set(kept.values_list("station_id", "date"))
        self.turns = {pk: Turns() for pk in ids}
        duties = ReceptionDuty.objects.filter(day__station_id__among=ids, day__date__year=year).order_by()
        for station_id, deputy_id, day in duties.values_list("day__station_id", "deputy_id", "day__date"):
            self.turns[station_id].note(deputy_id, day)

    def write(self, wish: Wish) -> int:
        """The missing days and their duties, in two inserts; returns how many days."""
        rows: list[ReceptionDay] = []
        duties: list[ReceptionDuty] = []
        for station in self.stations:
            ruled = ruled_days(self.rules[station.pk], station.kind, self.first, self.last, wish.choice)
            new = [each for on, each in sorted(ruled.items()) if (station.pk, on) not in self.there]
            people = {} if station.kind == UnitKind.HOME else self._people(station, [each.on for each in new], wish.on_duty)
            for each in new:
                rows.append(self._row(station, each))
                duties += [ReceptionDuty(day=rows[-1], deputy_id=deputy_id) for deputy_id in people.get(each.on, ())]
        ReceptionDay.objects.bulk_create(rows, batch_size=1000)
        ReceptionDuty.objects.bulk_create(duties, batch_size=1000)
        return len(rows)

    def _row(self, station: Unit, ruled: RuledDay) -> ReceptionDay:
        topic, place = self.said.get((station.pk, ruled.on), (HOME_TOPIC if station.kind == UnitKind.HOME else "", ""))
        hours = {"starts_at": ruled.starts_at, "ends_at": ruled.ends_at}
        return ReceptionDay(station=station, date=ruled.on, ruled_on=ruled.ruled_on, topic=topic, place=place, **hours)

    def _people(self, station: Unit, days: list[date], on_duty: int) -> dict[date, list[int]]:
        free = {day: self.cast.free(station.pk, day) for day in days}
        found = assign(days, on_duty, free, self.turns[station.pk], self.cast.group_of)
        for day, there in found.items():
            for deputy_id in there:
                self.cast.take(deputy_id, day, station.pk)
        return found
