import os
from datetime import timedelta
from io import BytesIO

import pytest

from common import clock
from common.crypto import CryptoError
from common.vault import PART, Folder, folders

storage = Folder("jobs")
TEXT = "周启明 13812345678".encode()


def folder(settings):
    return settings.PRIVATE_DIR / "jobs"


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 3 * PART])
def test_what_was_written_is_read(size):
    data = os.urandom(size)
    storage.write("a.result", data)
    assert b"".join(storage.read("a.result")) == data


def test_a_stream_is_written_as_bytes_are():
    storage.write("a.result", BytesIO(TEXT))
    assert b"".join(storage.read("a.result")) == TEXT


def test_nothing_of_it_stands_on_the_disk_in_plain(settings):
    storage.write("a.upload", TEXT)
    kept = (folder(settings) / "a.upload").read_bytes()
    assert [word in kept for word in (TEXT, b"13812345678")] == [False, False]
    assert oct((folder(settings) / "a.upload").stat().st_mode & 0o777) == "0o600"


def test_a_cut_file_does_not_open(settings):
    storage.write("a.result", os.urandom(2 * PART))
    path = folder(settings) / "a.result"
    whole = path.read_bytes()
    first = 4 + int.from_bytes(whole[:4], "big")
    path.write_bytes(whole[:first])
    with pytest.raises(CryptoError):
        list(storage.read("a.result"))


def test_a_renamed_or_empty_file_does_not_open(settings):
    storage.write("a.result", TEXT)
    (folder(settings) / "a.result").rename(folder(settings) / "b.result")
    (folder(settings) / "c.result").write_bytes(b"")
    for name in ("b.result", "c.result"):
        with pytest.raises(CryptoError):
            list(storage.read(name))


def test_sweep_deletes_old_files_of_one_suffix_and_drafts_of_it(settings):
    for name in ("old.upload", "new.upload", "old.result"):
        storage.write(name, TEXT)
    (folder(settings) / "lost.upload.part").write_bytes(b"x")
    hour_ago = clock.now() - timedelta(hours=1)
    for name in ("old.upload", "old.result", "lost.upload.part"):
        os.utime(folder(settings) / name, (hour_ago.timestamp() - 5,) * 2)
    assert storage.sweep(".upload", hour_ago) == 2
    assert sorted(path.name for path in folder(settings).iterdir()) == ["new.upload", "old.result"]


def test_a_file_moved_to_another_folder_does_not_open(settings):
    storage.write("a.result", TEXT)
    other = Folder("photos")
    other.write("b", b"")
    (folder(settings) / "a.result").rename(other.path / "a.result")
    with pytest.raises(CryptoError):
        list(other.read("a.result"))


def test_old_files_are_encrypted_anew_and_open_without_the_old_key(settings):
    storage.write("a.result", TEXT)
    Folder("photos").write("b.jpg", TEXT * 2)
    settings.FIELD_KEYS = {"n2": b"n" * 32, **settings.FIELD_KEYS}
    storage.write("new.result", TEXT)
    assert {each.name: each.rotate() for each in folders()} == {"jobs": 1, "photos": 1}
    settings.FIELD_KEYS = {"n2": b"n" * 32}
    assert [b"".join(Folder(*where).read(name)) for where, name in ((("jobs",), "a.result"), (("photos",), "b.jpg"))] == [TEXT, TEXT * 2]
    assert sum(each.rotate() for each in folders()) == 0
