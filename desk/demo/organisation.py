"""Builds the demonstration's units, logins and deputies."""

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from accounts.models import User
from common import clock
from deputies.models import Constituency, Deputy, Group, Mandate, Term
from desk.demo import people, places
from desk.demo.logins import ADMINISTRATOR, LOGINS, PASSWORD
from stations.models import Post, Unit
from stations.rules.presets import presets
from stations.rules.regulation.layers import Layer
from stations.services.regulations import publish, publish_default


def build() -> dict[str, Unit]:
    """The whole organisation; returns the units by name."""
    units = _units()
    publish_default(units[places.COUNTY])  # and with it the towns'
    publish(units[places.TOWN], "青禾镇代表联络站工作制度", _own_rules(), None)
    started = clock.today() - timedelta(days=700)
    _logins(units, started)
    _staff(units, started)
    _deputies(units)
    return units


def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for number, (name, kind, parent, more) in enumerate(places.UNITS):
        units[name] = Unit.objects.create(
            name=name, kind=kind, parent=units.get(parent), phone=f"0999-60000{number:02}", opening_hours=places.HOURS, is_demo=True, **more
        )
    return units


def _own_rules() -> Layer:
    """What the town took from the document of a town (YH): households, norms, the station's checklist; from a county's (XM): boxes, contact
    activities; and its own: not satisfied, handled again."""
    taken = {}
    for preset, parts in (("yonghe", ("households.", "kinds.", "norms.", "checklists.")), ("county-voters", ("box.", "activities."))):
        taken |= {address: entry for address, entry in presets()[preset].layer.items() if address.startswith(parts)}
    return taken | {"feedback.again": {"value": True, "source": "青禾镇代表联络站工作制度"}}


def _logins(units: dict[str, Unit], started: date) -> None:
    secret = make_password(PASSWORD)  # slow by design: once for all
    for login in LOGINS:
        user = User.objects.create(username=login.username, name=login.name, password=secret, password_changed_at=clock.now())
        if login.username == ADMINISTRATOR:
            user.is_staff = user.is_superuser = True
            user.save(update_fields=["is_staff", "is_superuser"])
        if login.role:
            Post.objects.create(user=user, unit=units[login.unit], role=login.role, starts_on=started)


def _staff(units: dict[str, Unit], started: date) -> None:
    for number, (name, unit, role) in enumerate(places.STAFF, start=1):
        user = User.objects.create(username=f"yanshi{number:02}", name=name, password=make_password(None))
        Post.objects.create(user=user, unit=units[unit], role=role, starts_on=started)


def _deputies(units: dict[str, Unit]) -> None:
    today = clock.today()
    starts_on = date(today.year - 2, 1, 12)
    town, county = units[places.TOWN], units[places.COUNTY]
    town_term = Term.objects.create(congress=town, name="青禾镇第十九届", starts_on=starts_on, ends_on=date(today.year + 3, 1, 11))
    county_term = Term.objects.create(congress=county, name="云岭县第十八届", starts_on=starts_on, ends_on=date(today.year + 3, 1, 11))
    groups = [Group.objects.create(congress=town, name=name, position=number) for number, name in enumerate(people.GROUPS)]
    seats = [Constituency.objects.create(term=town_term, name=f"第{number}选区") for number in range(1, 13)]
    county_seat = Constituency.objects.create(term=county_term, name="青禾选区")
    logins = {login.name: User.objects.get(username=login.username) for login in LOGINS if login.role is None}
    mandates = []
    for number, name in enumerate(people.names()):
        deputy = Deputy.objects.create(name=name, user=logins.get(name), is_demo=True, **people.life(number))
        station = units[places.STATIONS[number % len(places.STATIONS)]]
        mandates.append(
            Mandate(deputy=deputy, term=town_term, constituency=seats[number % 12], group=groups[number % 5], station=station, starts_on=starts_on)
        )
        if number % 8 == 0:  # one person, two seats
            mandates.append(Mandate(deputy=deputy, term=county_term, constituency=county_seat, station=station, starts_on=starts_on))
    Mandate.objects.bulk_create(mandates)
    for group, mandate in zip(groups, (seat for seat in mandates if seat.group_id), strict=False):  # the first five sit in one group each
        group.leader_id, group.liaison = mandate.deputy_id, User.objects.get(username="renda")
    Group.objects.bulk_update(groups, ["leader", "liaison"])
    for number, seat in enumerate(seats):
        seat.stations.add(units[places.STATIONS[number % len(places.STATIONS)]])
