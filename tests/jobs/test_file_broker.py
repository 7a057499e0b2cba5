"""Readers of the file broker never see half a message; kombu's own, the control, shows them one."""

import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import filesystem

from jobs import file_broker

MESSAGES = 300


def channel_of(transport, folder: Path):
    folders = {name: folder / name for name in ("queue", "control")}
    for each in folders.values():
        each.mkdir()
    options = {"data_folder_in": str(folders["queue"]), "data_folder_out": str(folders["queue"]), "control_folder": str(folders["control"])}
    return Connection(transport=transport, transport_options=options).channel()


def faults(transport, folder: Path) -> list[str]:
    """What goes wrong for a reader that looks all the time while messages come; what it gets must be all of them."""
    channel = channel_of(transport, folder)
    writer = threading.Thread(target=lambda: [channel._put("short", {"body": "x" * 20_000, "number": number}) for number in range(MESSAGES)])
    found, seen = [], 0
    writer.start()
    while writer.is_alive() or seen < MESSAGES:
        was_alive = writer.is_alive()  # asked before looking: the last ones may come in between
        try:
            seen += bool(channel._get("short"))
        except Empty:
            if not was_alive:
                break
        except ValueError as error:
            found.append(type(error).__name__)
    writer.join()
    return found or ["lost"] * (MESSAGES - seen)


def test_a_message_is_whole_or_not_there(tmp_path):
    assert faults(file_broker.Transport, tmp_path) == []


def test_kombus_own_shows_half_a_message(tmp_path, monkeypatch):
    """The control: the reader looks between the making of the file and the writing into it."""
    channel = channel_of(filesystem.Transport, tmp_path)
    monkeypatch.setattr(filesystem, "lock", lambda *_: channel._get("short"))
    with pytest.raises(ValueError, match="Expecting value"):
        channel._put("short", {"body": "x"})


def test_the_product_uses_it():
    with Connection("filesystem://localhost") as connection:
        assert connection.get_transport_cls() is file_broker.Transport


def test_tables_have_one_writer_at_a_time(tmp_path):
    channel = channel_of(file_broker.Transport, tmp_path)
    names = [f"queue{number}" for number in range(40)]
    threads = [threading.Thread(target=channel._queue_bind, args=("all", "", "", name)) for name in names]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(row.queue for row in channel.get_table("all")) == sorted(names)
