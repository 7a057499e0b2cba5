"""A backup on PostgreSQL, restored into an empty database: the same rows, readable fields and files, a whole audit chain."""

import os
import shutil
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.jobs.test_backups import manage

pytestmark = pytest.mark.concurrency
WRITE = """
from common.vault import Folder
from deputies.models import Deputy
from tests.factories.world import build_town
Deputy.objects.filter(pk=build_town().deputy.pk).update(phone="19900000001")
Folder("try").write("a", "一封信".encode())
"""
READ = """
from common.vault import Folder
from deputies.models import Deputy
print(Deputy.objects.order_by("pk").values_list("phone", flat=True)[0])
print(b"".join(Folder("try").read("a")).decode())
"""


@pytest.fixture
def urls():
    """Two empty databases."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    names = [f"backup_{os.getpid()}_{which}" for which in ("old", "new")]
    server = psycopg2.connect(parts._replace(path="/postgres").geturl())
    server.autocommit = True
    with server.cursor() as cursor:
        for name in names:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield [parts._replace(path=f"/{name}").geturl() for name in names]
        for name in names:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


def test_a_backup_is_restored(urls, tmp_path):
    old, new, kept = tmp_path / "old", tmp_path / "new", tmp_path / "kept"
    for command in (("migrate", "-v0"), ("shell", "-v0", "-c", WRITE), ("backup", str(kept))):
        done = manage(*command, data=old, url=urls[0])
        assert done.returncode == 0, done.stderr
    (path,) = kept.iterdir()
    new.mkdir()
    shutil.copy(old / "keys.json", new)
    done = manage("restore", str(path), data=new, url=urls[1])
    assert "审计链完整" in done.stdout, done.stderr
    read = manage("shell", "-v0", "-c", READ, data=new, url=urls[1])
    assert read.stdout.splitlines() == ["19900000001", "一封信"], read.stderr
