"""Celery's file broker, without its two races: a message is there whole or not at all, and the tables of exchanges have one writer at a time.

kombu's own makes a file and then writes into it. A worker that looks in between reads nothing, which it takes for the end of it all.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **_kwargs) -> None:
        """Written under a name that nobody looks for, then renamed."""
        place = Path(self.data_folder_out)
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        try:
            (place / f"{name}.part").write_text(dumps(payload))
            os.replace(place / f"{name}.part", place / name)
        except OSError as error:
            raise ChannelError(f"Cannot add file {name!r} to directory") from error

    def _queue_bind(self, *args) -> None:
        with self._alone():
            super()._queue_bind(*args)

    def _delete(self, *args, **kwargs) -> None:
        with self._alone():
            super()._delete(*args, **kwargs)

    def get_table(self, exchange) -> list:
        with self._alone():
            return super().get_table(exchange)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process or thread works on the tables meanwhile."""
        with (self.control_folder / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    Channel = Channel


def use() -> None:
    """Let `filesystem://` mean this one."""
    TRANSPORT_ALIASES["filesystem"] = "jobs.file_broker:Transport"
