"""The commands a newcomer meets first: their syntax, and the sentences they say instead of a trace."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ["script/setup", "script/server", "script/test", "script/check", "script/keys", "script/bench", "script/chaos", ".ci/run"]


def run(*command: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_sound(name):
    path = ROOT / name
    assert os.access(path, os.X_OK)
    assert path.read_text().startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in path.read_text()
    assert run("bash", "-n", name).stderr == ""


def test_dev_requirements_hold_the_same_pins():
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9._-]+==\S+", (ROOT / name).read_text(), flags=re.IGNORECASE | re.MULTILINE))

    assert len(pins("requirements.txt")) > 20
    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()


def test_setup_names_the_cure_where_python_is_missing(tmp_path):
    scripts = tmp_path / "script"
    scripts.mkdir()
    (scripts / "setup").write_text((ROOT / "script/setup").read_text())
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("bash", "dirname", "cat", "grep", "cksum"):
        (tools / tool).symlink_to(next(path for folder in ("/usr/bin", "/bin") if (path := Path(folder, tool)).exists()))
    result = run(str(tools / "bash"), str(scripts / "setup"), PATH=str(tools))
    assert result.returncode == 1
    assert "没有找到 Python 3.11" in result.stderr
    assert "sudo apt install python3 python3-venv" in result.stderr
    assert not (tmp_path / ".venv").exists()


def test_server_names_the_cure_for_a_taken_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run(sys.executable, "script/serve.py", PORT=str(port), HOST="127.0.0.1")
    assert result.returncode == 1
    assert result.stderr.startswith(f"不能使用 127.0.0.1 的端口 {port}")
    assert f"PORT={port + 1} script/server" in result.stderr


@pytest.mark.parametrize("port", ["web", "0", "70000"])
def test_server_refuses_a_wrong_port(port):
    result = run(sys.executable, "script/serve.py", PORT=port)
    assert (result.returncode, result.stderr) == (1, f"PORT={port!r} 应是 1 到 65535 之间的整数。\n")


def test_keys_are_fresh_and_complete():
    first, second = run("script/keys").stdout, run("script/keys").stdout
    assert [line.split("=")[0] for line in first.splitlines()] == ["SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "AUDIT_KEY", "CODE_KEY"]
    assert set(first.splitlines()) & set(second.splitlines()) == set()
