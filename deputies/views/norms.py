"""履职指标完成情况: who is short of what the regulation asks for; on the page and as a sheet."""

import io
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common import clock
from common.workbooks import SheetSpec, stream
from deputies.forms.norms import NormsForm
from deputies.rules.files import can_manage, congresses_of
from deputies.rules.norms import Figures, Norm
from deputies.services.norm_places import places_of
from deputies.services.norms import norms_of, standings_of, with_seats
from deputies.views.coverage import XLSX

PER_PAGE = 50
COLUMNS = [
    ("序号", 6),
    ("指标", 24),
    ("要求", 12),
    ("代表", 12),
    ("代表小组", 18),
    ("联系的站（家）", 24),
    ("已完成", 8),
    ("还差", 8),
    ("哪些时段", 40),
]


@require_GET
def norms(request: HttpRequest) -> HttpResponse:
    """Every norm with how many meet it; of the chosen one, those who are short, in the order of the roster."""
    form, norms, found = _found(request)
    chosen = next((each for each in found if each.norm.code == request.GET.get("norm")), found[0] if found else None)
    page = Paginator(chosen.short if chosen else [], PER_PAGE).get_page(request.GET.get("page"))
    with_seats(page.object_list)
    places = places_of(form.congress, form.year, norms) if form.congress else []
    context = {"form": form, "year": form.year, "found": found, "chosen": chosen, "page": page, "places": places}
    return render(request, "deputies/norms.html", context)


@require_GET
def norms_export(request: HttpRequest) -> HttpResponse:
    """All who are short, of every norm that the filter shows."""
    form, _, found = _found(request)
    lines = [(each.norm, row) for each in found for row in each.short]
    with_seats([row for _, row in lines])
    rows = (
        [number, f"{norm.name}（本届）" if norm.is_of_term else norm.name, "必须完成" if norm.is_binding else "力争完成", *_cells(row)]
        for number, (norm, row) in enumerate(lines, 1)
    )
    out, day = io.BytesIO(), clock.today()
    facts = [f"人大：{form.congress.name if form.congress else ''}", f"统计日期：{day:%Y-%m-%d}"]
    stream(out, [SheetSpec("还差的", COLUMNS, rows, title=f"{form.year} 年履职指标还差的", facts=facts, frozen_columns=4)])
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'履职指标-{form.year}-{day:%Y%m%d}.xlsx')}"
    return response


def _cells(row) -> list:
    seat = row.seat
    group, station = seat.group.name if seat.group else "", seat.station.name if seat.station else ""
    return [seat.deputy.name, group, station, row.done, row.missing, "；".join(row.short_in)]


def _found(request: HttpRequest) -> tuple[NormsForm, list[Norm], list[Figures]]:
    if not can_manage(request.user):
        raise PermissionDenied
    form = NormsForm(request.GET, congresses=congresses_of(request.user))
    norms = norms_of(form.congress, form.year) if form.congress else []
    found = standings_of(form.congress, form.year, norms=norms) if norms else []
    for each in found if form.narrows else ():
        each.standings = [row for row in each.standings if form.keeps(row)]
    return form, norms, found
