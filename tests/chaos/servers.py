"""PostgreSQL and Redis of the storm's own, on free ports, thrown away afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg2
import redis


def postgres_folder() -> Path | None:
    """Where the newest installed PostgreSQL keeps initdb and pg_ctl."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    other = shutil.which("initdb")
    return found[-1].parent if found else Path(other).parent if other else None


def missing() -> str:
    """Why the storm cannot be held here; empty where it can."""
    if not postgres_folder() or not shutil.which("redis-server"):
        return "没有 PostgreSQL 或 Redis 的程序，跳过故障测试：apt install postgresql redis-server (no initdb or redis-server)"
    if os.getuid() == 0 and not shutil.which("runuser"):
        return "root 不能启动 PostgreSQL，又没有 runuser，跳过故障测试 (PostgreSQL refuses to run as root)"
    return ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Servers:
    """`with Servers() as servers`: both run, the database is empty. Commits are durable, as in an installation: crashes must lose nothing."""

    def __enter__(self) -> "Servers":
        self.place = Path(tempfile.mkdtemp(prefix="chaos-"))
        self.place.chmod(0o711)
        self.port, self.redis_port = free_port(), free_port()
        for name in ("cluster", "socket"):
            (self.place / name).mkdir()
            if os.getuid() == 0:
                shutil.chown(self.place / name, "postgres")
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error) -> None:
        if (self.place / "redis.pid").exists():
            redis.Redis(port=self.redis_port).shutdown(nosave=True)
        self._postgres("pg_ctl", "--mode", "immediate", "--silent", "stop", check=False)
        shutil.rmtree(self.place)

    @property
    def database_url(self) -> str:
        return f"postgres://liaison@127.0.0.1:{self.port}/postgres"

    @property
    def redis_url(self) -> str:
        return f"redis://127.0.0.1:{self.redis_port}/0"

    def crash(self) -> None:
        """End the database as a power cut would, and start it again."""
        self._postgres("pg_ctl", "--mode", "immediate", "--silent", "--wait", "--log", f"{self.place}/cluster/server.log", "restart")

    def flush(self) -> None:
        """Redis forgets everything."""
        redis.Redis(port=self.redis_port).flushall()

    def version(self) -> str:
        return subprocess.run([str(postgres_folder() / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout.split()[2]

    def rows(self, sql: str, *values) -> list:
        connection = psycopg2.connect(self.database_url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def _start(self) -> None:
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.place}/socket -c max_connections=200"
        self._postgres("initdb", "--username", "liaison", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
        self._postgres("pg_ctl", "--silent", "--wait", "--log", f"{self.place}/cluster/server.log", "--options", settings, "start")
        quiet = ["--save", "", "--appendonly", "no", "--daemonize", "yes", "--dir", str(self.place), "--pidfile", str(self.place / "redis.pid")]
        subprocess.run(["redis-server", "--bind", "127.0.0.1", "--port", str(self.redis_port), *quiet], check=True, stdout=subprocess.DEVNULL)

    def _postgres(self, program: str, *arguments: str, check: bool = True) -> None:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []  # neither initdb nor pg_ctl runs as root
        command = [*as_postgres, str(postgres_folder() / program), "--pgdata", str(self.place / "cluster"), *arguments]
        subprocess.run(command, cwd="/", check=check, stdout=subprocess.DEVNULL, timeout=60)
