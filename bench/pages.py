"""Times pages through gunicorn, one client, one request after the other; counts their queries in this process. Called by bench.run."""

import argparse
import json
import os
import statistics
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import AuditEntry, User  # noqa: E402
from bench import rows, texts  # noqa: E402
from bench.client import EMPTY, Browser  # noqa: E402
from bench.place import LOGINS, PASSWORD  # noqa: E402
from common import clock  # noqa: E402
from constituents.models import Matter, Visit  # noqa: E402
from opinions.choices import State  # noqa: E402
from opinions.models import Opinion, OpinionEvent  # noqa: E402

REPEATS = 5
SEARCHES = {
    "search: common word": "路灯",
    "search: four letters": "农田水利",
    "search: rare word": texts.RARE,
    "search: rare phrase of common pairs": "路灯和路灯和水渠",
    "search: no hit": "海豚表演",
}


def addresses(user: User) -> dict[str, str]:
    """What is asked for in one role."""
    case = Opinion.objects.visible_to(user).filter(state=State.CLOSED).order_by("-registered_at").first()
    found = {
        "desk": "/",
        "list": "/opinions/",
        "list: page 100": "/opinions/?page=100",
        "list: by state": "/opinions/?state=handling",
        "list: late": "/opinions/?late=1",
    }
    found |= {name: f"/opinions/?q={word}" for name, word in SEARCHES.items()}
    return found | {"opinion": f"/opinions/{case.pk}/"}


def timed(port: int, rounds: int, asked: dict[str, dict[str, str]], logins: dict[str, str] = LOGINS) -> dict[str, dict[str, list[float]]]:
    """Milliseconds by role and page; roles and pages take turns, so that a busy moment hits all of them."""
    browsers = {role: Browser(port) for role in asked}
    for role, browser in browsers.items():
        browser.login(logins[role], PASSWORD)
    stranger, times = Browser(port), defaultdict(lambda: defaultdict(list))
    for number in range(-5, rounds):
        for role, pages in asked.items():
            for name, address in [("empty view", f"/{EMPTY}"), *pages.items()]:
                browser = stranger if name == "empty view" else browsers[role]
                spent, _ = browser.get(_quoted(address))
                if number >= 0:  # the first five warm up
                    times[role][name].append(spent)
    return times


def _quoted(address: str) -> str:
    from urllib.parse import quote

    return quote(address, safe="/?=&")


def counted(login: str, address: str) -> dict[str, float]:
    """Queries of the page, and milliseconds of Python's own work for it: the part of its time that no database shares."""
    client = Client()
    client.force_login(User.objects.get(username=login), "django.contrib.auth.backends.ModelBackend")
    client.get(address)  # the session's first request writes its time
    with CaptureQueriesContext(connection) as found:
        answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{login} {address}: {answer.status_code}")
    queries = len(found)  # the next request forgets them
    began = time.process_time()
    for _ in range(REPEATS):
        client.get(address)
    return {"queries": queries, "cpu": round((time.process_time() - began) / REPEATS * 1000, 1)}


# Saving a visit -------------------------------------------------------------------------------------------------------
def visit_fields(number: int) -> dict[str, str]:
    return {
        "station": str(User.objects.get(username=LOGINS["station"]).posts.get().unit_id),
        "name": f"王小{'一二三四五六七八九十'[number % 10]}",
        "phone": f"199{number:08}",
        "at": f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}",
        "way": "walk_in",
        "matters-TOTAL_FORMS": "1",
        "matters-INITIAL_FORMS": "0",
        "matters-0-words": "村东头的路灯坏了半个月，晚上孩子放学看不见路。",
        "matters-0-outcome": "referred",
        "then": "page",
    }


def saved(port: int, rounds: int) -> tuple[list[float], int]:
    """Milliseconds of each POST, and the queries of one."""
    browser = Browser(port)
    browser.login(LOGINS["station"], PASSWORD)
    token, known = browser.token("/opinions/visits/new/"), visit_fields(0)
    spent = []
    for number in range(-5, rounds):
        fields = known | {"phone": f"199{number + 5:08}", "request_key": str(uuid.uuid4()), "csrfmiddlewaretoken": token}
        milliseconds = browser.post("/opinions/visits/new/", fields)
        spent += [milliseconds] if number >= 0 else []
    client = Client()
    client.force_login(User.objects.get(username=LOGINS["station"]), "django.contrib.auth.backends.ModelBackend")
    client.get("/opinions/visits/new/")
    with CaptureQueriesContext(connection) as found:
        answer = client.post("/opinions/visits/new/", known | {"phone": "19988887777", "request_key": str(uuid.uuid4())})
    if answer.status_code != 302:
        raise RuntimeError(f"saving a visit: {answer.status_code}")
    return spent, len(found)


def hinted(port: int, rounds: int) -> list[float]:
    """Milliseconds of the likely repeats of what is being typed."""
    browser = Browser(port)
    browser.login(LOGINS["station"], PASSWORD)
    token = browser.token("/opinions/visits/new/")
    fields = {"csrfmiddlewaretoken": token, "words": "村东头的路灯坏了半个月，晚上孩子放学看不见路，请帮忙修一修。"}
    spent = [browser.post("/opinions/visits/repeats/", fields, 200) for _ in range(rounds + 5)]
    return spent[5:]


def inserted(rounds: int) -> list[float]:
    """The floor of saving: the same five rows as bare INSERTs in one transaction, with its commit."""
    spent = []
    for number, statements in enumerate(_inserts(rounds + 5)):
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement, values)
        spent += [(time.perf_counter() - began) * 1000] if number >= 5 else []
    return spent


def _inserts(count: int) -> Iterator[list[tuple[str, list]]]:
    opinion = Opinion.objects.filter(matter__isnull=False).order_by("-pk").values()[0]
    matter = Matter.objects.filter(pk=opinion["matter_id"]).values()[0]
    visit = Visit.objects.filter(pk=matter["visit_id"]).values()[0]
    event = OpinionEvent.objects.order_by("-pk").values()[0]
    entry = AuditEntry.objects.order_by("-pk").values()[0]
    first = max(rows.next_key(Visit), 10**9)  # far beyond the product's own keys
    for pk in range(first, first + count):
        fresh = {"serial": pk, "number": f"floor-{pk}"}
        yield [
            _insert(Visit, visit | fresh | {"id": pk, "uuid": uuid.uuid4(), "request_key": uuid.uuid4()}),
            _insert(Matter, matter | {"id": pk, "visit_id": pk}),
            _insert(Opinion, opinion | fresh | {"id": pk, "matter_id": pk, "uuid": uuid.uuid4(), "request_key": uuid.uuid4()}),
            _insert(OpinionEvent, event | {"id": pk, "opinion_id": pk}),
            _insert(AuditEntry, entry | {"id": pk, "chain": "floor", "seq": pk}),
        ]


def _insert(model, row: dict) -> tuple[str, list]:
    table = rows.table(model)
    values = [value.hex if isinstance(value, uuid.UUID) else value for value in table.values(row)]
    places = ", ".join(["%s"] * len(values))
    return f"INSERT INTO {model._meta.db_table} ({table.columns}) VALUES ({places})", values


# ----------------------------------------------------------------------------------------------------------------------
def figures(spent: list[float]) -> dict[str, float]:
    """Milliseconds: median and 95th percentile."""
    return {"p50": round(statistics.median(spent), 1), "p95": round(statistics.quantiles(spent, n=20)[-1], 1)}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--rounds", type=int, default=60)
    given = options.parse_args()
    asked = {role: addresses(User.objects.get(username=login)) for role, login in LOGINS.items()}
    times = timed(given.port, given.rounds, asked)
    floor = figures([spent for pages in times.values() for spent in pages["empty view"]])
    found = {"floor: empty view": floor, "pages": {}}
    for role, pages in asked.items():
        found["pages"][role] = {
            name: (this := figures(times[role][name])) | counted(LOGINS[role], address) | {"floors": round(this["p50"] / floor["p50"], 1)}
            for name, address in pages.items()
        }
    bare = figures(inserted(given.rounds))
    spent, queries = saved(given.port, given.rounds)
    found["floor: bare inserts"] = bare
    found["likely repeats"] = figures(hinted(given.port, given.rounds))
    found["save a visit"] = (this := figures(spent)) | {"queries": queries, "floors": round(this["p50"] / bare["p50"], 1)}
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
