"""The product and one empty view, to measure what a page costs before it does anything: `gunicorn bench.site`."""

from liaison.wsgi import application  # isort: skip - the apps must be there before the addresses

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.client import EMPTY
from liaison import urls


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"")


urls.urlpatterns.append(path(EMPTY, empty))

__all__ = ["application"]
