"""Every door of the house: tests/doors.yaml says who may open it, and this walks the whole URL resolver."""

from copy import copy
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
import yaml
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests.factories.doors import LOGINS, make_objects
from tests.factories.world import build_town

pytestmark = [pytest.mark.django_db]

TABLE = yaml.safe_load(Path(__file__).with_name("doors.yaml").read_text(encoding="utf-8"))
ROLES, DOORS = TABLE["roles"], TABLE["doors"]
PRIVATE_DIR = django_settings.PRIVATE_DIR
BACKEND = "django.contrib.auth.backends.ModelBackend"


def url_names(resolver=None, prefix="") -> list[str]:
    """Every named URL of the project; Django's admin counts as one door."""
    names = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLResolver):
            names.append(f"{prefix}{pattern.name}")
        elif pattern.namespace == "admin":
            names.append("admin")
        else:
            names += url_names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
    return names


def not_in_table(names, doors) -> set[str]:
    return set(names) - set(doors)


def test_every_url_is_in_the_table():
    assert not_in_table(url_names(), DOORS) == set()
    assert set(DOORS) - set(url_names()) == set()


def test_a_url_that_is_missing_would_be_found():
    assert not_in_table(url_names(), {name: {} for name in url_names() if name != "opinions:list"}) == {"opinions:list"}


def deciding(door: dict, method: str, whose: str) -> list[str]:
    """The roles to ask: all, but of what is missing one for each verdict, since nothing there tells roles apart."""
    said = verdicts(door, method, whose)
    return list(ROLES) if whose != "missing" else [ROLES[said.index(verdict)] for verdict in dict.fromkeys(said)]


def address(name: str, door: dict, thing) -> str:
    arguments = door.get("args", []) if thing is None else [thing, *door.get("args", [])]
    return "/admin/" if name == "admin" else reverse(name, args=arguments)


def logged_in(user) -> SimpleCookie:
    """The cookies of a login. A login takes a third of a knock's time, so each role logs in once."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.cookies


def knock(cookies: SimpleCookie | None, method: str, url: str, data: dict) -> int:
    """The status of one request; whatever it did is rolled back, the end of its login, too."""
    client = Client()
    if cookies:
        client.cookies = copy(cookies)
    with transaction.atomic():
        status = getattr(client, method)(url, data).status_code
        transaction.set_rollback(True)
    return status


def verdicts(door: dict, method: str, whose: str) -> list[int]:
    """What the table says for each role: another's and a missing object are 404 for everybody unless a row says otherwise."""
    words = str(door[method] if whose == "own" else door.get(whose, 404)).split()
    return [int(word) for word in (words if len(words) > 1 else words * len(ROLES))]


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    """The town and what lies behind its doors, built once: every knock is rolled back, and in the end all of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        town = build_town()
        things = make_objects(town)
        for door in DOORS.values():
            for kind in [door["object"]] if "object" in door else [str(value)[1:-1] for value in door.get("data", {}).values() if "{" in str(value)]:
                for role in ROLES:
                    things(kind, "own", role), things(kind, "another", role)
        yield {role: logged_in(getattr(town, LOGINS[role])) for role in ROLES}, things
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _files_of_the_place(settings, _private_settings):
    """The place was built once, before any test had a private folder of its own."""
    settings.PRIVATE_DIR = PRIVATE_DIR


def answers(place, name: str, method: str, whose: str, roles: list[str]) -> dict[str, int]:
    """Role → the status of its knock."""
    logins, things = place
    door, found = DOORS[name], {}
    for role in roles:
        thing = things(door["object"], whose, role) if "object" in door else None
        found[role] = knock(logins[role], method, address(name, door, thing), fill(door, things, role))
    return found


@pytest.mark.markup
@pytest.mark.parametrize("name", sorted(DOORS))
def test_door(name, place):
    door = DOORS[name]
    for method in [method for method in ("get", "post") if method in door]:
        for whose in ("own", "another", "missing") if "object" in door else ("own",):
            expected = dict(zip(ROLES, verdicts(door, method, whose), strict=True))
            found = answers(place, name, method, whose, deciding(door, method, whose))
            assert found == {role: expected[role] for role in found}, f"{method} {name}, {whose}"


@pytest.mark.parametrize("name", sorted(name for name in DOORS if "200" in str(DOORS[name].get("get"))))
def test_page_opens_on_every_database(name, place):
    """One role's own page: what SQLite lets pass and PostgreSQL refuses shows itself here."""
    role = ROLES[verdicts(DOORS[name], "get", "own").index(200)]
    assert answers(place, name, "get", "own", [role]) == {role: 200}


@pytest.mark.markup
@pytest.mark.parametrize("name", sorted(name for name in DOORS if not DOORS[name].get("open")))
def test_nobody_enters_without_login(name, place):
    _, things = place
    door = DOORS[name]
    method = "get" if "get" in door else "post"
    for whose in ("own", "missing") if "object" in door else ("own",):
        thing = things(door["object"], whose, "officer") if "object" in door else None
        assert knock(None, method, address(name, door, thing), {}) == 302, whose


@pytest.mark.markup
@pytest.mark.parametrize("name", sorted(name for name in DOORS if DOORS[name].get("open")))
def test_open_doors_are_few_and_open(name, place):
    _, things = place
    door = DOORS[name]
    thing = things(door["object"], "own", "officer") if "object" in door else None
    assert knock(None, "get" if "get" in door else "post", address(name, door, thing), {}) == door["open"]


def fill(door: dict, things, role: str) -> dict:
    """The row's `data`, with «{deputy}» standing for the own object of that kind."""
    return {key: things(value[1:-1], "own", role) if str(value).startswith("{") else value for key, value in door.get("data", {}).items()}
