"""Calendar files (RFC 5545): lines folded at 75 octets and ended by CRLF, times of Shanghai, whole days."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from common import clock
from common.clock import SHANGHAI

CONTENT_TYPE = "text/calendar; charset=utf-8"
FOLD = 75  # octets a line
HOURS = (time(9), time(11, 30))  # where a day has none
ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Event:
    """One entry. uid stays the same for the life of what it tells of; all_day: the hours are left out.

    status: CONFIRMED, TENTATIVE or CANCELLED.
    """

    uid: str
    day: date
    summary: str
    location: str = ""
    description: str = ""
    starts_at: time | None = None
    ends_at: time | None = None
    all_day: bool = False
    status: str = "CONFIRMED"


def calendar_file(events: Iterable[Event], about: str = "Reception days", name: str = "") -> bytes:
    """The events as UTF-8; name: what a phone calls the calendar."""
    named = [f"X-WR-CALNAME:{_escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"] if name else []
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Liaison//{about}//ZH", "CALSCALE:GREGORIAN", *named, *ZONE]
    for event in events:
        lines += _lines(event)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line)).encode()


def etag_of(file: bytes) -> str:
    """Weak, because the time of writing (DTSTAMP) differs between two files that say the same."""
    said = b"\r\n".join(line for line in file.split(b"\r\n") if not line.startswith(b"DTSTAMP"))
    return f'W/"{hashlib.sha256(said).hexdigest()[:32]}"'


def _lines(event: Event) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{clock.now():%Y%m%dT%H%M%SZ}",
        *_when(event),
        f"SUMMARY:{_escaped(event.summary)}",
        *([f"LOCATION:{_escaped(event.location)}"] if event.location else []),
        *([f"DESCRIPTION:{_escaped(event.description)}"] if event.description else []),
        f"STATUS:{event.status}",
        "END:VEVENT",
    ]


def _when(event: Event) -> list[str]:
    if event.all_day:
        return [f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}", f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}", "TRANSP:TRANSPARENT"]
    start = event.starts_at or HOURS[0]
    end = event.ends_at or HOURS[1]
    end = end if end > start else _later(event.day, start)
    return [f"DTSTART;TZID=Asia/Shanghai:{_at(event.day, start)}", f"DTEND;TZID=Asia/Shanghai:{_at(event.day, end)}"]


def _at(day: date, at: time) -> str:
    return f"{day:%Y%m%d}T{at:%H%M%S}"


def _later(day: date, at: time) -> time:
    return min(datetime.combine(day, at, SHANGHAI) + timedelta(hours=1), datetime.combine(day, time(23, 59), SHANGHAI)).time()


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Parts of at most 75 octets; each further one begins with a space, and no character is cut."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > FOLD:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
