"""The list of visits, and finding the visits of one person."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from common.pages import page_of
from constituents.filters import VisitFilter
from constituents.models import Visit
from constituents.rules.visits import can_list_visits, can_take_visits
from constituents.services.people import find_exact
from stations.rules.access import STAFF_AND_OFFICE, access_of


@require_GET
def visit_list(request: HttpRequest) -> HttpResponse:
    """Visits of my stations, newest first (F3)."""
    stations = _stations(request)
    form = VisitFilter(request.GET, stations=stations, user=request.user)
    found = form.narrow(Visit.objects.visible_to(request.user)).for_list().order_by("-at", "-id")
    context = {
        "form": form,
        "page": page_of(found, request.GET.get("page")),
        "many_stations": "station" in form.fields,
        "can_take": can_take_visits(request.user),
        "one_person": bool(request.GET.get("people")),
    }
    return render(request, "constituents/visit_list.html", context)


@sensitive_post_parameters("who")
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """A whole name or phone, by POST because it must not stand in an address; leads to the list by the visitors' ids."""
    people = find_exact(_stations(request), request.POST.get("who", "")[:40])
    if not people:
        messages.info(request, "没有找到这位来访人。请填完整的姓名或电话；只记得一部分，可以在「登记来访」里试着输入。")
        return redirect("constituents:list")
    return redirect(reverse("constituents:list") + "?" + urlencode({"people": ",".join(map(str, people))}))


def _stations(request: HttpRequest) -> list[int]:
    if not can_list_visits(request.user):
        raise PermissionDenied
    return access_of(request.user).units(*STAFF_AND_OFFICE)
