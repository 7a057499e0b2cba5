"""Times one export as its worker does it, or its floor; one process each, so that the peak of memory is its own. Called by bench.run."""

import argparse
import json
import os
import resource
import time
from io import BytesIO

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
django.setup()

from accounts.models import User  # noqa: E402
from bench.place import LOGINS  # noqa: E402
from common import clock  # noqa: E402
from jobs import storage  # noqa: E402
from jobs.models import Job, JobState  # noqa: E402
from jobs.services import run_job  # noqa: E402
from reports.rules.access import congresses_of  # noqa: E402
from reports.services.orders import ANNUAL, OPINIONS  # noqa: E402

KINDS = (OPINIONS, ANNUAL)


def produced(kind: str, path: str, owner: User, alone: bool) -> dict:
    """The whole job: query, workbook, encryption, file. alone: the annual report of the congress alone and of this year, not with its towns."""
    year = clock.today().year - (not alone)
    params = {"query": ""} if kind == OPINIONS else {"congress": congresses_of(owner).first().pk, "year": year, "below": not alone}
    job = Job.objects.create(kind=kind, title=kind, owner=owner, params=params)
    began, cpu = time.perf_counter(), time.process_time()
    run_job(job.pk)
    found = _measured(began, cpu)
    job.refresh_from_db()
    if job.state != JobState.DONE:
        raise RuntimeError(f"{kind}: {job.error}")
    data = b"".join(storage.read(job.result_path))
    with open(path, "wb") as file:
        file.write(data)
    return found | {"bytes": len(data)}


def floor(path: str) -> dict:
    """The same cells, already in memory, by openpyxl in write_only mode without a style; its peak of memory is that of the cells."""
    import python_calamine
    from openpyxl import Workbook

    book = python_calamine.CalamineWorkbook.from_path(path)
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    began, cpu = time.perf_counter(), time.process_time()
    made = Workbook(write_only=True)
    for rows in sheets:
        sheet = made.create_sheet()
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    made.save(out)
    return _measured(began, cpu) | {"rows": sum(map(len, sheets)), "bytes": len(out.getvalue())}


def _measured(began: float, cpu: float) -> dict:
    """Seconds by the clock, seconds of this process's own work, peak of its memory."""
    seconds, worked = time.perf_counter() - began, time.process_time() - cpu
    return {"seconds": round(seconds, 2), "cpu": round(worked, 2), "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", choices=[*KINDS, "floor"])
    options.add_argument("path", help="the workbook: written by an export, read by its floor")
    options.add_argument("--owner", default=LOGINS["county"], help="whose job it is")
    options.add_argument("--alone", action="store_true", help="without the congresses below, of this year")
    given = options.parse_args()
    if given.what == "floor":
        print(json.dumps(floor(given.path)))
    else:
        print(json.dumps(produced(given.what, given.path, User.objects.get(username=given.owner), given.alone)))


if __name__ == "__main__":
    main()
