"""Closing a congress's duty year, and what changed afterwards."""

import io
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.pages import page_of, page_of_list
from common.workbooks import stream
from deputies.forms.entries import WordsForm
from deputies.models import Deputy, YearClosing
from deputies.resources.closed_years import closed_sheet
from deputies.rules.closings import last_year
from deputies.rules.files import can_manage, congresses_of
from deputies.rules.kinds import kinds_of, named
from deputies.services.closed_years import differences_of, frozen_table
from deputies.services.closings import close_year, reopen_year
from deputies.views.coverage import XLSX
from stations.choices import Role
from stations.rules.access import access_of

YEARS = 3
PER_PAGE = 50
REASON = {"label": "为什么重开", "missing": "请写明为什么重开，会留在记录里。"}


@require_GET
def year_list(request: HttpRequest) -> HttpResponse:
    """The last years of each congress whose files the office keeps, closed or open."""
    if not can_manage(request.user):
        raise PermissionDenied
    congresses = list(congresses_of(request.user).order_by("path"))
    newest = last_year()
    standing = YearClosing.objects.standing().filter(congress__in=congresses, year__gt=newest - YEARS).select_related("closed_by").defer("figures")
    closed = {(each.congress_id, each.year): each for each in standing}
    lines = [(congress, [(year, closed.get((congress.pk, year))) for year in range(newest, newest - YEARS, -1)]) for congress in congresses]
    return render(request, "deputies/year_list.html", {"lines": lines})


@require_POST
def year_close(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    congress = get_object_or_404(congresses_of(request.user), pk=pk)
    if not last_year() - YEARS < year <= last_year():
        messages.error(request, f"{year} 年现在不能关闭：年度在 12 月起可以关闭，往前只到 {last_year() - YEARS + 1} 年。")
        return redirect("deputies:years")
    closing = close_year(congress, year, request.user)
    messages.success(request, f"{congress.name} {year} 年的履职已经关闭，数字不再变；以后的更正列在旁边。")
    return redirect("deputies:closing", closing.pk)


@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the figures differ from now, the corrections, and reopening with a reason."""
    found = _closing(request, pk)
    may_reopen = access_of(request.user).holds(found.congress_id, Role.OFFICE) and found.reopened_at is None
    if request.method == "POST" and not may_reopen:
        raise PermissionDenied
    form = WordsForm(request.POST or None, **REASON)
    if request.method == "POST" and form.is_valid():
        done = reopen_year(found, form.cleaned_data["words"], request.user)
        messages.success(request, "已重开，数字随履职记录变化。") if done else messages.warning(request, "已经有人重开过。")
        return redirect("deputies:closing", found.pk)
    differences, kinds = differences_of(found), kinds_of(found.congress, found.year)
    page = page_of(found.corrections.select_related("deputy").order_by("-at", "-pk"), request.GET.get("page"), PER_PAGE)
    named(page.rows, kinds)
    names = dict(Deputy.objects.filter(pk__in={each.deputy_id for each in differences}).values_list("pk", "name"))
    context = {
        "closing": found,
        "total": sum(number for counts in found.figures.values() for number in counts.values()),
        "differences": [(names[each.deputy_id], kinds.name(each.kind), each) for each in differences],
        "page": page,
        "form": form if may_reopen else None,
        "can_manage": can_manage(request.user),
    }
    return render(request, "deputies/year_closing.html", context)


@require_GET
def closing_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The statistics as they were when the year was closed."""
    found = _closing(request, pk)
    table = frozen_table(found)
    context = {"closing": found, "table": table, "page": page_of_list(table.lines, request.GET.get("page"), PER_PAGE)}
    return render(request, "deputies/year_closed_table.html", context)


@require_GET
def closing_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a sheet."""
    found, out = _closing(request, pk), io.BytesIO()
    stream(out, [closed_sheet(found, frozen_table(found))])
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    name = f"{found.congress.name}{found.year}年度代表履职情况统计表（关闭时）.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _closing(request: HttpRequest, pk: int) -> YearClosing:
    return get_object_or_404(YearClosing.objects.visible_to(request.user).select_related("congress", "closed_by", "reopened_by"), pk=pk)
