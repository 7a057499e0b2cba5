"""A year's plan of reception days: who may do what, what is wrong with a day, how all stations stand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from common import clock
from constituents.choices import OfferState, PlanState
from constituents.models import Away, DutyOffer, ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.rules.moving import moves
from constituents.rules.planning import Cast, main_rule, picks, rules_for
from deputies.models import Deputy, Mandate
from stations.choices import NUMBERED, Level, Role, UnitKind
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.regulation import Rules
from stations.rules.tree import in_order
from stations.rules.workdays import is_workday, year_is_known

NONE, LATE, HOLIDAY, CLASH = "none", "late", "holiday", "clash"
FAULTS = {LATE: "公告晚了", HOLIDAY: "遇放假要挪", CLASH: "代表有冲突"}
STATES = {NONE: "还没有", **dict(PlanState.choices)}
TONES = {NONE: "idle", PlanState.DRAFT: "soon", PlanState.APPROVED: "run", PlanState.PUBLISHED: "done"}


def can_list_plans(user) -> bool:
    return access_of(user).has_role(*STAFF_AND_OFFICE)


def plan_units(user) -> QuerySet[Unit]:
    """Stations and homes whose plans the user may see."""
    return Unit.objects.filter(pk__among=access_of(user).units(*STAFF_AND_OFFICE), kind__in=NUMBERED).select_related("parent")


def can_plan(user, station: Unit) -> bool:
    """Make and change it: the station's staff and the offices above."""
    return station.closed_on is None and access_of(user).holds(station.pk, *STAFF_AND_OFFICE)


def can_approve(user, station: Unit) -> bool:
    """The head of the station or the office above it (LZ 二(二), 五(二)1)."""
    return station.closed_on is None and access_of(user).holds(station.pk, Role.HEAD, Role.OFFICE)


def can_make_all(user) -> bool:
    return access_of(user).has_role(Role.OFFICE)


def state_of(plan: ReceptionPlan | None) -> str:
    return plan.state if plan else NONE


@dataclass(frozen=True)
class Flag:
    tone: str
    words: str


@dataclass
class DayLine:
    """A day of the plan with what must be seen about it."""

    day: ReceptionDay
    deputies: list[str]
    flags: list[Flag] = field(default_factory=list)
    can_change: bool = False

    @property
    def conflicts(self) -> int:
        return sum(flag.tone == "late" for flag in self.flags)


def days_late(day: ReceptionDay, lead: int, today: date) -> int:
    """Calendar days by which the public notice of the day was, or by now is, later than the regulation's lead; 0: in time, or it was never made."""
    due = day.date - timedelta(days=lead)
    if day.announced_on:
        return max(0, (day.announced_on - due).days)
    return max(0, (today - due).days) if day.date >= today and day.is_planned else 0


def day_lines(station: Unit, year: int, rules: Rules | None) -> list[DayLine]:
    """The days of the plan in their order; eight queries however many they are."""
    days = list(ReceptionDay.objects.of_plan(station.pk, year).select_related("station").prefetch_related("duties__deputy"))
    cast = Cast([station.pk], date(year, 1, 1), date(year, 12, 31))
    names = dict(
        Unit.objects.filter(pk__in={pk for day in days for duty in day.duties.all() for pk in _elsewhere(cast, duty, day)}).values_list("pk", "name")
    )
    untouched = set(ReceptionDay.objects.filter(pk__in=[day.pk for day in days]).untouched("appointments").values_list("pk", flat=True))
    today, lines = clock.today(), []
    for day in days:
        duties = sorted(day.duties.all(), key=lambda duty: duty.pk)
        line = DayLine(day, [duty.deputy.name for duty in duties], can_change=day.date >= today and day.pk in untouched)
        line.flags = _day_flags(day, station, rules, today) + [flag for duty in duties for flag in _duty_flags(duty, day, cast, names)]
        lines.append(line)
    return lines


def _day_flags(day: ReceptionDay, station: Unit, rules: Rules | None, today: date) -> list[Flag]:
    if day.drop_reason:
        return [Flag("idle", "已取消")]
    found = []
    if day.ruled_on and day.ruled_on != day.date:
        found.append(Flag("run", f"放假{'顺延' if day.date > day.ruled_on else '提前'}"))
    rule = main_rule(rules, station.kind) if rules else None
    if rule and rule["holiday"] != "keep" and not is_workday(day.date):
        found.append(Flag("late", "这天放假"))
    if station.kind == UnitKind.STATION and not day.duties.all():
        found.append(Flag("late", "没有代表"))
    late = days_late(day, rules.notice_lead_days, today) if rules else 0
    if late:
        found.append(Flag("soon", f"公告晚了 {late} 天"))
    return found


def _duty_flags(duty: ReceptionDuty, day: ReceptionDay, cast: Cast, names: dict[int, str]) -> list[Flag]:
    """Only what is planned can be in conflict: who came, came."""
    if duty.attended or not duty.is_planned:
        return []
    who = duty.deputy.name
    if not cast.acts(duty.deputy_id, day.station_id, day.date):
        return [Flag("late", f"{who}当天不能执行代表职务或不联系本站")]
    found = [Flag("late", f"{who}当天不能来")] if cast.is_away(duty.deputy_id, day.date) else []
    return found + [Flag("late", f"{who}同一天在{names[pk]}") for pk in sorted(_elsewhere(cast, duty, day))]


def _elsewhere(cast: Cast, duty: ReceptionDuty, day: ReceptionDay) -> set[int]:
    return cast.elsewhere(duty.deputy_id, day.station_id, day.date)


@dataclass(frozen=True)
class PlanRow:
    """A station in the overview of a year; late: days by which the next notice is overdue; moves: days that a holiday fell on.

    clashes: duties to come of deputies who are away, elsewhere or without the seat.
    """

    unit: Unit
    plan: ReceptionPlan | None
    days: int
    empty: int
    clashes: int
    offers: int
    late: int
    moves: int
    waits: str

    @property
    def state(self) -> str:
        return state_of(self.plan)

    @property
    def words(self) -> str:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]


def plan_rows(units: Iterable[Unit], year: int) -> list[PlanRow]:
    """How the plan of each unit stands, in the order of the tree; eight queries whatever their number. Homes without days are left out."""
    units = sorted(in_order(units), key=lambda unit: unit.parent_id or 0)
    ids, today, rules = [unit.pk for unit in units], clock.today(), rules_for(units)
    plans = {plan.station_id: plan for plan in ReceptionPlan.objects.filter(station_id__among=ids, year=year)}
    days = ReceptionDay.objects.filter(station_id__among=ids, date__year=year, is_planned=True).order_by()
    counted = {row["station_id"]: row for row in days.values("station_id").annotate(days=Count("pk"), next=_next_silent(today))}
    empty = _counts(days.filter(duties=None, date__gte=today, station__kind=UnitKind.STATION).values_list("station_id").annotate(Count("pk")))
    offers = DutyOffer.objects.filter(day__station_id__among=ids, day__date__year=year, day__date__gt=today, state=OfferState.OPEN).order_by()
    moved = moves(units, year=year, rules=rules)
    clashes = _counts(clashing_duties(year).filter(day__station_id__among=ids).values_list("day__station_id").annotate(Count("pk")))
    waiting = _counts(offers.values_list("day__station_id").annotate(Count("pk")))
    rows = []
    for unit in units:
        found, own = counted.get(unit.pk, {"days": 0, "next": None}), rules.get(unit.pk)
        if own and main_rule(own, unit.kind)["kind"] == "none" and not found["days"]:
            continue
        late = (today - (found["next"] - timedelta(days=own.notice_lead_days))).days if own and found["next"] else 0
        plan = plans.get(unit.pk)
        waits = "" if plan or not own or not picks(own, unit.kind) else "要自定日子"
        counts = [counted.get(unit.pk, 0) for counted in (empty, clashes, waiting)]
        rows.append(PlanRow(unit, plan, found["days"], *counts, max(0, late), len(moved.get(unit.pk, ())), waits))
    return rows


def clashing_duties(year: int) -> QuerySet[ReceptionDuty]:
    """Duties of today and later whose deputy is away, on duty elsewhere that day, or may not act for the station: what a plan's page flags."""
    coming = ReceptionDuty.objects.filter(day__date__year=year, day__date__gte=clock.today(), day__is_planned=True, is_planned=True, attended=False)
    away = Away.objects.filter(deputy=OuterRef("deputy")).covering(OuterRef("day__date"))
    elsewhere = ReceptionDuty.objects.filter(deputy=OuterRef("deputy"), day__date=OuterRef("day__date")).exclude(
        day__station=OuterRef("day__station")
    )
    acting = Mandate.objects.filter(deputy=OuterRef("deputy"), station=OuterRef("day__station")).active_on(OuterRef("day__date"))
    return coming.filter(Exists(away) | Exists(elsewhere) | ~Exists(acting)).order_by()


def _next_silent(today: date) -> Min:
    """The next day that has not been announced."""
    return Min("date", filter=Q(date__gte=today, announced_on=None))


def _counts(pairs) -> dict[int, int]:
    return dict(pairs)


def shown(rows: Iterable[PlanRow], wanted: dict) -> list[PlanRow]:
    """Those that the overview is asked for."""
    state = wanted.get("state")
    return [
        row
        for row in rows
        if wanted.get("q", "") in row.unit.name
        and row.unit.parent_id == wanted.get("under", row.unit.parent_id)
        and (not state or {LATE: row.late > 0, HOLIDAY: row.moves > 0, CLASH: row.clashes > 0}.get(state, row.state == state))
    ]


def is_provisional(year: int) -> bool:
    """Whether the year's holidays are not in the calendar yet: the days may still move (暂定)."""
    return not year_is_known(year)


def people_for(station: Unit, day: ReceptionDay | None) -> list[tuple[Deputy, str]]:
    """Whom a form offers for a day, each with what speaks against it: the deputies linked to the station, and who is on the day's list."""
    on = day.date if day else clock.today()
    there = ReceptionDuty.objects.filter(day=day).values("deputy") if day else []
    held = Q(ends_on__gte=on) | Q(ends_on=None, term__ends_on__gte=on)
    linked = Mandate.objects.filter(held, deputy=OuterRef("pk"), station=station)
    cast = Cast([station.pk], on, on)
    found = []
    for deputy in Deputy.objects.filter(Q(Exists(linked)) | Q(pk__in=there)).order_by("name", "pk").only("name"):
        notes = []
        if day and not cast.acts(deputy.pk, station.pk, on):
            notes.append("当天不能执行代表职务")
        if day and cast.is_away(deputy.pk, on):
            notes.append("当天不能来")
        if day and cast.elsewhere(deputy.pk, station.pk, on):
            notes.append("同一天在别的站")
        found.append((deputy, "、".join(notes)))
    return found


def with_levels(lines: list[DayLine]) -> list[DayLine]:
    """The days for the board, where a deputy stands with the level of the seat: 「乡镇代表 周启明」. One query."""
    people = {duty.deputy_id for line in lines for duty in line.day.duties.all()}
    seats = Mandate.objects.filter(deputy_id__among=people).held_on(lines[0].day.date) if lines else ()
    levels: dict[int, set[str]] = {}
    for deputy_id, level in seats.values_list("deputy_id", "term__congress__level") if lines else ():
        levels.setdefault(deputy_id, set()).add(level)
    for line in lines:
        duties = sorted(line.day.duties.all(), key=lambda duty: duty.pk)
        line.deputies = [f"{_level_words(levels.get(duty.deputy_id, set()))} {duty.deputy.name}".strip() for duty in duties]
    return lines


def _level_words(levels: set[str]) -> str:
    """「县级、乡镇代表」, the highest first."""
    found = [level.label for level in reversed(Level) if level in levels]
    return f"{'、'.join(found)}代表" if found else ""
