"""Builds a county from spreadsheets, as its office and administrator would, and prints seconds as JSON: `script/bench county`.

20 towns, 600 villages, 1,500 deputies, 3,000 accounts: each sheet is checked, then written, by the product's own jobs. Before that the same
sheets with fifty planted mistakes are checked; how many of them the reports name is printed, too.
"""

import json
import os
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
django.setup()

from accounts.models import User  # noqa: E402
from bench import county_sheets as sheets  # noqa: E402
from common import clock  # noqa: E402
from deputies.models import Deputy, Mandate, Term  # noqa: E402
from jobs.models import Job, JobState  # noqa: E402
from jobs.services import run_job, start  # noqa: E402
from stations.choices import Level, Role, UnitKind  # noqa: E402
from stations.models import Post, Unit  # noqa: E402
from stations.services.regulations import publish_default  # noqa: E402

ANSWERS = {"all|constituency": "new", "all|group": "new", "all|whose": "none"}


def run(kind: str, owner: User, sheet: sheets.Sheet, params: dict) -> Job:
    """The job, done here and now. Raises RuntimeError when it failed."""
    job = start(kind, kind, owner, {"name": f"{sheet.name}.xlsx", **params}, upload=sheet.data())
    run_job(job.pk)
    job.refresh_from_db()
    if job.state != JobState.DONE:
        raise RuntimeError(f"{kind}: {job.error}")
    return job


def prepared() -> tuple[Unit, User, User]:
    """The county's congress with its office and the administrator; all else comes from the sheets."""
    county = Unit.objects.create(kind=UnitKind.CONGRESS, level=Level.COUNTY, name=sheets.COUNTY, code=f"{sheets.CODE}000000")
    publish_default(county)
    people = []
    for username, role in (("county_office", Role.OFFICE), ("county_administrator", Role.ADMINISTRATOR)):
        user = User.objects.create(username=username, name=username)
        Post.objects.create(user=user, unit=county, role=role, starts_on=clock.today())
        people.append(user)
    return county, *people


def terms_for(county: Unit) -> None:
    first = clock.today() - timedelta(days=400)
    congresses = Unit.objects.filter(kind=UnitKind.CONGRESS).under(county)
    Term.objects.bulk_create([Term(congress=unit, name="第一届", starts_on=first, ends_on=first + timedelta(days=5 * 365)) for unit in congresses])


class Intake:
    """The three sheets one after the other; `seconds` by step."""

    def __init__(self, size: sheets.Size) -> None:
        self.size = size
        self.county, self.office, self.administrator = prepared()
        self.seconds: dict[str, float] = {}
        self.faults: list[dict] = []
        self.planted: list[tuple[str, str, str]] = []

    def all(self) -> None:
        params = {"county": self.county.pk, "ending": "人大主席团", "stations": True, "zones": False}
        self._sheet("divisions", self.administrator, sheets.divisions, sheets.plant_divisions, params)
        terms_for(self.county)
        self._sheet("roster", self.office, sheets.roster, sheets.plant_roster, {"congress": self.county.pk, "answers": ANSWERS})
        self._sheet("accounts", self.administrator, sheets.accounts, sheets.plant_accounts, {"starts_on": clock.today().isoformat()})

    def _sheet(self, name: str, owner: User, made, plant, params: dict) -> None:
        wrong = made(self.size)
        plant(wrong)
        told = self._timed(f"{name}: mistakes", f"{name}.check", owner, wrong, params).outcome
        self.faults += told["faults"]
        self.planted += [(wrong.name, cell, cure) for cell, cure in wrong.planted.items()]
        sheet = made(self.size)
        self._timed(f"{name}: check", f"{name}.check", owner, sheet, params)
        self._timed(f"{name}: write", f"{name}.write", owner, sheet, params)

    def _timed(self, step: str, kind: str, owner: User, sheet: sheets.Sheet, params: dict) -> Job:
        began = time.perf_counter()
        job = run(kind, owner, sheet, params)
        self.seconds[step] = round(time.perf_counter() - began, 2)
        return job

    @property
    def unnamed(self) -> list[tuple[str, str, str]]:
        """Planted mistakes that no report names by sheet and cell with its cure."""
        told: dict[tuple[str, str], str] = {}
        for fault in self.faults:
            place = (fault["sheet"], fault["cell"])
            told[place] = told.get(place, "") + fault["words"]
        return [each for each in self.planted if each[:2] not in told or each[2] not in told[each[:2]]]


def counts() -> dict[str, int]:
    return {
        "towns": Unit.objects.filter(kind=UnitKind.CONGRESS, level=Level.TOWN).count(),
        "stations": Unit.objects.filter(kind=UnitKind.STATION).count(),
        "deputies": Deputy.objects.count(),
        "seats": Mandate.objects.count(),
        "accounts": User.objects.filter(password__startswith="!").count(),
    }


def main() -> None:
    intake = Intake(sheets.Size())
    intake.all()
    named = len(intake.planted) - len(intake.unnamed)
    written = sum(value for step, value in intake.seconds.items() if "mistakes" not in step)
    print(json.dumps({"mistakes": f"{named} of {len(intake.planted)} named", **counts(), **intake.seconds, "checked and written": round(written, 1)}))


if __name__ == "__main__":
    main()
