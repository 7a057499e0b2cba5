"""信箱开启登记: the openings of one box or of all that one sees, of a quarter or a year, on paper and as a workbook (F3)."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common import clock
from common.downloads import sheets_response
from constituents.forms.boxes import OpeningsForm
from constituents.models import BoxOpening, LetterBox
from constituents.resources.openings import openings_sheet
from constituents.rules.boxes import can_list_boxes

MOST = 2000  # openings on one paper: a hundred boxes opened weekly for a quarter are 1,300
MOST_EXPORTED = 10_000  # in one workbook, made within the request: nearly two hundred boxes opened weekly for a year
STEP = 500  # openings read at a time


@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """The register as offices keep it, A4 landscape."""
    form, found = _found(request)
    rows = list(found[: MOST + 1])
    context = {
        "form": form,
        "rows": rows[:MOST],
        "too_many": len(rows) > MOST,
        "letters": sum(row.count for row in rows[:MOST]),
        "query": request.GET.urlencode(),
        "today": clock.today(),
        "back_url": reverse("constituents:boxes"),
    }
    return render(request, "constituents/box_openings.html", context)


@require_safe
def openings_export(request: HttpRequest) -> HttpResponse:
    """All of them, not only those that fit on the paper; a workbook that had to leave some out says so."""
    form, found = _found(request)
    count = found.count()
    left_out = f"一共 {count} 次，只列出前 {MOST_EXPORTED} 次，请按季度或按信箱导出" if count > MOST_EXPORTED else ""
    rows = found[:MOST_EXPORTED].iterator(STEP)
    return sheets_response([openings_sheet(rows, form.words, left_out)], f"信箱开启登记 {clock.today():%Y-%m-%d}")


def _found(request: HttpRequest) -> tuple[OpeningsForm, QuerySet[BoxOpening]]:
    if not can_list_boxes(request.user):
        raise PermissionDenied
    boxes = LetterBox.objects.visible_to(request.user).select_related("station").order_by("station__path", "id")
    form = OpeningsForm(request.GET or None, boxes=boxes)
    first, last = form.span()
    found = BoxOpening.objects.visible_to(request.user).filter(on__range=(first, last))
    found = found.filter(box=form.picked) if form.picked else found
    related = found.select_related("box__constituency", "box__station").prefetch_related("letters__deputy")
    return form, related.order_by("on", "box__station__path", "pk")
