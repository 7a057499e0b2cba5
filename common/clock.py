"""The only source of now and today. Outside production the clock can be moved, so that years can be tried in a minute."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFSET_FILE = "clock-offset"  # in DATA_DIR: whole seconds, read again whenever it changes
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _moment.get() or timezone.now() + timedelta(seconds=_offset())


def today() -> date:
    """The calendar day in Asia/Shanghai, whatever time zone is active."""
    return now().astimezone(SHANGHAI).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at an aware moment for what runs inside: demonstration data is written as of its own day."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def _offset() -> int:
    if settings.PRODUCTION:
        return 0
    return settings.CLOCK_OFFSET_SECONDS + _file_offset(Path(settings.DATA_DIR) / OFFSET_FILE)


def _file_offset(path: Path) -> int:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return 0
    return _seconds(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1)
def _seconds(path: Path, _mtime: int, _size: int) -> int:
    return int(path.read_text().strip() or 0)  # one stat a call; read again only after a change
