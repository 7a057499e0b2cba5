"""Facility checklists: a unit's own page, what is missing where, the photo of an item."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.downloads import picture_response, sheets_response
from stations.forms.facilities import ChecklistForm, OverviewForm
from stations.models import FacilityCheck
from stations.resources.facilities import facility_sheets
from stations.rules.facilities import (
    STATES,
    can_fill,
    can_see_facilities,
    checklists_of,
    facility_units,
    keeps,
    unit_lines,
)
from stations.services.facilities import save_checks
from stations.services.units import photos

PER_PAGE = 50
HISTORY = 30


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Every item of the unit on one page; `?all=done` begins with all of them done."""
    row = get_object_or_404(facility_units(request.user), pk=pk)
    fillable = can_fill(request.user, row)
    if request.method == "POST" and not fillable:
        raise PermissionDenied
    checks = FacilityCheck.objects.filter(unit=row).select_related("by").order_by("-at", "-pk")
    lists = checklists_of([row])[row.pk]
    form = ChecklistForm(request.POST or None, request.FILES or None, lists=lists, rows=checks, all_done=request.GET.get("all") == "done")
    if request.method == "POST" and form.is_valid():
        count = save_checks(row, form.entries, form.cleaned_data["on"], request.user)
        messages.success(request, f"已保存，{count} 项有改动。" if count else "没有改动。")
        return redirect("stations:facilities_unit", pk)
    names = {item.key: item for item in form.items()}
    history = [(check, names[check.key]) for check in form.seen.values() if check.key in names]
    context = {"unit": row, "form": form, "fillable": fillable, "history": history[:HISTORY], "is_new": not form.current}
    return render(request, "stations/facilities_unit.html", context)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What is missing where."""
    form, lines, items = _asked(request)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "items": items, "states": STATES}
    return render(request, "stations/facilities_overview.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """All units that the filter shows, as a workbook."""
    _, lines, items = _asked(request)
    rows = FacilityCheck.objects.visible_to(request.user).current().select_related("by").order_by("unit_id", "checklist", "item")
    day = clock.today()
    facts = [f"填报单位：{request.post.unit.name if request.post else ''}", f"填报日期：{day:%Y-%m-%d}"]
    return sheets_response(facility_sheets(lines, items, rows, facts), f"达标情况-{day:%Y%m%d}")


def _asked(request: HttpRequest):
    if not can_see_facilities(request.user):
        raise PermissionDenied
    units = list(facility_units(request.user).open())
    lines, items = unit_lines(request.user, units)
    congresses = sorted({(unit.parent_id, unit.parent.name) for unit in units if unit.parent_id})
    form = OverviewForm(request.GET or None, congresses=congresses, items=items)
    wanted = form.wanted()
    return form, [line for line in lines if keeps(line, wanted)], items


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FacilityCheck.objects.visible_to(request.user).exclude(photo=""), pk=pk)
    if not photos.exists(row.photo):
        raise Http404
    return picture_response(photos.read(row.photo))
