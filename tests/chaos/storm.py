"""A storm over real processes: two beats and three workers of the product, killed, frozen and cut off while reminders fall due."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.servers import Servers
from tests.notices.gateway import Gateway

ROOT = Path(__file__).resolve().parents[2]
CELERY = [str(Path(sys.executable).parent / "celery"), "--app", "tests.chaos.product", "--quiet"]
WORKERS, BEATS, PEOPLE = 3, 2, 48
SLOW = 0.3  # seconds until the gateway answers
REFUSED = CUT = 0.05  # of what is sent to the gateway: refused, and taken but cut off before the answer
PATIENCE = 60  # seconds after the last fault until everything must be told


@dataclass(frozen=True)
class Size:
    """How much falls due, for how long, and what happens meanwhile. Times in seconds."""

    reminders: int  # every fourth goes out by SMS, too
    naive: int  # rows of each naive way
    seconds: int
    lease: int
    worker_kills: int
    beat_kills: int
    flushes: int
    crashes: int
    freezes: int


FULL = Size(reminders=2400, naive=600, seconds=480, lease=30, worker_kills=100, beat_kills=12, flushes=11, crashes=5, freezes=5)
SHORT = Size(reminders=240, naive=120, seconds=30, lease=5, worker_kills=6, beat_kills=2, flushes=2, crashes=1, freezes=1)


@dataclass
class Outcome:
    """What was told. `lost` and `twice` by way; `drained` in seconds after the last fault, None: not within PATIENCE."""

    lost: dict[str, int] = field(default_factory=dict)
    twice: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    drained: float | None = None
    texts: int = 0
    asked: int = 0  # how often the gateway was asked whether it has a text
    suppressed: int = 0  # texts that it was given once more and knew by their id
    states: dict[str, int] = field(default_factory=dict)


class Storm:
    def __init__(self, servers: Servers, gateway: Gateway, size: Size, seed: int = 1) -> None:
        self.servers, self.gateway, self.size, self.random = servers, gateway, size, random.Random(seed)
        self.processes: dict[str, subprocess.Popen] = {}
        self.frozen: dict[str, float] = {}  # name → when it goes on
        self.fell_due: dict[str, int] = {}  # way → rows written so far
        self.data = servers.place / "data"
        self.data.mkdir()
        self.outcome = Outcome()
        self.log = (servers.place / "celery.log").open("w")
        self.environment = os.environ | {
            "LIAISON_ENV": "test",
            "DATA_DIR": str(self.data),
            "DATABASE_URL": servers.database_url,
            "REDIS_URL": servers.redis_url,
            "SMS_GATEWAY": gateway.url,
            "CHAOS_LEASE": str(size.lease),
        }

    def run(self) -> Outcome:
        self._prepare()
        try:
            for name in [f"worker{n}" for n in range(WORKERS)] + [f"beat{n}" for n in range(BEATS)]:
                self._start(name)
            self._rage()
            self._wait()
        finally:
            for name in list(self.processes):
                self._kill(name)
            self.log.close()
        self._count()
        return self.outcome

    # Before and after ------------------------------------------------------------------------------------------------
    def _prepare(self) -> None:
        subprocess.run([sys.executable, "-m", "tests.chaos.product", str(PEOPLE)], cwd=ROOT, env=self.environment, check=True, timeout=300)
        self.people = [pk for (pk,) in self.servers.rows("SELECT id FROM accounts_user ORDER BY id")]

    def _fall_due(self, share: float, seconds: float) -> None:
        """Write so much of the rows of each way, due one after the other within these seconds."""
        for way, many in (("product", self.size.reminders), ("mark", self.size.naive), ("task", self.size.naive)):
            before, self.fell_due[way] = self.fell_due.get(way, 0), round(share * many)
            count = self.fell_due[way] - before
            self.servers.rows(
                "INSERT INTO chaos_row (way, due_at, recipient_id) SELECT %s, now() + n * %s * interval '1 second', (%s)[1 + (n + %s) %% %s] "
                "FROM generate_series(0, %s - 1) n",
                *(way, seconds / max(count, 1), self.people, before, len(self.people), count),
            )

    def _wait(self) -> None:
        """Until everything of the product is told, and the naive ways had the same time to do so."""
        last = time.monotonic()
        while time.monotonic() - last < PATIENCE:
            if self.servers.rows("SELECT count(*) FROM notices_reminder WHERE state = 'sent'")[0][0] >= self.size.reminders * 5 // 4:
                self.outcome.drained = time.monotonic() - last
                break
            time.sleep(0.5)
        time.sleep(10)  # what would be told once more, and what the naive ways still have in hand

    def _count(self) -> None:
        told = Counter(row for (row,) in self.servers.rows("SELECT row_id FROM chaos_told"))
        told.update(body["row"] for path, body in self.gateway.delivered if path == "/naive")
        told.update(
            int(key.split(":")[1]) for (key,) in self.servers.rows("SELECT key FROM notices_notice JOIN notices_reminder r ON r.id = reminder_id")
        )
        for way, row in self.servers.rows("SELECT way, id FROM chaos_row"):
            self.outcome.lost[way] = self.outcome.lost.get(way, 0) + (told[row] == 0)
            self.outcome.twice[way] = self.outcome.twice.get(way, 0) + max(told[row] - 1, 0)
        wanted = [
            key
            for (key,) in self.servers.rows(
                "SELECT 'chaos:' || id || ':once:' || recipient_id || ':sms' FROM chaos_row JOIN notices_preference p ON p.user_id = recipient_id "
                "WHERE way = 'product'"
            )
        ]
        texts = Counter(self.gateway.ids)
        self.outcome.lost["text"] = sum(texts[key] == 0 for key in wanted)
        self.outcome.twice["text"] = texts.total() - len(texts)
        self.outcome.texts, self.outcome.asked, self.outcome.suppressed = len(wanted), len(self.gateway.asked), self.gateway.again
        self.outcome.states = dict(self.servers.rows("SELECT state, count(*) FROM notices_reminder GROUP BY state"))

    # Faults ----------------------------------------------------------------------------------------------------------
    def _rage(self) -> None:
        size = self.size
        many = {
            self._kill_worker: size.worker_kills,
            self._kill_beat: size.beat_kills,
            self.servers.flush: size.flushes,
            self.servers.crash: size.crashes,
            self._freeze: size.freezes,
        }
        faults = [fault for fault, count in many.items() for _ in range(count)]
        self.random.shuffle(faults)
        step = size.seconds / len(faults)
        for number, fault in enumerate(faults, start=1):
            begun = time.monotonic()
            self._fall_due(number / len(faults), step)
            self._sleep_until(begun + self.random.random() * step)
            fault()
            self._note(fault.__name__.strip("_"))
            self._sleep_until(begun + step)
        while self.frozen:
            self._sleep_until(time.monotonic() + 0.5)

    def _sleep_until(self, moment: float) -> None:
        """Meanwhile the frozen go on when their time is over, and what ended by itself is started again, as systemd would."""
        while True:
            for name in [name for name, until in self.frozen.items() if time.monotonic() >= until]:
                del self.frozen[name]
                os.killpg(self.processes[name].pid, signal.SIGCONT)
            for name in [name for name, process in self.processes.items() if process.poll() is not None]:
                self._note("ended")
                self._restart(name)
            if time.monotonic() >= moment:
                return
            time.sleep(0.1)

    def _note(self, fault: str) -> None:
        self.outcome.faults[fault] = self.outcome.faults.get(fault, 0) + 1

    def _kill_worker(self) -> None:
        self._restart(self._one_of("worker"))

    def _kill_beat(self) -> None:
        self._restart(self._one_of("beat"))

    def _freeze(self) -> None:
        """Longer than its lease: others take over what it holds, then it goes on as if nothing had been."""
        while len(self.frozen) >= WORKERS - 1:
            self._sleep_until(time.monotonic() + 0.5)
        name = self._one_of("worker")
        os.killpg(self.processes[name].pid, signal.SIGSTOP)
        self.frozen[name] = time.monotonic() + self.size.lease + 3

    def _one_of(self, kind: str) -> str:
        """One that is at work: on a busy machine a worker that is killed again before it has come up would prove nothing."""
        while not (ready := [name for name in self.processes if name.startswith(kind) and name not in self.frozen and self._is_up(name)]):
            self._sleep_until(time.monotonic() + 0.2)
        return self.random.choice(ready)

    def _is_up(self, name: str) -> bool:
        return name.startswith("beat") or (self.data / f"up-{self.processes[name].pid}").exists()

    # Processes -------------------------------------------------------------------------------------------------------
    def _start(self, name: str) -> None:
        if name.startswith("worker"):
            command = ["worker", "--queues", "short,long", "--concurrency", "2", "--hostname", f"{name}@%h", "--without-gossip", "--without-mingle"]
        else:
            command = ["beat", "--schedule", str(self.servers.place / name), "--pidfile", ""]
        command = [*CELERY, *command, "--loglevel", "WARNING"]
        self.processes[name] = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def _restart(self, name: str) -> None:
        self._kill(name)
        self._start(name)

    def _kill(self, name: str) -> None:
        """kill -9, the worker's own children too."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def brew(size: Size) -> Outcome:
    """Servers, storm, and what came of it."""
    with Servers() as servers, Gateway(REFUSED, CUT, knows_ids=True, seconds=SLOW).running() as gateway:
        return Storm(servers, gateway, size).run()
