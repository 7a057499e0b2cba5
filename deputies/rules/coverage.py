"""Who is without a deputy and which deputy without a place (A4; TZ art. 5(一)), derived from today's seats in seven queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.urls import reverse

from common.addresses import address_of
from deputies.choices import GapKind
from deputies.models import Constituency, Group, Mandate, Term
from stations.choices import Level, UnitKind, UnitSort
from stations.models import Unit

PLACES = (UnitKind.STATION, UnitKind.HOME)
BY_VOTERS = (Level.TOWN, Level.COUNTY)  # elected in constituencies (选举法); above them, congresses elect
MANY = 5  # names in one cell


SEAT_FIELDS = (
    *("deputy__name", "term__congress_id", "constituency__name", "station__name", "station__kind", "station__closed_on"),
    *("deputy_id", "term_id", "constituency_id", "group_id", "station_id"),
)


@dataclass(frozen=True)
class Gap:
    """One thing that is not covered: of which congress, what it is, what is known of it, and the page on which it is cured."""

    kind: GapKind
    congress: Unit
    subject: str
    detail: str
    url: str
    cure: str

    @property
    def tone(self) -> str:
        return "late" if self.kind in {GapKind.NO_TERM, GapKind.EMPTY_CONSTITUENCY, GapKind.EMPTY_STATION} else "soon"


class Coverage:
    """The constituencies of running terms, the open stations and homes, today's seats and the groups of these congresses."""

    def __init__(self, congresses: Iterable[Unit], today: date) -> None:
        self.congresses = {unit.pk: unit for unit in congresses}
        seats = Mandate.objects.filter(term__congress__in=self.congresses).held_on(today).with_suspension(today)
        related = seats.select_related("deputy", "term", "constituency", "station").only(*SEAT_FIELDS)  # a whole deputy would be decrypted
        self.seats = list(related.order_by("term__congress__path", "deputy__initials", "pk"))
        units = Unit.objects.open().under(*self.congresses.values()).filter(kind__in=PLACES)
        self.units = list(units.order_by("path"))
        linked = Mandate.objects.filter(station__in=units).active_on(today)  # of whatever congress: a county's deputy may cover a town's station
        self.linked = Counter(linked.order_by().values_list("station_id", flat=True))
        places = Constituency.objects.filter(term__congress__in=self.congresses, term__starts_on__lte=today, term__ends_on__gte=today)
        self.constituencies = list(places.select_related("term").prefetch_related("stations").order_by("term__congress__path", "position", "pk"))
        self.groups = list(Group.objects.filter(congress__in=self.congresses).with_leadership(today).order_by("congress__path", "position", "pk"))
        terms = Term.objects.filter(congress__in=self.congresses, starts_on__lte=today, ends_on__gte=today)
        self.in_term = set(terms.order_by().values_list("congress_id", flat=True))
        self._index()
        self.gaps = self._gaps()

    def _index(self) -> None:
        self.in_constituency: dict[int, list[Mandate]] = defaultdict(list)
        for seat in self.seats:
            self.in_constituency[seat.constituency_id].append(seat)
        self.covering: dict[int, list[Constituency]] = defaultdict(list)
        for place in self.constituencies:
            for station in place.stations.all():
                self.covering[station.pk].append(place)

    def congress_over(self, unit: Unit) -> Unit:
        """The nearest of these congresses at or above the unit."""
        return next(self.congresses[pk] for pk in reversed(unit.ancestor_ids) if pk in self.congresses)

    def totals(self, congress_id: int | None = None) -> list[tuple[str, int, int, GapKind]]:
        """(what, how many, how many of them uncovered, kind of gap) for the head of the page; of one congress or of all."""

        def own(congress: int) -> bool:
            return congress_id in {None, congress}

        found = Counter(gap.kind for gap in self.gaps if own(gap.congress.pk))
        units = Counter(unit.kind for unit in self.units if own(self.congress_over(unit).pk))
        rows = [
            ("选区", sum(own(place.term.congress_id) for place in self.constituencies), GapKind.EMPTY_CONSTITUENCY),
            ("联络站", units[UnitKind.STATION], GapKind.EMPTY_STATION),
            ("代表之家", units[UnitKind.HOME], GapKind.EMPTY_HOME),
            ("代表资格", sum(own(seat.term.congress_id) for seat in self.seats), GapKind.NO_STATION),
        ]
        return [(what, total, found[kind], kind) for what, total, kind in rows]

    def _gaps(self) -> list[Gap]:
        """All gaps, kind by kind, within it congress by congress."""
        kinds = {kind: number for number, kind in enumerate(GapKind)}
        parts = self._of_terms(), self._of_constituencies(), self._of_units(), self._of_seats(), self._of_groups()
        return sorted(chain(*parts), key=lambda gap: kinds[gap.kind])

    def _of_terms(self) -> Iterator[Gap]:
        for congress in self.congresses.values():
            if congress.pk not in self.in_term and congress.sort != UnitSort.STREET:  # a street's committee has no deputies of its own
                yield Gap(GapKind.NO_TERM, congress, congress.name, "登记现任的一届，代表和选区才有处放", reverse("deputies:term_new"), "登记届次")

    def _of_constituencies(self) -> Iterator[Gap]:
        for place in self.constituencies:
            congress, seats = self.congresses[place.term.congress_id], self.in_constituency[place.pk]
            if all(seat.is_suspended for seat in seats):
                detail = f"{_names(seats)}暂停执行职务" if seats else "等待补选，或者代表资格里没有写选区"
                yield Gap(GapKind.EMPTY_CONSTITUENCY, congress, place.name, detail, place.get_absolute_url(), "看选区")
            if congress.level in BY_VOTERS and not place.stations.all():
                yield Gap(
                    GapKind.BARE_CONSTITUENCY, congress, place.name, "勾上它包括的站，才知道村和社区有没有代表", place.get_absolute_url(), "选站"
                )

    def _of_units(self) -> Iterator[Gap]:
        placing = {place.term.congress_id: place.term_id for place in self.constituencies if place.stations.all()}
        for unit in self.units:
            congress = self.congress_over(unit)
            serves = f"服务{unit.area}" if unit.area else ""
            if not self.linked[unit.pk]:
                near = [seat for place in self.covering[unit.pk] for seat in self.in_constituency[place.pk]]
                detail = "；".join(filter(None, [serves, f"本选区的代表：{_names(near)}" if near else ""])) or "—"
                kind = GapKind.EMPTY_STATION if unit.kind == UnitKind.STATION else GapKind.EMPTY_HOME
                yield Gap(kind, congress, unit.name, detail, reverse("deputies:station_links", args=[unit.pk]), "安排代表")
            if unit.kind == UnitKind.STATION and congress.pk in placing and not self.covering[unit.pk]:
                url = reverse("deputies:constituencies", args=[placing[congress.pk]])
                yield Gap(GapKind.UNPLACED_STATION, congress, unit.name, serves or "—", url, "看选区")

    def _of_seats(self) -> Iterator[Gap]:
        with_constituencies = {place.term.congress_id for place in self.constituencies}
        with_groups = {group.congress_id for group in self.groups}
        with_stations = {pk for unit in self.units if unit.kind == UnitKind.STATION for pk in unit.ancestor_ids}
        links: dict[int, set[str]] = defaultdict(set)
        for seat in self.seats:
            congress = self.congresses[seat.term.congress_id]
            wrong = _wrong_link(seat, congress, congress.pk in with_stations)
            lacks = [
                (GapKind.NO_STATION, seat.station_id is None),
                (GapKind.MISLINKED, bool(wrong)),
                (GapKind.NO_CONSTITUENCY, seat.constituency_id is None and congress.pk in with_constituencies),
                (GapKind.NO_GROUP, seat.group_id is None and congress.pk in with_groups),
            ]
            for kind in [kind for kind, is_so in lacks if is_so]:
                detail = wrong if kind == GapKind.MISLINKED else f"{congress.get_level_display()}代表，{seat.constituency or '没有写选区'}"
                yield Gap(kind, congress, seat.deputy.name, detail, address_of("deputies:mandate_edit", seat.pk), "修改资格")
            if congress.level in BY_VOTERS and seat.station and seat.station.kind == UnitKind.STATION:
                links[seat.deputy_id].add(seat.station.name)
                if len(links[seat.deputy_id]) == 2:
                    detail = f"同时联系{'、'.join(sorted(links[seat.deputy_id]))}：区县、乡镇代表每人固定联系一个站"
                    yield Gap(GapKind.MISLINKED, congress, seat.deputy.name, detail, seat.deputy.get_absolute_url(), "看档案")

    def _of_groups(self) -> Iterator[Gap]:
        for group in self.groups:
            if not group.is_led:
                detail = f"原组长{group.leader.name}已不在本组履职" if group.leader else "还没有选组长"
                yield Gap(GapKind.NO_LEADER, self.congresses[group.congress_id], group.name, detail, group.get_absolute_url(), "选组长")


def _wrong_link(seat: Mandate, congress: Unit, has_stations: bool) -> str:
    """Why the place that a seat is linked to is not the right one (TZ art. 5(一)): a city's deputy belongs to a home, others to a station."""
    station = seat.station
    if station is None:
        return ""
    if station.closed_on:
        return f"「{station.name}」已撤销"
    if congress.level not in BY_VOTERS and congress.level and station.kind == UnitKind.STATION:
        return f"联系的是「{station.name}」：{congress.get_level_display()}代表固定联系一个代表之家"
    if congress.level in BY_VOTERS and station.kind == UnitKind.HOME and has_stations:
        return f"联系的是「{station.name}」：{congress.get_level_display()}代表固定联系一个联络站"
    return ""


def _names(seats: list[Mandate]) -> str:
    names = list(dict.fromkeys(seat.deputy.name for seat in seats))
    return "、".join(names[:MANY]) + ("等" if len(names) > MANY else "")


def candidates_for(unit: Unit, congresses: Iterable[Unit], today: date) -> list[Mandate]:
    """Seats that could be linked to the station or home: those in its constituencies first, then those of its own congress, without a place first."""
    kept = [one for one in congresses if one.pk in unit.ancestor_ids]
    nearest = max(kept, key=lambda one: len(one.path), default=None)
    covering = set(unit.constituencies.values_list("pk", flat=True))
    held = Mandate.objects.filter(term__congress__in=kept).held_on(today).exclude(station=unit)
    seats = [seat for seat in held.for_list().order_by("deputy__initials", "pk") if seat.constituency_id in covering or seat.term.congress == nearest]
    return sorted(seats, key=lambda seat: (seat.constituency_id not in covering, seat.station_id is not None))
