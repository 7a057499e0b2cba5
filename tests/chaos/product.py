"""What the storm's workers and beats run: `celery --app tests.chaos.product`. The product, a planner of made-up rows, and the naive ways.

The made-up rows stand in the table chaos_row; each way has rows of its own, told to the same people in the same storm. Nothing of the
product is replaced: beat only ticks faster than in an installation, and a short storm shortens the lease.
"""

import json
import os
import sys
import urllib.request
from datetime import datetime, time, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
django.setup()

from celery.signals import worker_ready  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from liaison.celery import app  # noqa: E402
from notices.models import Preference  # noqa: E402
from notices.registry import Draft, register_planner  # noqa: E402
from notices.services import claims, outside, sending  # noqa: E402

for module in (claims, outside, sending):
    module.LEASE = timedelta(seconds=float(os.environ["CHAOS_LEASE"]))

TICKS = {
    "plan": ("notices.tasks.plan", 2.0),
    "dispatch": ("notices.tasks.dispatch", 1.0),
    "mark": ("chaos.send_then_mark", 1.0),
    "queue": ("chaos.queue_each", 1.0),
}
app.conf.beat_schedule = {name: {"task": task, "schedule": every, "options": {"expires": 20}} for name, (task, every) in TICKS.items()}
app.conf.beat_max_loop_interval = 1


@worker_ready.connect
def _say_so(**_about) -> None:
    (settings.DATA_DIR / f"up-{os.getpid()}").touch()


TABLES = """
CREATE TABLE chaos_row (id serial PRIMARY KEY, way text NOT NULL, due_at timestamptz NOT NULL, recipient_id bigint NOT NULL, state text DEFAULT '');
CREATE TABLE chaos_told (row_id integer NOT NULL);
CREATE FUNCTION chaos_slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END $$;
CREATE TRIGGER slow BEFORE INSERT ON notices_notice FOR EACH ROW EXECUTE FUNCTION chaos_slow();
CREATE TRIGGER slow BEFORE INSERT ON chaos_told FOR EACH ROW EXECUTE FUNCTION chaos_slow();
"""  # slow: so that faults strike while something is being written


def planned(since: datetime, until: datetime):
    """The product's rows, each told for a day."""
    for pk, due_at, recipient in _select("way = 'product' AND due_at > %s AND due_at <= %s", since, until):
        yield Draft("chaos", str(pk), "once", recipient, f"第 {pk} 条", "", "/", due_at, due_at + timedelta(days=1))


register_planner("chaos", planned)


@app.task(name="chaos.send_then_mark")
def send_then_mark() -> None:
    """The first naive way: whatever is due and not marked is sent, then marked."""
    for pk, _due_at, _recipient in _select("way = 'mark' AND state = '' AND due_at <= now()"):
        if _tell(pk):
            _execute("UPDATE chaos_row SET state = 'sent' WHERE id = %s", pk)


@app.task(name="chaos.queue_each")
def queue_each() -> None:
    """The second: a task for each message, once it was queued nobody looks again."""
    for pk, _due_at, _recipient in _select("way = 'task' AND state = '' AND due_at <= now()"):
        if _execute("UPDATE chaos_row SET state = 'queued' WHERE id = %s AND state = ''", pk):
            send_one.delay(pk)


@app.task(name="chaos.send_one", acks_late=False)  # Celery's default
def send_one(pk: int) -> None:
    _tell(pk)


def _tell(pk: int) -> bool:
    """Every fourth by the gateway, the others in the database; whether there was an answer."""
    if pk % 4:
        return bool(_execute("INSERT INTO chaos_told VALUES (%s)", pk))
    try:
        urllib.request.urlopen(urllib.request.Request(f"{settings.SMS_GATEWAY}/naive", json.dumps({"row": pk}).encode()), timeout=5).close()
    except OSError:
        return False
    return True


def _select(where: str, *values) -> list:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, due_at, recipient_id FROM chaos_row WHERE {where} ORDER BY due_at, id", values)
        return cursor.fetchall()


def _execute(sql: str, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def prepare(people: int) -> None:
    from django.core.management import call_command

    from accounts.models import User

    call_command("migrate", verbosity=0)
    users = User.objects.bulk_create(User(username=f"chaos{number}", name=f"甲{number}") for number in range(people))
    texted = {"mobile": "13900000000", "by_sms": True, "quiet_from": time(0), "quiet_to": time(0), "since": timezone.now() - timedelta(days=1)}
    Preference.objects.bulk_create(Preference(user=user, **texted) for user in users[::4])
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


if __name__ == "__main__":
    prepare(int(sys.argv[1]))
