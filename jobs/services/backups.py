"""One file with the database and the private files. The keys are not in it: without them nobody reads what is (docs/operations.md)."""

import os
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from common import clock

DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}  # its name in the file
PRIVATE = "private"


def back_up(folder: Path, keep: int) -> Path:
    """Write `liaison-<time>.tar` into the folder, whole or not at all, readable to its owner; of such files the newest `keep` stay."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"liaison-{timezone.localtime(clock.now()):%Y%m%d-%H%M%S}.tar"
    with TemporaryDirectory(dir=folder, prefix=".liaison-") as name:
        database = _dump(Path(name))  # before the files: a row's file is older than the row
        part = Path(name) / path.name
        with tarfile.open(part, "x") as archive:
            archive.add(database, database.name)
            _add_private(archive)
        part.chmod(0o600)
        part.replace(path)
    for old in sorted(folder.glob("liaison-*.tar"))[:-keep]:
        old.unlink()
    return path


def restore(path: Path) -> None:
    """Put a backup into a database without tables and a data folder without private files. CommandError where there are any."""
    if connection.introspection.table_names():
        raise CommandError("数据库里已经有表。请恢复到一个新建的空数据库，原来的不会被覆盖。")
    if _private().is_dir() and any(_private().iterdir()):
        raise CommandError(f"{_private()} 里已经有文件。请换一个空的 DATA_DIR。")
    with TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as name:
        with tarfile.open(path) as archive:
            archive.extraction_filter = getattr(tarfile, "tar_filter", None)  # Debian 12's Python has none yet
            archive.extractall(name)  # noqa: S202 - of one's own backup
        database = Path(name) / DATABASE[connection.vendor]
        if not database.exists():
            raise CommandError("这个备份是另一种数据库的：SQLite 的备份恢复到 SQLite，PostgreSQL 的恢复到 PostgreSQL。")
        _load(database)
        if (Path(name) / PRIVATE).is_dir():
            _private().parent.mkdir(exist_ok=True)
            if _private().is_dir():
                _private().rmdir()
            (Path(name) / PRIVATE).rename(_private())


def _private() -> Path:
    return Path(settings.PRIVATE_DIR)


def _add_private(archive: tarfile.TarFile) -> None:
    for file in sorted(_private().rglob("*")):
        try:
            archive.add(file, f"{PRIVATE}/{file.relative_to(_private())}", recursive=False)
        except FileNotFoundError:  # a produced file that ran out meanwhile
            continue


def _dump(folder: Path) -> Path:
    path = folder / DATABASE[connection.vendor]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
    else:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={path}")
    return path


def _load(path: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        path.replace(connection.settings_dict["NAME"])
    else:
        _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(path))


def _run(program: str, *options: str) -> None:
    """One of PostgreSQL's own programs on this database."""
    (_, *where, name), variables = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    command = [program, *where, f"--dbname={name}", *options]
    try:
        subprocess.run(command, env=os.environ | (variables or {}), check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise CommandError(f"没有找到 {program}，请安装 postgresql-client。") from error
    except subprocess.CalledProcessError as error:
        raise CommandError(f"{program} 没有成功：\n{error.stderr}") from error
