"""Reception days as a calendar file, for whoever wants them in a phone's calendar."""

from collections.abc import Iterable

from common.icalendar import Event, calendar_file
from constituents.models import ReceptionDay
from stations.models import Unit


def calendar_of(station: Unit, days: Iterable[ReceptionDay]) -> bytes:
    """The station's days with topic, place and the deputies' names, as UTF-8."""
    return calendar_file(_event(station, day) for day in days)


def _event(station: Unit, day: ReceptionDay) -> Event:
    moved = f"原定{day.moved_from.month}月{day.moved_from.day}日，改到这一天" if day.moved_from else ""
    names = "、".join(deputy.name for deputy in day.deputies.all())
    return Event(
        uid=f"reception-{day.pk}@liaison",
        day=day.date,
        summary=f"{station.name}接待日",
        location=day.where,
        description="；".join(filter(None, [moved, names and f"接待代表：{names}", day.topic and f"议题：{day.topic}"])),
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        status="CANCELLED" if day.drop_reason else "CONFIRMED",
    )
