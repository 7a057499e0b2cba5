"""A deputy's days in the phone's own calendar: the subscribe address, and a file to take once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.icalendar import CONTENT_TYPE
from constituents.models import CalendarFeed
from constituents.resources.calendars import calendar_for
from constituents.services.calendars import make_feed, revoke_feed
from deputies.models import Deputy
from deputies.rules.seats import deputy_id_of


def _own(request: HttpRequest) -> Deputy:
    if not deputy_id_of(request.user):
        raise PermissionDenied
    return request.user.deputy


@never_cache
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The address and how to put it into a phone. WeChat's browser takes neither calendars nor files: the page says what to do there."""
    _own(request)
    feed = CalendarFeed.objects.filter(user=request.user).first()
    address = request.build_absolute_uri(reverse("portal:feed", args=[feed.token])) if feed else ""
    context = {"feed": feed, "address": address, "webcal": f"webcal://{address.partition('://')[2]}" if feed else ""}
    return render(request, "constituents/calendar_deputy.html", context | {"in_wechat": "MicroMessenger" in request.headers.get("User-Agent", "")})


@never_cache
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The days of now as a file; what changes later does not reach it."""
    response = HttpResponse(calendar_for(_own(request)), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="liaison.ics"'
    return response


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """The first address, or a new one in place of the old."""
    _own(request)
    typed = request.POST.get("issue", "0")
    feed = make_feed(request.user, int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0)
    messages.success(request, "订阅地址已生成。" if feed.issue == 1 else "已换成新的地址，旧的不能再用；手机里要重新添加一次。")
    return redirect("constituents:calendar")


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    _own(request)
    if revoke_feed(request.user):
        messages.success(request, "已停用。手机里的日历不再更新，可以在手机上删掉。")
    return redirect("constituents:calendar")
