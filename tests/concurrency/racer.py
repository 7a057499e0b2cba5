"""Many real processes on one PostgreSQL database: `python -m tests.concurrency.racer TASK PROCESSES ROUNDS`.

The parent builds the town, forks the processes, lets all of them start at one barrier, and prints what they saw as JSON.
Each task stands beside its naive control, which does the same the obvious way and must fail.
"""

import json
import multiprocessing
import os
import random
import sys
import time
import uuid
from functools import partial

import django

FORMS = 300  # how many forms are sent again and again


def main(task: str, processes: int, rounds: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
    django.setup()
    from django.db import connections

    prepared = PREPARE.get(task, prepare_station)()
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(processes), context.Queue()
    children = [context.Process(target=child, args=(task, number, rounds, prepared, barrier, answers)) for number in range(processes)]
    for each in children:
        each.start()
    seen = [answers.get(timeout=300) for _ in children]
    for each in children:
        each.join()
    print(json.dumps({"seen": seen, "codes": [each.exitcode for each in children]}))


def child(task, number, rounds, prepared, barrier, answers) -> None:
    random.seed(number)
    barrier.wait()
    try:
        answers.put(TASKS[task](number, rounds, prepared))
    except BaseException:
        answers.put([])  # the parent does not wait for what will not come; the exit code tells
        raise


# Prepared by the parent ----------------------------------------------------------------------------------------------
def prepare_station() -> dict:
    from stations.models import Unit
    from tests.factories.world import build_town

    if not Unit.objects.exists():
        build_town()
    return {}


def prepare_forms() -> dict:
    prepare_station()
    return {"keys": [str(uuid.uuid4()) for _ in range(FORMS)]}


def prepare_cases(count: int = 100) -> dict:
    from accounts.models import User
    from opinions.services import Registration, register
    from stations.models import Unit

    prepare_station()
    station, officer = Unit.objects.get(name="河湾村联络站"), User.objects.get(username="officer")
    cases = [register(Registration(station, "box", _today(), f"第 {n} 件"), officer) for n in range(count)]
    return {"cases": [case.pk for case in cases]}


# Run by each process -------------------------------------------------------------------------------------------------
def visits(number: int, rounds: int, prepared: dict) -> list:
    """Register visits; every tenth transaction is rolled back after it took its number."""
    from accounts.services.audit import recorded
    from opinions.services.visits import take_visit

    kept = []
    for turn in range(rounds):
        try:
            with recorded():
                visit = take_visit(_draft(f"{number}-{turn}"), _officer())
                if (number + turn) % 10 == 0:
                    raise _RollbackError
            kept.append(visit.number)
        except _RollbackError:
            pass
    return kept


def naive_numbers(number: int, rounds: int, prepared: dict) -> list:
    """The obvious way: the highest serial so far plus one."""
    from django.db import connection, transaction

    kept = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS race_naive (serial integer)") if number == 0 else time.sleep(0.5)
        for turn in range(rounds):
            try:
                with transaction.atomic():
                    cursor.execute("INSERT INTO race_naive SELECT coalesce(max(serial), 0) + 1 FROM race_naive RETURNING serial")
                    serial = cursor.fetchone()[0]
                    if (number + turn) % 10 == 0:
                        raise _RollbackError
                kept.append(serial)
            except _RollbackError:
                pass
    return kept


def same_forms(number: int, rounds: int, prepared: dict) -> list:
    """Send all forms, in an order of one's own; answer with the number that each got."""
    from opinions.services.visits import take_visit

    keys = list(prepared["keys"])
    random.shuffle(keys)
    return [(key, take_visit(_draft(key, key), _officer()).number) for key in keys]


def naive_forms(number: int, rounds: int, prepared: dict) -> list:
    """The same without a request key of the form's own."""
    from opinions.services.visits import take_visit

    return [(key, take_visit(_draft(key), _officer()).number) for key in prepared["keys"][:20]]


def one_case(number: int, rounds: int, prepared: dict) -> list:
    """Every process moves every case on, all having seen its first version; answer with those that were moved."""
    from opinions.models import Opinion
    from opinions.services.cases import Screening, SomebodyWasFaster, screen

    moved = []
    for case in Opinion.objects.filter(pk__in=prepared["cases"]).order_by("pk"):
        try:
            screen(case, _officer(), 1, Screening(summary=f"由 {number} 初筛", category=case.category))
            moved.append(case.pk)
        except SomebodyWasFaster:
            pass
    return moved


def four_clerks(number: int, rounds: int, prepared: dict) -> list:
    """The same as one_case, on ten times as many."""
    return one_case(number, rounds, prepared)


def naive_case(number: int, rounds: int, prepared: dict) -> list:
    """Read, look, write: nobody notices the other."""
    from opinions.models import Opinion

    moved = []
    for pk in prepared["cases"]:
        case = Opinion.objects.get(pk=pk)
        if case.state == "screening":
            case.state = "auditing"
            case.save(update_fields=["state"])
            moved.append(pk)
    return moved


def duties(number: int, rounds: int, prepared: dict) -> list:
    """Record the same duties as everybody else, in an order of one's own, one by one and all at once."""
    from deputies.services.ledger import record_duties, record_duty

    wanted = list(_duties(1000))
    random.shuffle(wanted)
    for duty in wanted[:50]:
        record_duty(**vars(duty))
    return [row.pk for row in record_duties(wanted)]


def naive_duties(number: int, rounds: int, prepared: dict) -> list:
    """Look whether it is there, else write it: answer with the times somebody was faster."""
    from django.db import IntegrityError

    from deputies.models import DutyRecord

    lost = []
    for duty in _duties(2000):
        key = {"source": duty.source, "source_id": duty.source_id, "deputy_id": duty.deputy_id, "kind": duty.kind}
        if not DutyRecord.objects.filter(**key).exists():
            try:
                DutyRecord.objects.create(**key, on=duty.on, title=duty.title)
            except IntegrityError:
                lost.append(duty.source_id)
    return lost


def _duties(first: int):
    from deputies.choices import DutyKind, DutySource
    from deputies.models import Deputy
    from deputies.registry import Duty

    deputies = Deputy.objects.order_by("pk")[:3]
    return [Duty(DutySource.OPINION, first + n, deputy.pk, DutyKind.OPINION, _today(), "路灯") for n in range(100) for deputy in deputies]


class _RollbackError(Exception):
    pass


def _draft(words: str, key: str | None = None):
    from common import clock
    from constituents.services.visits import VisitDraft
    from deputies.models import Deputy
    from opinions.services.visits import MatterDraft
    from stations.models import Unit

    station = Unit.objects.get(name="河湾村联络站")
    deputies = tuple(Deputy.objects.order_by("pk")[:1])
    return VisitDraft(station, clock.now(), (MatterDraft(words),), deputies, request_key=uuid.UUID(key) if key else uuid.uuid4())


def _officer():
    from accounts.models import User

    return User.objects.get(username="officer")


def _today():
    from common import clock

    return clock.today()


PREPARE = {"same_forms": prepare_forms, "naive_forms": prepare_forms, "one_case": prepare_cases, "naive_case": prepare_cases}
PREPARE["four_clerks"] = partial(prepare_cases, 1000)
TASKS = {task.__name__: task for task in (visits, naive_numbers, same_forms, naive_forms, one_case, four_clerks, naive_case, duties, naive_duties)}

if __name__ == "__main__":
    from tests.concurrency import booking_tasks, calendar_tasks, closing_tasks, job_tasks, quarter_tasks, regulation_tasks, swap_tasks, tree_tasks

    for tasks in (booking_tasks, calendar_tasks, closing_tasks, job_tasks, quarter_tasks, regulation_tasks, swap_tasks, tree_tasks):
        PREPARE |= getattr(tasks, "PREPARE", {})
        TASKS |= tasks.TASKS
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
