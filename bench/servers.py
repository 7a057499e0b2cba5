"""What the bench needs around it: a database of its own and the product behind gunicorn, both gone afterwards."""

import base64
import contextlib
import http.client
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
NAME = "bench"


def environment(folder: Path, database_url: str) -> dict[str, str]:
    """As in production, without HTTPS: fresh keys, cached templates, hashed static files, lasting connections."""
    keys = {name: f"b1:{base64.b64encode(secrets.token_bytes(32)).decode()}" for name in ("FIELD_KEYS", "INDEX_KEY", "AUDIT_KEY", "CODE_KEY")}
    return os.environ | {
        "LIAISON_ENV": "production",
        "HTTPS": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        **keys,
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": "",
        "LOG_LEVEL": "ERROR",
    }


def manage(variables: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=variables, check=True)


@contextlib.contextmanager
def database(folder: Path) -> Iterator[tuple[str, str]]:
    """(URL, what it is): a new database `bench` on DATABASE_URL's server, else on a cluster of its own, else an SQLite file."""
    given, initdb = os.environ.get("DATABASE_URL", ""), _initdb()
    if given.startswith(("postgres://", "postgresql://")):
        with _on_server(given) as found:
            yield found
    elif initdb:
        with _cluster(folder, initdb) as url, _on_server(url) as found:
            yield found
    else:
        yield f"sqlite://{folder / 'bench.sqlite3'}", "SQLite: no PostgreSQL was found, so search and writing are not those of real work"


@contextlib.contextmanager
def _on_server(url: str) -> Iterator[tuple[str, str]]:
    import psycopg2

    parts = urlsplit(url)
    server = psycopg2.connect(parts._replace(scheme="postgresql", path="/postgres").geturl())
    server.autocommit = True
    with contextlib.closing(server), server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME}")
        try:
            yield parts._replace(path=f"/{NAME}").geturl(), f"PostgreSQL {server.server_version // 10_000}"
        finally:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _initdb() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    return found[-1] if found else Path(on_path) if on_path else None


@contextlib.contextmanager
def _cluster(folder: Path, initdb: Path) -> Iterator[str]:
    """A PostgreSQL server in the folder, on a free port; not run by root, which it refuses."""
    place, port = folder / "cluster", free_port()
    control = [*_not_as_root(), str(initdb.with_name("pg_ctl")), "--pgdata", str(place), "--silent"]
    folder.chmod(0o711)
    place.mkdir()
    if os.getuid() == 0:
        shutil.chown(place, "postgres")
    make = [*_not_as_root(), str(initdb), "--pgdata", str(place), "--username", NAME, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd="/")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    subprocess.run([*control, "--wait", "--log", str(place / "server.log"), "--options", options, "start"], check=True, cwd="/")
    try:
        yield f"postgres://{NAME}@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "--mode", "immediate", "stop"], check=False, cwd="/")


def _not_as_root() -> list[str]:
    return ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def product(variables: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen]]:
    """Gunicorn as script/server starts it, with one empty view more; answers with its port and process."""
    port = free_port()
    serve = [str(BIN / "gunicorn"), "bench.site", "--config", "python:liaison.serving"]
    command = [*serve, "--bind", f"127.0.0.1:{port}", "--workers", "2", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield port, process
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen, port: int) -> None:
    for _ in range(600):
        if process.poll() is not None:
            sys.exit("gunicorn ended before it answered; see above.")
        with contextlib.suppress(OSError, http.client.HTTPException):
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            client.request("GET", "/healthz")
            if client.getresponse().status == 200:
                return
        time.sleep(0.2)
    sys.exit("gunicorn did not answer within two minutes.")


def peak_mib(process: subprocess.Popen) -> float:
    """The largest memory that one of the workers ever had."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        return 0.0
    lines = [line for pid in children.read_text().split() for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return round(max(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024, 1)
