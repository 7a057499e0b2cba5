"""民情工作日志: the station's visits of a day, month or year, as offices print them (YH 四(三))."""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from common import clock
from common.clock import SHANGHAI
from constituents.models import Visit
from constituents.rules.visits import can_list_visits
from constituents.views.choosing import asked_station
from stations.choices import UnitKind
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of

MOST = 2000  # rows on one print
PERIOD = re.compile(r"(20[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@require_GET
def station_log(request: HttpRequest) -> HttpResponse:
    """`period` is 2026, 2026-11 or 2026-11-10; without it this month. `station` is one of mine."""
    if not can_list_visits(request.user):
        raise PermissionDenied
    stations = Unit.objects.filter(pk__among=access_of(request.user).units(*STAFF_AND_OFFICE), kind__in=(UnitKind.STATION, UnitKind.HOME))
    station = asked_station(request, stations)
    first, last, period = _period(request.GET.get("period", ""))
    rows = list(_visits(request.user, station, first, last)[: MOST + 1]) if station else []
    context = {
        "station": station,
        "stations": stations,
        "visits": rows[:MOST],
        "too_many": len(rows) > MOST,
        "first": first,
        "last": last,
        "period": period,
        "today": clock.today(),
        "jumps": _jumps(first, last, clock.today()),
        "back_url": reverse("constituents:list"),
    }
    return render(request, "constituents/visit_log.html", context)


def _jumps(first: date, last: date, today: date) -> list[tuple[str, str]]:
    """(words, period): the one before and after of the same length, and today, this month, this year."""
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    if first == last:
        shape, unit = "%Y-%m-%d", "天"
    elif last.month == first.month:
        shape, unit = "%Y-%m", "月"
    else:
        shape, unit = "%Y", "年"
    near = [(f"前一{unit}", f"{before:{shape}}"), (f"后一{unit}", f"{after:{shape}}")]
    return [*near, ("今天", f"{today:%Y-%m-%d}"), ("本月", f"{today:%Y-%m}"), ("今年", f"{today:%Y}")]


def _visits(user, station: Unit, first: date, last: date) -> QuerySet[Visit]:
    visits = Visit.objects.visible_to(user).valid().filter(station=station, at__gte=_midnight(first), at__lt=_midnight(last + timedelta(days=1)))
    related = ("matters__opinion__lead_department", "matters__opinion__feedbacks", "matters__opinion__publication")
    return visits.for_list().prefetch_related(*related).order_by("at", "id")


def _period(text: str) -> tuple[date, date, str]:
    """First and last day, and the period as it was read; what cannot be read is this month."""
    today = clock.today()
    hit = PERIOD.fullmatch(text)
    year, month, day = (int(part) if part else None for part in hit.groups()) if hit else (today.year, today.month, None)
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return _period("")
    if day:
        return first, first, f"{first:%Y-%m-%d}"
    if month:
        return first, first.replace(day=monthrange(year, month)[1]), f"{first:%Y-%m}"
    return first, date(year, 12, 31), str(year)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)
