"""Plans a year of reception days for a county and prints seconds as JSON: `script/bench plans`.

250 stations in 20 towns and 2,500 deputies unless told otherwise, on the database that DATABASE_URL names, which should be empty. The work is the
product's own job; then every station's numbers of days per deputy are compared.
"""

import json
import os
import sys
import time
from collections import Counter
from datetime import date
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
django.setup()

from accounts.models import User  # noqa: E402
from common import clock  # noqa: E402
from constituents.models import ReceptionDay, ReceptionDuty, ReceptionPlan  # noqa: E402
from constituents.resources.plans import KIND  # noqa: E402
from deputies.models import Deputy, Group, Mandate, Term  # noqa: E402
from jobs.models import Job, JobState  # noqa: E402
from jobs.services import run_job, start  # noqa: E402
from stations.choices import Level, Role, UnitKind  # noqa: E402
from stations.models import Post, Unit  # noqa: E402
from stations.services.calendar import fill_known_years  # noqa: E402
from stations.services.regulations import publish_default  # noqa: E402

TOWNS = 20


def prepare(stations: int, deputies: int, year: int) -> User:
    """The county, its office, stations and deputies in groups, each linked to a station."""
    fill_known_years()
    county = Unit.objects.create(kind=UnitKind.CONGRESS, level=Level.COUNTY, name=f"测试县人大常委会{uuid4().hex[:6]}")
    publish_default(county)
    office = User.objects.create(username=f"office-{uuid4().hex[:8]}", name="办公室")
    Post.objects.create(user=office, unit=county, role=Role.OFFICE, starts_on=clock.today())
    towns = [Unit.objects.create(kind=UnitKind.CONGRESS, level=Level.TOWN, name=f"{number}镇人大主席团", parent=county) for number in range(TOWNS)]
    terms = [Term.objects.create(congress=town, name="第一届", starts_on=date(year - 2, 1, 1), ends_on=date(year + 2, 12, 31)) for town in towns]
    groups = [Group.objects.create(congress=town, name=f"第{number}小组") for town in towns for number in range(5)]
    places = [Unit.objects.create(kind=UnitKind.STATION, name=f"{n}村联络站", mark=f"{n}", parent=towns[n % TOWNS]) for n in range(stations)]
    people = Deputy.objects.bulk_create(Deputy(name=f"代表{number}") for number in range(deputies))
    Mandate.objects.bulk_create(
        Mandate(
            deputy=deputy,
            term=terms[number % stations % TOWNS],
            station=places[number % stations],
            group=groups[(number % stations % TOWNS) * 5 + number % 5],
            starts_on=date(year - 2, 1, 1),
        )
        for number, deputy in enumerate(people)
    )
    return office


def widest() -> int:
    """The largest difference between two deputies of one station, deputies without any day included."""
    days: dict[int, Counter] = {}
    for station_id, deputy_id in Mandate.objects.values_list("station_id", "deputy_id"):
        days.setdefault(station_id, Counter())[deputy_id] = 0
    for station_id, deputy_id in ReceptionDuty.objects.values_list("day__station_id", "deputy_id"):
        days[station_id][deputy_id] += 1
    return max(max(counts.values()) - min(counts.values()) for counts in days.values())


def run(stations: int, deputies: int) -> dict:
    year = clock.today().year + 1
    office = prepare(stations, deputies, year)
    job = start(KIND, "排计划", office, {"year": year})
    began, worked = time.perf_counter(), time.process_time()
    run_job(job.pk)
    seconds, own = time.perf_counter() - began, time.process_time() - worked
    job.refresh_from_db()
    if job.state != JobState.DONE:
        raise RuntimeError(job.error)
    counts = {"plans": ReceptionPlan.objects.count(), "days": ReceptionDay.objects.count(), "duties": ReceptionDuty.objects.count()}
    Job.objects.filter(pk=job.pk).delete()
    return {"seconds": round(seconds, 2), "of them our own processor's": round(own, 2), "deputies": deputies, **counts, "widest difference": widest()}


if __name__ == "__main__":
    sizes = [int(each) for each in sys.argv[1:3]] + [250, 2500][len(sys.argv) - 1 :]
    print(json.dumps(run(*sizes)))
