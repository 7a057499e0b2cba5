"""Times the pages of duty records and norms: `script/bench duties`. One congress of 2,500 deputies with 130,000 records of this year.

`--load` fills the database that DATABASE_URL names; `--port` asks the product there, one client, one request after the other, after five
rounds that warm it up. The deputy who is looked at has 500 records, seats in two congresses, an entry that waits and an objection; the
norms are of a month, a quarter, a year and the term, and of stations and the congress.
"""

import argparse
import json
import os
from datetime import date, timedelta
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402

from accounts.models import User  # noqa: E402
from bench import texts  # noqa: E402
from bench.load import _analyse  # noqa: E402
from bench.pages import counted, figures, timed  # noqa: E402
from bench.place import PASSWORD  # noqa: E402
from common import clock  # noqa: E402
from deputies.choices import DutyKind, DutySource  # noqa: E402
from deputies.models import Deputy, DutyEntry, DutyObjection, DutyRecord, Group, Mandate, Term  # noqa: E402
from stations.choices import Level, Role, UnitKind  # noqa: E402
from stations.models import Post, Regulation, Unit  # noqa: E402
from stations.services.regulations import publish_default  # noqa: E402

LOGINS = {"deputy": "bench_deputy", "office": "bench_office"}
TOWNS, STATIONS, DEPUTIES, RECORDS, OWN = 20, 250, 2_500, 130_000, 500
GOALS = {"duty": (50, 12), "norms": (200, None)}  # p95 in milliseconds, queries
NORMS = (
    ("月进站", "deputy", "month", 1, ["reception"]),
    ("季回家", "deputy", "quarter", 1, ["training", "other_meeting", "research"]),
    ("走访群众或进站接待", "deputy", "year", 8, ["contact", "reception"]),
    ("为民办事", "deputy", "year", 4, ["service"]),
    ("向选民报告履职情况", "deputy", "term", 1, ["report_to_voters"]),
    ("调研、视察、评议", "congress", "year", 2, ["inspection", "research"]),
    ("提出建议、议案", "station", "year", 1, ["suggestion", "bill"]),
)


def load(records: int | None = None) -> dict:
    """records: a nineteenth more than are of this year."""
    random, today = Random(2026), clock.today()
    county = Unit.objects.create(kind=UnitKind.CONGRESS, level=Level.COUNTY, name="远山县人大常委会")
    _rule(county)
    towns = [Unit.objects.create(kind=UnitKind.CONGRESS, level=Level.TOWN, name=f"{n}镇人大主席团", parent=county) for n in range(TOWNS)]
    stations = [Unit.objects.create(kind=UnitKind.STATION, name=f"{n}村联络站", mark=f"{n}", parent=towns[n % TOWNS]) for n in range(STATIONS)]
    days = {"starts_on": date(today.year - 1, 1, 1), "ends_on": date(today.year + 3, 12, 31)}
    term, town_term = (Term.objects.create(congress=unit, name="本届", **days) for unit in (county, towns[0]))
    groups = [Group.objects.create(congress=county, name=f"第{n}代表小组", position=n) for n in range(50)]
    people = Deputy.objects.bulk_create([Deputy(name=texts.person_name(random), phone="19900000000") for _ in range(DEPUTIES)], batch_size=500)
    seats = [
        Mandate(deputy=each, term=term, group=groups[n % 50], station=stations[n % STATIONS], starts_on=term.starts_on)
        for n, each in enumerate(people)
    ]
    Mandate.objects.bulk_create([*seats, Mandate(deputy=people[0], term=town_term, starts_on=town_term.starts_on)], batch_size=500)
    _logins(county, people[0])
    written = _records(random, people, stations, records or RECORDS)
    _trouble(people[0])
    _analyse()
    return {"deputies": len(people), "records": written}


def _rule(county: Unit) -> None:
    first = publish_default(county)
    facts = ("name", "subject", "period", "number", "counts")
    norms = [dict(zip(facts, each, strict=True)) | {"code": f"n{n}", "binding": True, "years": {}, "source": "县"} for n, each in enumerate(NORMS)]
    Regulation.objects.create(congress=county, number=first.number + 1, title=first.title, body=first.body | {"norms": norms})


def _logins(county: Unit, deputy: Deputy) -> None:
    facts = {"password": make_password(PASSWORD), "password_changed_at": clock.now()}
    office, user = (User.objects.create(username=login, name=login, **facts) for login in (LOGINS["office"], LOGINS["deputy"]))
    Post.objects.create(user=office, unit=county, role=Role.OFFICE, starts_on=clock.today())
    Deputy.objects.filter(pk=deputy.pk).update(user=user)


def _records(random: Random, people: list[Deputy], stations: list[Unit], count: int) -> int:
    """Of this year up to today; a twentieth of them earlier, so that there are other years."""
    first = date(clock.today().year, 1, 1)
    passed = (clock.today() - first).days + 1
    owners = [people[0]] * OWN + [random.choice(people[1:]) for _ in range(count - OWN)]
    rows = []
    for number, deputy in enumerate(owners):
        day = first + timedelta(days=random.randrange(passed)) - timedelta(days=365 * (number % 20 == 19))
        facts = {"kind": random.choice(DutyKind.values), "title": "接待选民，听取意见建议", "place": "联络站", "station": random.choice(stations)}
        rows.append(DutyRecord(deputy=deputy, on=day, source=DutySource.RECEPTION, source_id=number, **facts))
    DutyRecord.objects.bulk_create(rows, batch_size=2_000)
    return len(rows)


def _trouble(deputy: Deputy) -> None:
    facts = {"deputy": deputy, "kind": DutyKind.RESEARCH, "on": clock.today(), "title": "参加调研"}
    DutyEntry.objects.create(entered_by=deputy.user or User.objects.get(username=LOGINS["deputy"]), **facts)
    record = deputy.duty_records.first()
    DutyObjection.objects.create(deputy=deputy, record=record, about="接待", words="那天没有到", made_by=User.objects.get(username=LOGINS["deputy"]))


def asked() -> dict[str, dict[str, str]]:
    own = Deputy.objects.get(user__username=LOGINS["deputy"])
    return {
        "deputy": {"duty: own page": "/deputies/duty/", "duty: page 10": "/deputies/duty/?page=10"},
        "office": {
            "duty: a deputy's file": f"/deputies/{own.pk}/",
            "duty: a deputy's file, page 10": f"/deputies/{own.pk}/?page=10",
            "norms": "/deputies/norms/",
            "norms: of the year, page 10": "/deputies/norms/?norm=n2&page=10",
            "norms: of the term": "/deputies/norms/?norm=n4",
        },
    }


def measured(port: int, rounds: int) -> dict:
    pages = asked()
    times = timed(port, rounds, pages, LOGINS)
    floor = figures([spent for each in times.values() for spent in each["empty view"]])
    found: dict = {"floor: empty view": floor, "pages": {}, "goals": {}}
    for role, addresses in pages.items():
        for name, address in addresses.items():
            this = figures(times[role][name]) | counted(LOGINS[role], address)
            found["pages"][f"{role} {name}"] = this | {"floors": round(this["p50"] / floor["p50"], 1)}
            most, queries = GOALS[name.split(":")[0]]
            found["goals"][f"{role} {name}"] = this["p95"] <= most and (queries is None or this["queries"] <= queries)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--load", action="store_true")
    options.add_argument("--port", type=int)
    options.add_argument("--rounds", type=int, default=60)
    given = options.parse_args()
    print(json.dumps(load() if given.load else measured(given.port, given.rounds), ensure_ascii=False))


if __name__ == "__main__":
    main()
