"""The summaries of a quarter: all that one may see, one to edit and send, the rows behind its figures, on paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.pages import page_of
from reports.forms import SummaryForm, version_of
from reports.models import QuarterSummary
from reports.rules.access import can_export
from reports.rules.quarter import TITLES, Quarter, can_edit, can_send, figures_of, rows_of, sent_words
from reports.services.quarter import save_quarter, send_quarter


def _row(request: HttpRequest, pk: int) -> QuarterSummary:
    return get_object_or_404(QuarterSummary.objects.visible_to(request.user).select_related("unit", "by", "sent_by"), pk=pk)


@require_safe
def quarter_list(request: HttpRequest) -> HttpResponse:
    if not can_export(request.user):
        raise PermissionDenied
    rows = QuarterSummary.objects.visible_to(request.user).select_related("unit").defer("text")
    unsent = "unsent" in request.GET
    return render(
        request, "reports/quarter_list.html", {"page": page_of(rows.unsent() if unsent else rows, request.GET.get("page")), "unsent": unsent}
    )


@require_http_methods(["GET", "POST"])
def quarter(request: HttpRequest, pk: int) -> HttpResponse:
    """The text to edit until it is sent, beside its figures as they are now."""
    row = _row(request, pk)
    if request.method == "POST" and not can_edit(request.user, row):
        raise PermissionDenied
    form = SummaryForm(request.POST or None, initial={"text": row.text, "version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            save_quarter(row, form.cleaned_data["text"], form.cleaned_data["version"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "小结已保存。")
            return redirect(row)
    figures = figures_of(row.unit, Quarter(row.year, row.quarter))
    context = {"row": row, "form": form, "figures": [(name, TITLES[name], count) for name, count in figures.items()]}
    rights = {"may_edit": can_edit(request.user, row), "may_send": can_send(request.user, row)}
    return render(request, "reports/quarter.html", context | rights)


@require_POST
def quarter_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends what was seen; without the version that was seen, nothing."""
    row = _row(request, pk)
    if not can_send(request.user, row):
        raise PermissionDenied
    try:
        told = send_quarter(row, version_of(request.POST), request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"小结已报送，{sent_words(told, request.user.pk)}")
    return redirect(row)


@require_safe
def quarter_rows(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The rows that one figure counts."""
    row = _row(request, pk)
    if name not in TITLES:
        raise Http404
    rows = rows_of(row.unit, Quarter(row.year, row.quarter))[name].visible_to(request.user).select_related("station").order_by("pk")
    return render(request, "reports/quarter_rows.html", {"row": row, "title": TITLES[name], "page": page_of(rows, request.GET.get("page"))})


@require_safe
def quarter_paper(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    title, _, words = row.text.strip().partition("\n")
    return render(request, "reports/quarter_paper.html", {"row": row, "unit": row.unit, "title": title, "words": words.strip()})
