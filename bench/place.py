"""A made-up county: towns, stations, departments, people in their posts, deputies with their seats."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from accounts.models import User
from bench import texts
from common import clock
from deputies.models import Constituency, Deputy, Group, Mandate, Term
from deputies.models.deputies import initials_of
from stations.choices import Level, Role, UnitKind
from stations.models import Post, Regulation, Unit
from stations.services.regulations import publish_default

PASSWORD = "Bench-2026-Liaison"
LOGINS = {"station": "bench_station", "town": "bench_town", "county": "bench_county"}
DEPARTMENTS = ("农业农村办", "城建办", "民政办", "综治办")
COUNTY_DEPARTMENTS = ("水利局", "交通运输局", "教育局", "民政局", "住建局", "卫健局")


@dataclass(frozen=True)
class Shape:
    """How big the county is. A tenth of the deputies sits in the county's congress, too."""

    opinions: int = 100_000
    towns: int = 12
    stations: int = 70
    deputies: int = 1_200
    years: int = 3
    seed: int = 2026


@dataclass
class Place:
    """One station with all who work for it."""

    station: Unit
    chain: str
    regulation: Regulation
    officer: User
    deputy_head: User
    head: User
    departments: list[tuple[Unit, User]]
    deputies: list[Deputy] = field(default_factory=list)


def build(shape: Shape, random: Random) -> list[Place]:
    """The whole county; answers with its stations."""
    return _County(shape, random).build()


class _County:
    def __init__(self, shape: Shape, random: Random) -> None:
        self.shape, self.random = shape, random
        self.secret = make_password(PASSWORD)  # slow by design: once for all
        self.began = clock.today() - timedelta(days=365 * shape.years + 30)

    def build(self) -> list[Place]:
        county = Unit.objects.create(kind=UnitKind.CONGRESS, level=Level.COUNTY, name="远山县人大常委会")
        publish_default(county)
        self._person(LOGINS["county"], county, Role.OFFICE)
        departments = self._departments(county, COUNTY_DEPARTMENTS)
        places = []
        for number in range(self.shape.towns):
            towns_share = len(range(number, self.shape.stations, self.shape.towns))
            places += self._town(county, number, towns_share, departments)
        self._deputies(county, places)
        return places

    def _town(self, county: Unit, number: int, stations: int, departments: list[tuple[Unit, User]]) -> list[Place]:
        town = Unit.objects.create(parent=county, kind=UnitKind.CONGRESS, level=Level.TOWN, name=f"第{number + 1}镇人大主席团")
        regulation = publish_default(town)
        self._person(LOGINS["town"] if number == 0 else f"office_{number}", town, Role.OFFICE)
        deputy_head, head = (self._person(f"{role}_{number}", town, role) for role in (Role.DEPUTY_HEAD, Role.HEAD))
        given = [*self._departments(town, DEPARTMENTS), *departments]
        places = []
        for place in range(stations):
            mark = f"{texts.place_name(self.random)[:2]}{number + 1}{place + 1}"
            station = Unit.objects.create(parent=town, kind=UnitKind.STATION, name=f"{mark}联络站", mark=mark, area=f"{mark}村")
            login = LOGINS["station"] if number == place == 0 else f"officer_{number}_{place}"
            officer = self._person(login, station, Role.LIAISON_OFFICER)
            places.append(Place(station, f"congress:{town.pk}", regulation, officer, deputy_head, head, given))
        return places

    def _departments(self, congress: Unit, names: tuple[str, ...]) -> list[tuple[Unit, User]]:
        units = [Unit.objects.create(parent=congress, kind=UnitKind.DEPARTMENT, name=name) for name in names]
        return [(unit, self._person(f"clerk_{unit.pk}", unit, Role.DEPARTMENT_CLERK)) for unit in units]

    def _person(self, username: str, unit: Unit, role: Role) -> User:
        name = texts.person_name(self.random)
        user = User.objects.create(username=username, name=name, password=self.secret, password_changed_at=clock.now())
        Post.objects.create(user=user, unit=unit, role=role, starts_on=self.began)
        return user

    def _deputies(self, county: Unit, places: list[Place]) -> None:
        """Town by town in turn; each is linked to one station, every tenth holds a seat in the county, too."""
        seats = {place.station.parent_id: None for place in places}
        seats = {congress_id: self._term(congress_id) for congress_id in [county.pk, *seats]}
        people = [Deputy(name=texts.person_name(self.random), gender=self.random.choice(("male", "female"))) for _ in range(self.shape.deputies)]
        for deputy in people:
            deputy.initials, deputy.phone = initials_of(deputy.name), f"199{self.random.randrange(10**8):08}"
        mandates = []
        for number, deputy in enumerate(Deputy.objects.bulk_create(people, batch_size=500)):
            place = places[number % len(places)]
            place.deputies.append(deputy)
            for congress_id in [place.station.parent_id] + [county.pk] * (number % 10 == 0):
                term, constituencies, groups = seats[congress_id]
                mandates.append(
                    Mandate(
                        deputy=deputy,
                        term=term,
                        constituency=constituencies[number % len(constituencies)],
                        group=groups[number % len(groups)],
                        station=place.station,
                        starts_on=term.starts_on,
                    )
                )
        Mandate.objects.bulk_create(mandates, batch_size=500)

    def _term(self, congress_id: int) -> tuple[Term, list[Constituency], list[Group]]:
        starts_on = date(self.began.year, 1, 1)
        term = Term.objects.create(congress_id=congress_id, name="本届", starts_on=starts_on, ends_on=date(self.began.year + 6, 12, 31))
        constituencies = [Constituency(term=term, name=f"第{number}选区") for number in range(1, 13)]
        groups = [Group(congress_id=congress_id, name=f"第{number}代表小组", position=number) for number in range(1, 6)]
        return term, Constituency.objects.bulk_create(constituencies), Group.objects.bulk_create(groups)
