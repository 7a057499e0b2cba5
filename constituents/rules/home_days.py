"""Home days: who may do what, who is expected, and which quarter has none though the regulation asks for one (TZ art. 5(三), YH 四(三))."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from common import clock
from common.clock import SHANGHAI
from constituents.choices import HomeDayKind
from constituents.models import HomeDay, ReceptionDay
from constituents.rules.boxes import keeps_boxes
from constituents.rules.planning import rules_for
from deputies.choices import DutyKind
from deputies.models import Deputy, Mandate
from deputies.rules.seats import deputy_id_of
from stations.choices import UnitKind
from stations.models import Regulation, Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.receptions import next_reception
from stations.rules.regulation.kinds import Kinds
from stations.rules.spans import Span, span_of

COUNTS_AS = {HomeDayKind.SYMPOSIUM: DutyKind.OTHER_MEETING, HomeDayKind.STUDY: DutyKind.TRAINING, HomeDayKind.OTHER: DutyKind.GROUP_ACTIVITY}
PLACES = (UnitKind.HOME, UnitKind.STATION)
BEGIN, END = time(9, 0), time(11, 0)  # where the regulation names no hours
STATES = {"coming": "还没到", "unmarked": "缺到会登记", "unwritten": "缺纪要", "done": "已完成", "dropped": "已取消"}
TONES = {"coming": "idle", "unmarked": "soon", "unwritten": "soon", "done": "done", "dropped": "idle"}


@dataclass(frozen=True)
class Gap:
    """A quarter without the home day that the regulation asks for; `is_over`: nothing can be done about it any more."""

    host: Unit
    span: Span
    is_over: bool

    @property
    def words(self) -> str:
        quarter = f"{self.span.first.year} 年第 {self.span.last.month // 3} 季度"
        if self.is_over:
            return f"{quarter}没有活动日"
        return f"{quarter}还没有安排，请在 {self.span.last.month}月{self.span.last.day}日前办"

    @property
    def place(self) -> str:
        return self.host.name if self.host.kind == UnitKind.HOME else f"{self.host.parent.name}（没有代表之家，在哪个站办都可以）"


@dataclass(frozen=True)
class Proposal:
    """When the next home day would be: as it is planned, else as the regulation says."""

    on: date
    starts_at: time
    ends_at: time | None


def counts_as(kind: str, table: Kinds) -> str:
    """The kind of duty that coming to such a day is: an own kind of the congress with its code (YH 四(三) 代表工作座谈会), else a standard one."""
    return kind if kind in table and table[kind].used else COUNTS_AS[HomeDayKind(kind)]


def keeps_home_days(user) -> QuerySet[Unit]:
    """Open homes and stations whose home days the user may keep: their staff and the offices above; homes first."""
    return keeps_boxes(user).order_by("kind", "path")


def can_keep_home_day(user, row: HomeDay) -> bool:
    return access_of(user).holds(row.station_id, *STAFF_AND_OFFICE)


def can_list_home_days(user) -> bool:
    """Staff and offices; deputies, who see those to which they are expected."""
    return access_of(user).has_role(*STAFF_AND_OFFICE) or deputy_id_of(user) is not None


def state_of(row: HomeDay, is_unmarked: bool, today: date | None = None) -> str:
    """One of STATES."""
    if row.drop_reason:
        return "dropped"
    if row.date > (today or clock.today()):
        return "coming"
    if is_unmarked:
        return "unmarked"
    return "done" if row.minutes else "unwritten"


def in_state(rows: QuerySet[HomeDay], state: str) -> QuerySet[HomeDay]:
    """Those in one of STATES; any other word narrows nothing."""
    today = clock.today()
    if state == "dropped":
        return rows.exclude(drop_reason="")
    if state == "coming":
        return rows.standing().filter(date__gt=today)
    if state == "unmarked":
        return rows.unmarked(today)
    if state in {"unwritten", "done"}:
        held = rows.standing().filter(date__lte=today).exclude(pk__in=HomeDay.objects.unmarked(today).values("pk"))
        return held.filter(minutes="") if state == "unwritten" else held.exclude(minutes="")
    return rows


def deputies_for(unit: Unit, day: date, also: Iterable[int] = ()) -> QuerySet[Deputy]:
    """Who may be expected: those who act that day and are linked to the home or to a station beside it, with the levels of all seats."""
    linked = Mandate.objects.active_on(day).filter(station__parent_id=unit.parent_id)
    return Deputy.objects.filter(Q(pk__in=linked.values("deputy_id")) | Q(pk__in=list(also))).only("name", "user_id").order_by("initials", "id")


def expected_at(unit: Unit, day: date) -> list[int]:
    """Ids of those who are ticked to begin with: all of them for a home, a station's own where the day is held at a station."""
    seats = Mandate.objects.active_on(day).filter(station__parent_id=unit.parent_id)
    own = seats if unit.kind == UnitKind.HOME else seats.filter(station=unit)
    return list(own.order_by().values_list("deputy_id", flat=True).distinct())


def proposal(unit: Unit, today: date | None = None) -> Proposal:
    today = today or clock.today()
    planned = (
        ReceptionDay.objects.filter(station=unit, is_planned=True, date__gte=today).order_by("date").first() if unit.kind == UnitKind.HOME else None
    )
    if planned:
        return Proposal(planned.date, planned.starts_at or BEGIN, planned.ends_at)
    rules = rules_for([unit]).get(unit.pk)
    rule = rules.home_day if rules else None
    if not rule or rule["kind"] == "none":
        return Proposal(today, BEGIN, END)
    ruled = next_reception(rule, today)
    return Proposal(ruled.on if ruled else today, time.fromisoformat(rule["starts_at"]), time.fromisoformat(rule["ends_at"]))


def gaps(stations: Iterable[int], today: date | None = None) -> list[Gap]:
    """Homes among these units that had none last quarter, or have none yet in this one; the longest missing first.

    A congress without a home needs one at any of its stations (YH 四(三)): the first of them stands for it. A quarter that had begun before
    the regulation asked for home days is not missed. Four queries, however many.
    """
    today = today or clock.today()
    hosts = _hosts(stations)
    rules = rules_for(hosts)
    hosts = [host for host in hosts if host.pk in rules and rules[host.pk].home_day["kind"] != "none"]
    if not hosts:
        return []
    running = span_of("quarter", today)
    last = span_of("quarter", running.first - timedelta(days=1))
    asked, held = _asked_since(hosts), _held(hosts, last.first)
    found = [Gap(host, running, False) for host in hosts if not any(day in running for day in held.get(_key(host), ()))]
    for host in hosts:
        since = min((asked[pk] for pk in host.ancestor_ids if pk in asked), default=today)
        if since <= last.first and not any(day in last for day in held.get(_key(host), ())):
            found.append(Gap(host, last, True))
    return sorted(found, key=lambda gap: (gap.span.first, gap.host.path))


def _hosts(stations: Iterable[int]) -> list[Unit]:
    """The open homes among them, and one station of each congress that has no home."""
    homes = Unit.objects.open().filter(parent_id=OuterRef("parent_id"), kind=UnitKind.HOME)
    wanted = Unit.objects.open().filter(pk__among=list(stations), kind__in=PLACES).annotate(has_home=Exists(homes))
    units = list(wanted.select_related("parent").order_by("path"))
    first: dict[int, Unit] = {}
    for unit in units:
        if not unit.has_home:
            first.setdefault(unit.parent_id, unit)
    return [unit for unit in units if unit.kind == UnitKind.HOME] + list(first.values())


def _key(host: Unit) -> tuple[str, int]:
    """Where a day may lie that counts for the host: at the home itself, or anywhere below a congress without one."""
    return ("home", host.pk) if host.kind == UnitKind.HOME else ("congress", host.parent_id)


def _held(hosts: list[Unit], since: date) -> dict[tuple[str, int], list[date]]:
    parents = {host.parent_id for host in hosts}
    rows = HomeDay.objects.standing().filter(station__parent_id__among=parents, date__gte=since).order_by()
    found: dict[tuple[str, int], list[date]] = {}
    for station_id, parent_id, day in rows.values_list("station_id", "station__parent_id", "date"):
        for key in (("home", station_id), ("congress", parent_id)):
            found.setdefault(key, []).append(day)
    return found


def _asked_since(hosts: list[Unit]) -> dict[int, date]:
    """The first day on which each congress above them had a regulation that asks for home days."""
    wanted = {pk for host in hosts for pk in host.ancestor_ids}
    asking = Regulation.objects.filter(congress_id__among=wanted).exclude(body__home_day__kind="none").order_by()
    return {pk: at.astimezone(SHANGHAI).date() for pk, at in asking.values_list("congress_id").annotate(Min("published_at"))}
