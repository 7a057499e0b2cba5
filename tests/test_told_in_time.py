"""The embedded default, for real: script/server on SQLite, its own worker and beat, the clock moved to the day before a reception."""

import os
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bench.client import Browser
from common.clock import OFFSET_FILE, SHANGHAI
from liaison.celery import app
from tests.factories.accounts import PASSWORD
from tests.test_server import ROOT, Server

DAY = "2026-12-10"
SOONER, EVE = datetime(2026, 12, 1, 12, tzinfo=SHANGHAI), datetime(2026, 12, 9, 9, tzinfo=SHANGHAI)
TOLD = "明天09:00在河湾村联络站接待选民"
MOST = 120  # seconds
PACE = "1" if "REAL_PACE" in os.environ else "15"  # beat's ticks come so much faster, to spare a minute; REAL_PACE=1 waits as an installation does


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A running server with the town, and the folder that holds its clock."""
    if not Path("/proc/self/environ").exists():
        pytest.skip("没有 /proc，数不了进程 (no /proc to count processes in)")
    monkeypatch.setenv("BEAT_PACE", PACE)
    set_clock(tmp_path, SOONER)
    running = Server(tmp_path)
    try:
        running.wait_for("联络站系统已启动")
        env = os.environ | {"LIAISON_ENV": "test", "DATA_DIR": str(tmp_path), "DATABASE_URL": "", "REDIS_URL": ""}
        subprocess.run([sys.executable, "-m", "tests.factories.served", DAY], cwd=ROOT, env=env, check=True)
        yield running
    finally:
        running.process.terminate()
        running.process.wait(30)


def set_clock(folder: Path, moment: datetime) -> None:
    (folder / OFFSET_FILE).write_text(str(round(moment.timestamp() - time.time())))


def phone(server: Server) -> str:
    """What the deputy sees first."""
    browser = Browser(server.port)
    with closing(browser.connection):
        browser.login("deputy", PASSWORD)
        return browser.get("/today/")[1]


def test_the_deputys_phone_shows_it_within_two_minutes(served, tmp_path):
    assert TOLD not in phone(served)
    set_clock(tmp_path, EVE)
    began = time.monotonic()
    while TOLD not in (page := phone(served)):
        assert time.monotonic() - began < MOST, served.output.read_text() + page
        time.sleep(0.5)
    print(f"told after {time.monotonic() - began:.1f} s")


def test_the_products_own_ticks_keep_the_two_minutes():
    """The test above lets beat tick faster; in an installation a reminder is planned by one tick and sent by another."""
    ticks = {entry["task"]: timedelta(seconds=entry["schedule"]) for entry in app.conf.beat_schedule.values()}
    assert ticks["notices.tasks.plan"] + ticks["notices.tasks.dispatch"] <= timedelta(seconds=MOST * 3 // 4)
