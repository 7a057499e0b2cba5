"""The address that a supervisor or load balancer asks."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from desk.operations import DISPATCH
from jobs.rules import has_stalled, last_seen


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" when the database answers, else 503: it says nothing more to strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def healthz_work(request: HttpRequest) -> HttpResponse:
    """For a monitor: 200 "ok" while reminders are being sent, 503 "stalled" when none could have been for five minutes.

    An address of its own: a load balancer must not take the pages away because beat is down.
    """
    try:
        stalled = has_stalled(last_seen(DISPATCH).get(DISPATCH))
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("stalled" if stalled else "ok", status=503 if stalled else 200, content_type="text/plain")
