"""All rows of a list as a workbook: first how many and which, then a job."""

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reports.forms import OrderForm
from reports.resources import OpinionLedger, ReceptionLedger, StationLog, VisitLedger
from reports.rules.access import can_export
from reports.services.orders import LOG, OPINIONS, RECEPTIONS, VISITS, order_ledger


@require_http_methods(["GET", "POST"])
def opinions_export(request):
    return _export(request, OPINIONS, OpinionLedger)


@require_http_methods(["GET", "POST"])
def visits_export(request):
    return _export(request, VISITS, VisitLedger)


@require_http_methods(["GET", "POST"])
def log_export(request):
    return _export(request, LOG, StationLog)


@require_http_methods(["GET", "POST"])
def receptions_export(request):
    return _export(request, RECEPTIONS, ReceptionLedger)


def _export(request, kind: str, ledger_class):
    if not can_export(request.user):
        raise PermissionDenied
    query = _filter_of(request.GET)
    form = OrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(order_ledger(kind, query, request.user, form.cleaned_data["request_key"]))
    ledger = ledger_class(request.user)
    context = {"form": form, "ledger": ledger, "rows": ledger.found(request.GET).count(), "is_filtered": bool(query)}
    context["is_picked"] = "picked" in request.GET
    return render(request, "reports/ledger_export.html", context)


def _filter_of(given: QueryDict) -> str:
    """The filter without the page number and without fields left empty."""
    kept = given.copy()
    for name in list(kept):
        kept.setlist(name, [value for value in kept.getlist(name) if value and name != "page"])
    return kept.urlencode()
