"""Which station a page is about."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from stations.models import Unit


def asked_station(request: HttpRequest, stations: QuerySet[Unit]) -> Unit | None:
    """The one asked for (404 when it is none of these), else the post's own, else the first; None when there is none."""
    asked = request.POST.get("station") or request.GET.get("station", "")
    if asked:
        return get_object_or_404(stations, pk=asked if asked.isascii() and asked.isdigit() else 0)
    own = request.post.unit_id if request.post else None
    return stations.filter(pk=own).first() or stations.first()
