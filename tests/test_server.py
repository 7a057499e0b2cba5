"""script/server for real, on SQLite: it answers, keeps no process behind, and names the one that died."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.prepared import lay_out

ROOT = Path(__file__).resolve().parents[1]


class Server:
    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        env = os.environ | {"LIAISON_ENV": "test", "DATA_DIR": str(data), "DATABASE_URL": "", "REDIS_URL": "", "PORT": str(self.port)}
        lay_out(data, "test")
        self.output = data / "output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen([sys.executable, "script/serve.py"], cwd=ROOT, env=env, stdout=output, stderr=output)

    def wait_for(self, words: str, patience: int = 240) -> None:
        deadline = time.monotonic() + patience
        while words not in self.output.read_text():
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)

    def family(self) -> dict[int, str]:
        """Process id → command of every process that works on this server's data folder."""
        mark = f"DATA_DIR={self.output.parent}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return {pid: command for pid, command in found.items() if command}


@pytest.fixture
def server(tmp_path):
    if not Path("/proc/self/environ").exists():
        pytest.skip("没有 /proc，数不了进程 (no /proc to count processes in)")
    running = Server(tmp_path)
    running.wait_for("联络站系统已启动")
    yield running
    running.process.kill()
    running.process.wait()
    for pid in running.family():
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_stops_everything(server, name):
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=10) as answer:
        assert answer.read() == b"ok"
    assert len(server.family()) >= 4
    server.process.send_signal(getattr(signal, name))
    assert server.process.wait(30) == 0
    assert server.family() == {}
    assert server.output.read_text().rstrip().splitlines().count("正在停止……") == 1


def test_answers_beside_connections_that_send_nothing(server):
    """Browsers open some ahead; more of them than there are workers."""
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(6)]
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=10) as answer:
        assert answer.read() == b"ok"
    for each in idle:
        each.close()


def test_names_the_process_that_died(server):
    worker = min(pid for pid, command in server.family().items() if "celery" in command)
    os.kill(worker, signal.SIGKILL)
    assert server.process.wait(30) == 1
    assert "worker 进程意外退出（-9）" in server.output.read_text()
    assert server.family() == {}
