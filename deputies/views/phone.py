"""The deputy on a phone: whom to reach at the station, and the own duty records."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common import clock
from deputies.choices import DutyKind
from deputies.models import Deputy
from deputies.rules.seats import deputy_id_of, stations_of
from deputies.services.norms import still_to_do
from deputies.views.duty import duty_context
from stations.choices import STATION_ROLES
from stations.models import Post

DAYS_AHEAD = 3


@require_GET
def contacts(request):
    """My station: telephone, opening hours, staff, its next reception days."""
    today = clock.today()
    stations = list(stations_of(_own(request), today))
    staff = Post.objects.filter(unit__in=stations, role__in=STATION_ROLES).held_on(today).select_related("user")
    lines = [
        {
            "station": station,
            "days": list(station.reception_days.from_day(today).filter(drop_reason="")[:DAYS_AHEAD]),  # the floor above fills this relation
            "staff": [post for post in staff if post.unit_id == station.pk],
        }
        for station in stations
    ]
    return render(request, "deputies/contacts_deputy.html", {"lines": lines})


@require_GET
def duty(request):
    """What I did in office this year; every line leads to its source."""
    deputy = _own(request)
    context = {"deputy": deputy} | duty_context(deputy, request.GET)
    short = still_to_do(deputy, context["year"]) if context["year"] == clock.today().year else []
    receives = any(DutyKind.RECEPTION in row.norm.kinds for row in short)
    # the floor above fills this relation
    context["next_day"] = deputy.reception_days.filter(is_planned=True).from_day(clock.today()).first() if receives else None
    return render(request, "deputies/duty_deputy.html", context | {"short": short})


def _own(request) -> Deputy:
    if not deputy_id_of(request.user):
        raise PermissionDenied
    return request.user.deputy
