"""A fresh PostgreSQL database for the racing processes, migrated as a newcomer would."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]


def _run(url: str, folder: Path, *arguments: str) -> str:
    environment = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(folder), "LIAISON_ENV": "test", "REDIS_URL": ""}
    finished = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=500, check=False)
    assert finished.returncode == 0, finished.stderr[-4000:]
    return finished.stdout


@pytest.fixture(scope="session")
def race_url(tmp_path_factory):
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = f"race_{os.getpid()}"
    server = psycopg2.connect(parts._replace(path="/postgres").geturl())
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    url = parts._replace(path=f"/{name}").geturl()
    _run(url, tmp_path_factory.mktemp("race"), "manage.py", "migrate", "-v0")
    yield url
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.fixture
def race(race_url, tmp_path):
    """race(task, processes, rounds) → what each process saw; all of them must have ended well."""

    def run(task: str, processes: int, rounds: int = 1) -> list:
        answer = json.loads(_run(race_url, tmp_path, "-m", "tests.concurrency.racer", task, str(processes), str(rounds)).splitlines()[-1])
        assert answer["codes"] == [0] * processes
        return answer["seen"]

    return run


@pytest.fixture
def rows(race_url):
    """rows(sql) → what the race left in its database."""

    def read(sql: str) -> list:
        connection = psycopg2.connect(race_url)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        finally:
            connection.close()

    return read
