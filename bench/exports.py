"""Time and memory of the opinions' ledger beside the floor: openpyxl's write_only mode given the same values, ready in memory.

    DATABASE_URL=postgres://…/scratch python bench/exports.py --rows 100000

fills the database of DATABASE_URL (it must be empty or filled by this script), then measures each in a process of its own
and prints JSON: seconds, peak MiB, bytes.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")

SENTENCES = ("村东头的水渠塌了一段，浇不上地。", "路灯坏了半个月没有人修。", "合作医疗报销要跑三趟，能不能一次办好。", "垃圾桶离家太远，老人走不动。")
NAMES = ("王小明", "李桂兰", "欧阳春华", "赵大海", "")


def fill(rows: int) -> None:
    from django.core.management import call_command

    from opinions.models import Opinion

    call_command("migrate", verbosity=0)
    if Opinion.objects.count() >= rows:
        return
    people, stations, departments, clerk = _place()
    random.seed(2026)
    for start in range(0, rows, 5000):
        _batch(range(start, min(start + 5000, rows)), people, stations, departments, clerk)


def _place():
    from constituents.models import Constituent
    from tests.factories.world import build_town

    town = build_town()
    stations = [town.station, town.other_station, town.station_elsewhere]
    rows = [Constituent(station=stations[n % 3], name=random.choice(NAMES), phone="13812345678") for n in range(5000)]
    Constituent.objects.bulk_create(rows)
    return rows, stations, [town.department, town.other_department], town.officer


def _batch(numbers: range, people, stations, departments, clerk) -> None:
    from common import clock
    from opinions.choices import Channel, FeedbackWay, Rating, ReferralRole, State
    from opinions.models import Category, Feedback, Opinion, Referral
    from stations.services.regulations import current_regulation

    regulation, now, categories = current_regulation(stations[0]), clock.now(), list(Category.objects.all()[:20])
    rows = []
    for n in numbers:
        day = date(2025, 1, 1) + timedelta(days=n % 600)
        closed = n % 3 == 0
        person = people[n % len(people)]
        rows.append(
            Opinion(
                station=person.station, year=day.year, serial=n + 1, number=f"河湾{day.year}-{n + 1:06d}", channel=Channel.values[n % 8],
                received_on=day, registered_at=now - timedelta(minutes=len(numbers) * 100 - n), registered_by=clerk, constituent=person,
                words="".join(random.choices(SENTENCES, k=random.randint(1, 8))), summary=SENTENCES[n % 4], regulation=regulation,
                category=categories[n % len(categories)] if categories else None,
                state=State.CLOSED if closed else State.HANDLING, due_on=day + timedelta(days=20), lead_department=departments[0],
                reply_class="A" if closed else "", solved=closed or None, closed_at=now if closed else None,
            )
        )  # fmt: skip
    Opinion.objects.bulk_create(rows, batch_size=1000)
    Referral.objects.bulk_create(
        [
            Referral(opinion=row, department=department, role=role, sent_by=clerk, due_on=row.due_on)
            for row in rows
            for department, role in zip(departments, (ReferralRole.LEAD, ReferralRole.ASSIST), strict=True)
            if role == ReferralRole.LEAD or row.serial % 4 == 0
        ],
        batch_size=1000,
    )
    told = [
        Feedback(opinion=row, way=FeedbackWay.PHONE, at=now, by=clerk, work_rating=Rating.SATISFIED, result_rating=Rating.FAIRLY)
        for row in rows
        if row.closed_at
    ]
    Feedback.objects.bulk_create(told, batch_size=1000)


def ledger(rows: int) -> dict:
    """The product's way, from the query to the bytes."""
    book = _ledger()
    began, cpu = time.perf_counter(), time.process_time()
    data, count = book.workbook(_rows(rows))
    return _measured(began, cpu, count, len(data))


def floor(rows: int) -> dict:
    """The same values, already in memory, in write_only mode without a style: memory is that of the list and says nothing."""
    from openpyxl import Workbook

    values = list(_ledger().rows(_rows(rows)))
    began, cpu = time.perf_counter(), time.process_time()
    made = Workbook(write_only=True)
    sheet = made.create_sheet()
    for row in values:
        sheet.append(row)
    out = BytesIO()
    made.save(out)
    return _measured(began, cpu, len(values), len(out.getvalue()))


def _ledger():
    from accounts.models import User
    from reports.resources import OpinionLedger

    return OpinionLedger(User.objects.get(username="county_office"))


def _rows(rows: int):
    from opinions.models import Opinion

    book = _ledger()
    return Opinion.objects.visible_to(book.user).filter(pk__lte=Opinion.objects.order_by("pk")[rows - 1 : rows].get().pk)


def _measured(began: float, cpu: float, count: int, size: int) -> dict:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.perf_counter() - began
    return {
        "rows": count, "seconds": round(seconds, 2), "cpu": round(time.process_time() - cpu, 2),
        "rows_per_second": round(count / seconds), "peak_mib": round(peak, 1), "bytes": size,
    }  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--only", choices=["fill", "ledger", "floor"])
    given = options.parse_args()
    if given.only:
        import django

        django.setup()
        print(json.dumps({"fill": fill, "ledger": ledger, "floor": floor}[given.only](given.rows)))
        return
    found = {}
    for step in ("fill", "floor", "ledger"):
        run = subprocess.run([sys.executable, __file__, "--rows", str(given.rows), "--only", step], check=True, capture_output=True, text=True)
        found[step] = json.loads(run.stdout.splitlines()[-1])
    found["ratio_cpu"] = round(found["ledger"]["cpu"] / found["floor"]["cpu"], 2)
    found["ratio_seconds"] = round(found["ledger"]["seconds"] / found["floor"]["seconds"], 2)
    print(json.dumps(found, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
