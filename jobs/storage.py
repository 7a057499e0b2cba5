"""Files of jobs: encrypted under PRIVATE_DIR, a frame at a time, so that a big one needs no memory.

A file is a row of frames, each «4 bytes length, encrypted part». A part is bound to the file's name, its place and whether it is
the last, so that a file that was cut, joined or renamed does not open.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from common.crypto import CryptoError, decrypt_bytes, encrypt_bytes

PART = 1024 * 1024  # bytes


def write(name: str, data: bytes | BinaryIO) -> None:
    """Encrypt data into the file of that name; it appears whole or not at all."""
    source = BytesIO(data) if isinstance(data, bytes) else data
    target = _path(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f"{name}.part")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        part, place, last = source.read(PART), 0, False
        while not last:
            following = source.read(PART)
            last = not following
            frame = encrypt_bytes(part, _context(name, place, last))
            out.write(len(frame).to_bytes(4, "big") + frame)
            part, place = following, place + 1
    draft.replace(target)


def read(name: str) -> Iterator[bytes]:
    """The parts of the file, in order. Raises FileNotFoundError at once, CryptoError at a part that was changed."""
    file = _path(name).open("rb")
    return _parts(name, file)


def _parts(name: str, file: BinaryIO) -> Iterator[bytes]:
    with file:
        place, frame = 0, _frame(file)
        while frame is not None:
            following = _frame(file)
            yield decrypt_bytes(frame, _context(name, place, following is None))
            frame, place = following, place + 1
    if not place:
        raise CryptoError(f"文件 {name} 是空的，请从备份恢复。")


def _frame(file: BinaryIO) -> bytes | None:
    head = file.read(4)
    return file.read(int.from_bytes(head, "big")) if head else None


def exists(name: str) -> bool:
    return _path(name).is_file()


def delete(name: str) -> None:
    _path(name).unlink(missing_ok=True)


def sweep(suffix: str, before: datetime) -> int:
    """Delete the files with this suffix that were last written before that moment; answers how many."""
    gone = 0
    for path in _folder().glob(f"*{suffix}*"):
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _folder() -> Path:
    return Path(settings.PRIVATE_DIR) / "jobs"


def _path(name: str) -> Path:
    return _folder() / name


def _context(name: str, place: int, last: bool) -> str:
    return f"job-file:{name}:{place}:{'last' if last else 'more'}"
