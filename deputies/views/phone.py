"""The deputy on a phone: whom to reach at the station, and the own duty records."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common import clock
from deputies.models import Deputy
from deputies.registry import Chance, chances_of
from deputies.rules.kinds import kinds_at
from deputies.rules.norms import Norm, Standing, paths_of, seat_rows, tenures_of
from deputies.rules.seats import stations_of
from deputies.services.norms import WHERE, short_of
from deputies.views.duty import duty_context
from stations.choices import STATION_ROLES
from stations.models import Post
from stations.rules.published import versions_at

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
    seats = seat_rows(deputy.mandates.all())
    versions = versions_at(paths_of(seats))
    kinds = kinds_at(paths_of(seats), versions)
    context = {"deputy": deputy, "can_enter": True} | duty_context(deputy, request.GET, kinds, *WHERE)
    year = context["year"]
    tenures = tenures_of(seats, year) if year == clock.today().year else []
    short = short_of(tenures, versions, year, context["acts"])
    stations = {each.station_id for each in tenures if each.station_id and each.acts_on(clock.today())}
    chances = chances_of(deputy, stations, {kind for row in short for kind in row.norm.kinds}) if short else []
    return render(request, "deputies/duty_deputy.html", context | {"short": still_short(short, chances)})


def still_short(rows: list[Standing], chances: list[Chance]) -> list[tuple[str, list[tuple[Standing, Chance | None]]]]:
    """Under their headings, each with the next chance that serves it; a heading without rows is left out."""
    lines = [(row, _chance(row.norm, row.year, chances)) for row in rows]
    parts = [("今年还差", [line for line in lines if not line[0].norm.is_of_term]), ("本届还差", [line for line in lines if line[0].norm.is_of_term])]
    return [part for part in parts if part[1]]


def _chance(norm: Norm, year: int, chances: list[Chance]) -> Chance | None:
    """The first of a kind that the norm counts; next year's serves this year no more."""
    serves = (each for each in chances if each.kind in norm.kinds and (norm.is_of_term or each.on.year == year))
    return next(serves, None)


def _own(request) -> Deputy:
    deputy = Deputy.objects.filter(user_id=request.user.pk).first()
    if deputy is None:
        raise PermissionDenied
    request.user._deputy_id = deputy.pk  # as `deputy_id_of` keeps it: the frame asks, too
    return deputy
