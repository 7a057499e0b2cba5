"""How deputies stand with their linked households against the regulation, and who keeps them (YH 三(三))."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, QuerySet

from common import clock
from constituents.models import Household, HouseholdMeeting
from constituents.rules.planning import rules_for
from deputies.models import Deputy, Mandate
from deputies.rules.seats import deputy_id_of, stations_of
from stations.choices import STATION_ROLES, Role
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.chains import congress_of

STATES = (("", "全部"), ("missing", "还有没做到的"), ("households", "缺联系户"), ("meetings", "见面不够"), ("done", "都做到了"))


@dataclass(frozen=True)
class Asked:
    """What the regulation asks of a deputy; categories are (code, name, at least). Zero: nothing is asked."""

    number: int = 0
    visits: int = 0
    per_household: bool = True
    categories: tuple[tuple[str, str, int], ...] = ()

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(code, name) for code, name, _ in self.categories]

    @property
    def words(self) -> str:
        """「至少 3 户；每户每年见面至少 2 次」, empty when nothing is asked."""
        visits = f"{'每户' if self.per_household else '各户合计'}每年见面至少 {self.visits} 次" if self.visits else ""
        kinds = "、".join(f"{name}至少 {least} 户" for _, name, least in self.categories if least)
        number = f"至少 {self.number} 户" if self.number else ""
        return "；".join(filter(None, (f"{number}，其中{kinds}" if number and kinds else number or kinds, visits)))

    def visits_since(self, begins: date, year: int, parts: int | None = None) -> int:
        """How many visits of the year (of its first parts) are asked of whoever began on that day.

        The year has as many equal parts as visits; a part that was more than half over by then is not asked.
        """
        gone = (begins - date(year, 1, 1)).days / 365
        return sum(gone <= (part - 0.5) / self.visits for part in range(1, (self.visits if parts is None else parts) + 1))


@dataclass
class Line:
    """One household and the meetings of the year that count (见面)."""

    household: Household
    met: int = 0
    last: date | None = None
    missing: int = 0


@dataclass
class Standing:
    """One deputy in one year. `unit`: whose regulation asks, the station or else the congress of the seat; `begins`: the first day of that seat."""

    deputy: Deputy
    asked: Asked
    year: int
    begins: date
    unit: Unit | None = None
    groups: list[str] = field(default_factory=list)
    stations: list[Unit] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    met: int = 0

    @property
    def missing_households(self) -> int:
        return max(0, self.asked.number - len(self.lines))

    @property
    def missing_categories(self) -> list[tuple[str, int]]:
        """(name, how many households of it are missing)."""
        have = [line.household.category for line in self.lines]
        return [(name, least - have.count(code)) for code, name, least in self.asked.categories if have.count(code) < least]

    @property
    def missing_meetings(self) -> int:
        if self.asked.per_household:
            return sum(line.missing for line in self.lines)
        return max(0, self.visits() - self.met)

    def visits(self, parts: int | None = None) -> int:
        """How many are asked in all, since the seat or the oldest household began; a seat of a new term goes on from the last one."""
        begins = min([self.begins, *(line.household.starts_on for line in self.lines)])
        return self.asked.visits_since(begins, self.year, parts)

    @property
    def lacks_households(self) -> bool:
        return bool(self.missing_households or self.missing_categories)

    @property
    def is_done(self) -> bool:
        return not (self.lacks_households or self.missing_meetings)

    @property
    def next(self) -> Line | None:
        """Whom to see next: who was not seen for longest among those for whom a meeting is missing."""
        waiting = [line for line in self.lines if (line.missing if self.asked.per_household else self.missing_meetings)]
        return min(waiting, key=lambda line: (line.met, line.last or date.min), default=None)

    def passes(self, state: str) -> bool:
        """Whether the deputy belongs to a view of the list (STATES)."""
        wanted = {"missing": not self.is_done, "households": self.lacks_households, "meetings": self.missing_meetings > 0, "done": self.is_done}
        return wanted.get(state, True)


def asked_of(units: Iterable[Unit]) -> dict[int, Asked]:
    """By unit; nothing for a unit without a regulation."""
    return {pk: _asked(rules.households) for pk, rules in rules_for(units).items()}


def _asked(section: dict) -> Asked:
    categories = tuple((row["code"], row["name"], row["least"]) for row in section["categories"])
    return Asked(section["number"], section["visits"], section["per"] == "household", categories)


def standings(seats: QuerySet[Mandate], year: int) -> list[Standing]:
    """The deputies of these seats in the seats' order; four queries however many they are.

    Whoever sits in several congresses is measured by the regulation that asks for the most households.
    """
    seats = list(seats.for_list())
    units = {unit.pk: unit for unit in (seat.station or seat.term.congress for seat in seats)}
    rules = asked_of(units.values())
    found: dict[int, Standing] = {}
    for seat in seats:
        unit = seat.station or seat.term.congress
        asked = rules.get(unit.pk, Asked())
        row = found.setdefault(seat.deputy_id, Standing(seat.deputy, asked, year, seat.starts_on, unit))
        row.begins = min(row.begins, seat.starts_on)
        row.asked, row.unit = max((row.asked, row.unit), (asked, unit), key=lambda one: (one[0].number, one[0].visits))
        row.groups += [seat.group.name] if seat.group and seat.group.name not in row.groups else []
        row.stations += [seat.station] if seat.station and seat.station not in row.stations else []
    _fill(found, year)
    return list(found.values())


def day_of(year: int) -> date:
    """The day on which a year is looked at: today, of a past year its last."""
    return min(clock.today(), date(year, 12, 31))


def _fill(found: dict[int, Standing], year: int) -> None:
    """Households of today (of a past year: of its last day), and the meetings of the year, those with ended households too."""
    day = day_of(year)
    met = HouseholdMeeting.objects.in_year(year).face_to_face().filter(household__deputy_id__among=found).order_by()
    rows = met.values_list("household_id", "household__deputy_id").annotate(Count("pk"), Max("on"))
    counted = {household: (times, last) for household, _, times, last in rows}
    for _, deputy_id, times, _ in rows:
        found[deputy_id].met += times
    for household in Household.objects.filter(deputy_id__among=found).held_on(day).select_related("person").order_by("starts_on", "pk"):
        row = found[household.deputy_id]
        times, last = counted.get(household.pk, (0, None))
        row.lines.append(Line(household, times, last, max(0, row.asked.visits_since(household.starts_on, year) - times)))


def standing_of(deputy: Deputy, year: int) -> Standing:
    """One deputy's own; without a seat of that day nothing is asked."""
    own = standings(Mandate.objects.filter(deputy=deputy).held_on(day_of(year)).order_by("pk"), year)
    if own:
        return own[0]
    row = Standing(deputy, Asked(), year, day_of(year))
    _fill({deputy.pk: row}, year)
    return row


def can_list_households(user) -> bool:
    return access_of(user).has_role(*STAFF_AND_OFFICE)


def stations_for(user, deputy: Deputy) -> list[Unit]:
    """Where the user may link households to the deputy: the deputy's own stations, for the deputy and for the staff of each."""
    linked = stations_of(deputy, clock.today()).order_by("path")
    if deputy_id_of(user) == deputy.pk:
        return list(linked)
    return list(linked.filter(pk__among=access_of(user).units(*STATION_ROLES)))


def can_keep_household(user, household: Household) -> bool:
    """The deputy, and the staff of the station, who serve a deputy without a login."""
    return deputy_id_of(user) == household.deputy_id or access_of(user).holds(household.person.station_id, *STATION_ROLES)


def files_form(user, deputy: Deputy) -> bool:
    """The office that keeps the deputy's form (YH 四(一) 由镇人大存档): of the congress of a seat, or of the station a seat is linked to."""
    own = {post.unit_id for post in access_of(user).posts if post.role == Role.OFFICE}
    if not own:
        return False
    seats = deputy.mandates.select_related("term", "station")
    places = {(seat.term.congress_id, seat.station) for seat in seats}
    return any(congress_id in own or (station and congress_of(station).pk in own) for congress_id, station in places)


def shows_in_full(user, household: Household) -> bool:
    """A deputy knows the own households by name and calls them; everybody else sees them masked."""
    return deputy_id_of(user) == household.deputy_id
