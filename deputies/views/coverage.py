"""Coverage: what has no deputy and which deputy has no place, each line leading to its cure; as a page and as a sheet."""

import io
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from common import clock
from common.workbooks import SheetSpec, stream
from deputies.forms.coverage import CoverageForm, LinkForm
from deputies.rules import files as rules
from deputies.rules.coverage import PLACES, Coverage, Gap, candidates_for
from deputies.services.seats import link_station
from stations.models import Unit

PER_PAGE = 50
COLUMNS = [("序号", 6), ("缺什么", 24), ("人大", 26), ("名称", 26), ("说明", 60)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def coverage(request):
    form, whole, congress_id, found = _found(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "totals": whole.totals(congress_id), "page": page, "many": len(whole.congresses) > 1}
    return render(request, "deputies/coverage.html", context)


@require_GET
def coverage_export(request):
    """All lines that the page's filter shows."""
    *_, found = _found(request)
    rows = ([number, gap.kind.label, gap.congress.name, gap.subject, gap.detail] for number, gap in enumerate(found, 1))
    place, day = request.post.unit.name if request.post else "", clock.today()
    out = io.BytesIO()
    facts = [f"填报单位：{place}", f"填报日期：{day:%Y-%m-%d}"]
    stream(out, [SheetSpec("覆盖情况", COLUMNS, rows, title="代表联系覆盖情况", facts=facts, frozen_columns=2)])
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'覆盖情况-{day:%Y%m%d}.xlsx')}"
    return response


def station_links(request, pk):
    """Link deputies to a station or home that has none: those of its constituency first."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user).open().filter(kind__in=PLACES), pk=pk)
    if not rules.can_manage(request.user):
        raise PermissionDenied
    form = LinkForm(request.POST or None, offered=candidates_for(unit, rules.congresses_of(request.user), clock.today()))
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        link_station(chosen, unit, request.user)
        messages.success(request, f"已安排 {len(chosen)} 位代表联系{unit.name}。")
        return redirect("deputies:coverage")
    return render(request, "deputies/station_links.html", {"form": form, "unit": unit})


def _found(request) -> tuple[CoverageForm, Coverage, int | None, list[Gap]]:
    """The filter, the whole coverage, the congress asked for, and the gaps that the filter leaves."""
    if not rules.can_manage(request.user):
        raise PermissionDenied
    congresses = list(rules.congresses_of(request.user).order_by("path"))
    form = CoverageForm(request.GET or None, congresses=congresses)
    chosen = form.cleaned_data if form.is_valid() else {}
    congress_id = int(chosen["congress"]) if chosen.get("congress") else None
    whole = Coverage(congresses, clock.today())
    shown = [gap for gap in whole.gaps if congress_id in {None, gap.congress.pk} and chosen.get("kind", "") in {"", gap.kind}]
    return form, whole, congress_id, shown
