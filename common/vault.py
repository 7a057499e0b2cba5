"""Files that belong to the product alone: encrypted under PRIVATE_DIR, a frame at a time, so that a big one needs no memory.

A file is a row of frames, each «4 bytes length, encrypted part». A part is bound to the file's folder and name, its place and whether
it is the last, so that a file that was cut, joined or renamed does not open.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from common.crypto import CryptoError, decrypt_bytes, encrypt_bytes
from common.fields import needs_rotation

PART = 1024 * 1024  # bytes
_LABELS = {"jobs": "job-file"}  # what the folder's files are bound to; others are bound to the folder's name
_DRAFT = ".part"


class Folder:
    """One folder of private files; names in it are the caller's."""

    def __init__(self, name: str) -> None:
        self.name, self._label = name, _LABELS.get(name, name)

    @property
    def path(self) -> Path:
        return Path(settings.PRIVATE_DIR) / self.name

    def write(self, name: str, data: bytes | BinaryIO) -> None:
        """Encrypt data into the file of that name; it appears whole or not at all."""
        source = BytesIO(data) if isinstance(data, bytes) else data
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.path / f"{name}{_DRAFT}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            part, place, last = source.read(PART), 0, False
            while not last:
                following = source.read(PART)
                last = not following
                frame = encrypt_bytes(part, self._context(name, place, last))
                out.write(len(frame).to_bytes(4, "big") + frame)
                part, place = following, place + 1
        draft.replace(self.path / name)

    def read(self, name: str) -> Iterator[bytes]:
        """The parts of the file, in order. Raises FileNotFoundError at once, CryptoError at a part that was changed."""
        return self._parts(name, (self.path / name).open("rb"))

    def _parts(self, name: str, file: BinaryIO) -> Iterator[bytes]:
        with file:
            place, frame = 0, _frame(file)
            while frame is not None:
                following = _frame(file)
                yield decrypt_bytes(frame, self._context(name, place, following is None))
                frame, place = following, place + 1
        if not place:
            raise CryptoError(f"文件 {name} 是空的，请从备份恢复。")

    def exists(self, name: str) -> bool:
        return (self.path / name).is_file()

    def delete(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def sweep(self, suffix: str, before: datetime) -> int:
        """Delete the files with this suffix that were last written before that moment; answers how many."""
        gone = 0
        for path in self.path.glob(f"*{suffix}*"):
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    def rotate(self) -> int:
        """Encrypt anew the files made with an older key than the newest; answers how many there were."""
        old = [path.name for path in sorted(self.path.glob("*")) if not path.name.endswith(_DRAFT) and _is_old(path)]
        for name in old:
            try:
                self.write(name, b"".join(self.read(name)))
            except FileNotFoundError:
                continue  # its time was over meanwhile
        return len(old)

    def _context(self, name: str, place: int, last: bool) -> str:
        return f"{self._label}:{name}:{place}:{'last' if last else 'more'}"


def folders() -> list[Folder]:
    """Every folder there is on the disk."""
    root = Path(settings.PRIVATE_DIR)
    return [Folder(path.name) for path in sorted(root.glob("*")) if path.is_dir()]


def _frame(file: BinaryIO) -> bytes | None:
    head = file.read(4)
    return file.read(int.from_bytes(head, "big")) if head else None


def _is_old(path: Path) -> bool:
    with path.open("rb") as file:
        frame = _frame(file) or b""
    return needs_rotation(frame.partition(b":")[0].decode("utf-8", "replace"))
