"""Reception days as a calendar file (RFC 5545), for whoever wants them in a phone's calendar."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from common import clock
from common.clock import SHANGHAI
from constituents.models import ReceptionDay
from stations.models import Unit

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


def calendar_of(station: Unit, days: Iterable[ReceptionDay]) -> bytes:
    """The station's days with topic, place and the deputies' names, as UTF-8."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Liaison//Reception days//ZH", "CALSCALE:GREGORIAN", *ZONE]
    for day in days:
        lines += _event(station, day)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line)).encode()


def _event(station: Unit, day: ReceptionDay) -> list[str]:
    start, end = day.starts_at or HOURS[0], day.ends_at or HOURS[1]
    names = "、".join(deputy.name for deputy in day.deputies.all())
    told = "；".join(filter(None, [names and f"接待代表：{names}", day.topic and f"议题：{day.topic}"]))
    return [
        "BEGIN:VEVENT",
        f"UID:reception-{day.pk}@liaison",
        f"DTSTAMP:{clock.now():%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID=Asia/Shanghai:{_at(day.date, start)}",
        f"DTEND;TZID=Asia/Shanghai:{_at(day.date, end if end > start else _later(day.date, start))}",
        f"SUMMARY:{_escaped(f'{station.name}接待日')}",
        f"LOCATION:{_escaped(station.address or station.name)}",
        f"DESCRIPTION:{_escaped(told)}",
        f"STATUS:{'CANCELLED' if day.drop_reason else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _at(day: date, at: time) -> str:
    return f"{day:%Y%m%d}T{at:%H%M%S}"


def _later(day: date, at: time) -> time:
    return min(datetime.combine(day, at, SHANGHAI) + timedelta(hours=1), datetime.combine(day, time(23, 59), SHANGHAI)).time()


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


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
