"""A home's or station's summary of a year: drafted from plan and registers, edited, printed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.text import FIRST_YEAR, LAST_YEAR
from deputies.rules.closings import last_year
from reports.forms import SummaryForm, version_of
from reports.models import YearSummary
from reports.rules.quarter import can_edit, can_send, sent_words
from reports.rules.summary import draft, figures_of
from reports.services.summary import save_summary, send_summary
from stations.choices import NUMBERED
from stations.models import PlanItem, Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.facilities import can_fill


def _unit(request: HttpRequest, pk: int, year: int) -> Unit:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    own = Unit.objects.filter(pk__among=access_of(request.user).units(*STAFF_AND_OFFICE), kind__in=NUMBERED)
    return get_object_or_404(own, pk=pk)


@require_http_methods(["GET", "POST"])
def summary(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """What is kept, or a fresh draft where nothing is; `?draft=1` shows a fresh one beside what is kept."""
    unit = _unit(request, pk, year)
    row = YearSummary.objects.visible_to(request.user).filter(unit=unit, year=year).select_related("unit", "by", "sent_by").first()
    fillable = can_edit(request.user, row) if row else can_fill(request.user, unit)
    if request.method == "POST" and not fillable:
        raise PermissionDenied
    today = clock.today()
    figures = figures_of(unit, year, today)
    fresh = row is None or (fillable and "draft" in request.GET)
    items = PlanItem.objects.filter(plan__unit=unit, plan__year=year) if fresh else []
    start = {"text": draft(unit, year, items, figures, today) if fresh else row.text, "version": row.version if row else 0}
    form = SummaryForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            save_summary(unit, year, form.cleaned_data["text"], form.cleaned_data["version"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "总结已保存。")
            return redirect("reports:summary", pk, year)
    context = {"unit": unit, "year": year, "row": row, "form": form, "figures": figures, "fresh": fresh, "fillable": fillable}
    return render(request, "reports/summary.html", context | {"may_send": bool(row) and year <= last_year() and can_send(request.user, row)})


@require_POST
def summary_send(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Sends what was seen; without the version that was seen, nothing."""
    row = get_object_or_404(YearSummary.objects.visible_to(request.user).select_related("unit"), unit=_unit(request, pk, year), year=year)
    if not can_send(request.user, row):
        raise PermissionDenied
    try:
        told = send_summary(row, version_of(request.POST), request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"总结已报送，{sent_words(told, request.user.pk)}")
    return redirect(row)


@require_safe
def paper(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    unit = _unit(request, pk, year)
    row = get_object_or_404(YearSummary.objects.visible_to(request.user), unit=unit, year=year)
    title, _, words = row.text.strip().partition("\n")
    return render(request, "reports/summary_paper.html", {"unit": unit, "year": year, "row": row, "title": title, "words": words.strip()})
