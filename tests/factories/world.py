"""The place most tests play in: a county, two towns, their stations and departments, and a person in every role."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.db.models.signals import post_save

from accounts.models import User
from common import clock
from deputies.models import Constituency, Deputy, Group, Mandate, Term
from stations.choices import Level, Role, UnitKind
from stations.models import Regulation, Unit
from stations.rules import workdays
from stations.services.calendar import fill_known_years
from tests.factories.accounts import UserFactory
from tests.factories.stations import CongressFactory, DepartmentFactory, PostFactory, RegulationFactory, UnitFactory


@dataclass
class Town:
    """`station`, `department` are one's own; `*_elsewhere` belong to the second town of the same county."""

    county: Unit
    congress: Unit
    home: Unit
    station: Unit
    other_station: Unit
    department: Unit
    other_department: Unit
    county_department: Unit
    congress_elsewhere: Unit
    station_elsewhere: Unit
    department_elsewhere: Unit
    regulation: Regulation
    officer: User
    deputy_head: User
    head: User
    clerk: User
    other_clerk: User
    office: User
    county_office: User
    administrator: User
    officer_elsewhere: User
    clerk_elsewhere: User
    deputy_user: User
    term: Term
    groups: list[Group]
    deputies: list[Deputy] = field(default_factory=list)

    @property
    def deputy(self) -> Deputy:
        """The deputy who logs in as deputy_user."""
        return self.deputies[0]


def build_town() -> Town:
    """Three deputies, all linked to `station`; the first has a login."""
    fill_known_years()  # a flushed test database has lost them
    units = _units()
    RegulationFactory(congress=units["county"], number=1)
    RegulationFactory(congress=units["congress_elsewhere"], number=1)
    regulation = RegulationFactory(congress=units["congress"], number=1)
    term = Term.objects.create(congress=units["congress"], name="第十九届", starts_on=date(2021, 11, 1), ends_on=date(2026, 12, 31))
    groups = [Group.objects.create(congress=units["congress"], name=name, position=n) for n, name in enumerate(("第一代表小组", "第二代表小组"))]
    town = Town(**units, regulation=regulation, **_people(units), term=term, groups=groups)
    seat = Constituency.objects.create(term=term, name="第一选区")
    for number, name in enumerate(("周启明", "何秀兰", "马文山")):
        deputy = Deputy.objects.create(name=name, gender="male", user=town.deputy_user if number == 0 else None)
        Mandate.objects.create(deputy=deputy, term=term, constituency=seat, group=groups[number % 2], station=town.station, starts_on=term.starts_on)
        town.deputies.append(deputy)
    return town


def _units() -> dict[str, Unit]:
    county = CongressFactory(name="云岭县人大常委会", level=Level.COUNTY)
    congress = CongressFactory(name="青禾镇人大主席团", parent=county)
    elsewhere = CongressFactory(name="白岩镇人大主席团", parent=county)
    home = UnitFactory(kind=UnitKind.HOME, name="青禾镇人大代表之家", parent=congress, mark="青禾")
    return {
        "county": county,
        "congress": congress,
        "home": home,
        "station": UnitFactory(name="河湾村联络站", parent=congress, mark="河湾", area="河湾村"),
        "other_station": UnitFactory(name="上塘村联络站", parent=congress, mark="上塘", area="上塘村"),
        "department": DepartmentFactory(name="青禾镇农业农村办", parent=congress),
        "other_department": DepartmentFactory(name="青禾镇城建办", parent=congress),
        "county_department": DepartmentFactory(name="云岭县水利局", parent=county),
        "congress_elsewhere": elsewhere,
        "station_elsewhere": UnitFactory(name="白岩村联络站", parent=elsewhere, mark="白岩"),
        "department_elsewhere": DepartmentFactory(name="白岩镇城建办", parent=elsewhere),
    }


def _people(units: dict[str, Unit]) -> dict[str, User]:
    places = {
        "officer": ("林小禾", "station", Role.LIAISON_OFFICER),
        "deputy_head": ("沈雨", "congress", Role.DEPUTY_HEAD),
        "head": ("冯国栋", "congress", Role.HEAD),
        "clerk": ("吴海", "department", Role.DEPARTMENT_CLERK),
        "other_clerk": ("郑立", "other_department", Role.DEPARTMENT_CLERK),
        "office": ("罗敏", "congress", Role.OFFICE),
        "county_office": ("唐洁", "county", Role.OFFICE),
        "administrator": ("江宁", "county", Role.ADMINISTRATOR),
        "officer_elsewhere": ("许平", "station_elsewhere", Role.LIAISON_OFFICER),
        "clerk_elsewhere": ("邓原", "department_elsewhere", Role.DEPARTMENT_CLERK),
    }
    people = {
        key: PostFactory(user=UserFactory(username=key, name=name), unit=units[unit], role=role).user for key, (name, unit, role) in places.items()
    }
    User.objects.filter(pk=people["administrator"].pk).update(is_staff=True, is_superuser=True)
    people["administrator"].refresh_from_db()
    return people | {"deputy_user": UserFactory(username="deputy", name="周启明")}


_built: dict[str, bytes] = {}  # the hour it was built in → the town and its rows


@pytest.fixture
def town(db) -> Town:
    """A fresh town. It is built once for each hour that tests are set in; after that its rows are only written again."""
    hour = f"{clock.now():%Y-%m-%d %H}"
    if hour not in _built:
        with _noted() as models:
            built = build_town()
        _built[hour] = pickle.dumps((built, [list(model.objects.filter(pk__in=keys).order_by("pk")) for model, keys in models.items()]))
        return built
    fill_known_years()
    built, tables = pickle.loads(_built[hour])
    for rows in tables:
        type(rows[0]).objects.bulk_create(rows)
    return built


@contextmanager
def _noted() -> Iterator[dict]:
    """Model → primary keys of the rows that are saved within, in the order in which the models first came up."""
    found: dict = {}

    def note(sender, instance, created, **_kwargs):
        if created:
            found.setdefault(sender, []).append(instance.pk)

    post_save.connect(note)
    try:
        yield found
    finally:
        post_save.disconnect(note)


@pytest.fixture(autouse=True)
def _fresh_calendar():
    """A test that edits the calendar and rolls back leaves nothing behind in memory."""
    workdays.forget()
