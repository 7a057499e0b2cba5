"""Data folders as script/server prepares them on its first start: made once in a run, by its own code, and copied for every test that serves."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACE = "PREPARED_DIR"  # in the environment: the run's own folder, which its workers share
PREPARE = "import sys; sys.path.insert(0, 'script'); import serve; serve.prepare()"


def open_place() -> None:
    """The process that starts the others makes the folder; they inherit its name."""
    os.environ[PLACE] = tempfile.mkdtemp(prefix="prepared-")


def close_place() -> None:
    shutil.rmtree(os.environ.pop(PLACE, ""), ignore_errors=True)


def lay_out(data: Path, mode: str) -> None:
    """Copy what a first start in that LIAISON_ENV leaves on SQLite: the tables, the keys, in development the demonstration."""
    place = Path(os.environ[PLACE])
    made = place / mode
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(place / f"{mode}.part", mode)
            (place / f"{mode}.part").rename(made)
    shutil.copytree(made, data, dirs_exist_ok=True)


def _make(folder: Path, mode: str) -> None:
    folder.mkdir()
    env = os.environ | {"LIAISON_ENV": mode, "DATA_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": ""}
    subprocess.run([sys.executable, "-c", PREPARE], cwd=ROOT, env=env, check=True, capture_output=True)
