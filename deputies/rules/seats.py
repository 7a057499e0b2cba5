"""Whose seat a user has, and how a seat stands."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import QuerySet

from common import clock
from deputies.models import Deputy, Mandate
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of

ONE_DAY = timedelta(days=1)
Span = tuple[date, date]


def deputy_id_of(user) -> int | None:
    """The id of the deputy who logs in as this user, read once per user object (that is, once per request)."""
    if not hasattr(user, "_deputy_id"):
        user._deputy_id = Deputy.objects.filter(user_id=user.pk).order_by().values_list("pk", flat=True).first()
    return user._deputy_id


def logins_below(user) -> list[int]:
    """Ids of the users who are deputies with a seat of today that the user's staff and office posts reach."""
    if not access_of(user).has_role(*STAFF_AND_OFFICE):
        return []
    seats = Mandate.objects.visible_to(user).held_on(clock.today()).exclude(deputy__user=None)
    return list(seats.order_by().values_list("deputy__user_id", flat=True))


def stations_of(deputy: Deputy, day: date) -> QuerySet[Unit]:
    """The stations and homes that the deputy's seats of that day are linked to (TZ art. 5(一))."""
    return Unit.objects.open().filter(pk__in=deputy.mandates.held_on(day).values("station_id"))


def state_of(seat: Mandate, day: date) -> tuple[str, str]:
    """Tone and word of a seat on a day; its suspensions are prefetched."""
    if day < seat.starts_on:
        return "idle", "尚未就任"
    if day > seat.last_day:
        return "idle", "已离任"
    return ("soon", "暂停执行职务") if seat.is_paused_on(day) else ("done", "在任")


def others_of(seat: Mandate, day: date) -> list[Mandate]:
    """Further seats that the person holds on that day: what happens to one seat leaves them as they are."""
    held = seat.deputy.mandates.held_on(day).exclude(pk=seat.pk)
    return list(held.select_related("term__congress").order_by("pk"))


def active_spans(seat: Mandate) -> Iterator[Span]:
    """The seat's spans of days without its suspensions (as `active_on` has it; 代表法 art. 61–62)."""
    start, end = seat.starts_on, seat.last_day
    for pause in seat.suspensions.all():  # oldest first
        if start < pause.starts_on:
            yield start, min(pause.starts_on - ONE_DAY, end)
        start = max(start, (pause.ends_on or end) + ONE_DAY)
    if start <= end:
        yield start, end
