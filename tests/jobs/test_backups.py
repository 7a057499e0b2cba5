"""A backup of a town in use, restored into an empty house: the same rows, readable files, a whole audit chain."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.prepared import ROOT, lay_out


def manage(*arguments: str, data: Path, url: str = "") -> subprocess.CompletedProcess:
    env = os.environ | {"LIAISON_ENV": "test", "DATA_DIR": str(data), "DATABASE_URL": url, "REDIS_URL": ""}
    return subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def counts(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite%'")]
        return {name: database.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables}


@pytest.mark.markup
def test_a_backup_on_sqlite_is_restored_into_an_empty_house_alone(tmp_path):
    old, new, kept = tmp_path / "old", tmp_path / "new", tmp_path / "kept"
    lay_out(old, "development")
    (old / "private/try").mkdir(parents=True)
    (old / "private/try/a").write_bytes(b"x")
    assert "已备份" in manage("backup", str(kept), data=old).stdout
    (path,) = kept.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    with tarfile.open(path) as archive:
        assert not [name for name in archive.getnames() if "keys" in name]
    new.mkdir()
    shutil.copy(old / "keys.json", new)
    done = manage("restore", str(path), data=new)
    assert "审计链完整" in done.stdout, done.stderr
    assert counts(new / "liaison.sqlite3") == counts(old / "liaison.sqlite3")
    assert counts(new / "liaison.sqlite3")["deputies_deputy"] > 3
    assert (new / "private/try/a").read_bytes() == b"x"
    again = manage("restore", str(path), data=new)
    assert (again.returncode, "已经有表" in again.stderr) == (1, True)


def test_only_the_newest_stay(tmp_path, db):
    for number in range(3):
        (tmp_path / f"liaison-2020010{number}-000000.tar").touch()
    (tmp_path / "notes.txt").touch()
    with pytest.raises(CommandError):
        call_command("backup", tmp_path, keep=0)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_file_that_is_no_backup_of_this_database_is_refused(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "x") as archive:
        archive.add(ROOT / "manage.py", "other.dump")
    done = manage("restore", str(tmp_path / "a.tar"), data=tmp_path)
    assert "另一种数据库" in done.stderr
