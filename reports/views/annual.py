"""The annual duty-performance statistics on screen, taken apart, and as a workbook."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from common import clock
from common.pages import page_of
from deputies.choices import DutyKind
from deputies.models import Deputy, DutyRecord
from deputies.rules.kinds import named
from reports.forms import AnnualForm, OrderForm, RowsForm
from reports.rules.access import can_report, congresses_of
from reports.services.annual import KINDS, annual
from reports.services.annual_workbook import explanation
from reports.services.orders import order_annual
from stations.choices import UnitKind
from stations.models import Unit
from stations.rules.chains import congress_of

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def annual_page(request):
    form = _asked(request, AnnualForm, request.POST or request.GET)
    order = OrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and order.is_valid():
        wanted = form.cleaned_data
        return redirect(order_annual(wanted["congress"], wanted["year"], wanted["below"], request.user, order.cleaned_data["request_key"]))
    context = {"form": form, "order": order, "kinds": KINDS}
    if form.is_valid():
        wanted = form.cleaned_data
        report = annual(wanted["congress"], wanted["year"], wanted["below"])
        context |= {"report": report, "explanation": explanation(report, str(request.user)), "base": _address(wanted)}
    return render(request, "reports/annual_page.html", context)


@require_GET
def annual_rows(request):
    """The duty records behind one figure."""
    form = _asked(request, RowsForm, request.GET)
    if not form.is_valid() or form.cleaned_data["kind"] not in {"", *DutyKind.values}:
        raise Http404
    wanted = form.cleaned_data
    units = Unit.objects.under(wanted["congress"]) if wanted["below"] else Unit.objects.filter(pk=wanted["congress"].pk)
    congresses = units.filter(kind=UnitKind.CONGRESS).values_list("pk", flat=True)
    records = DutyRecord.objects.visible_to(request.user).counted_for(congresses, wanted["year"])
    deputy = None
    if wanted["deputy"]:
        deputy = get_object_or_404(Deputy.objects.visible_to(request.user), pk=wanted["deputy"])
        records = records.filter(deputy=deputy)
    if wanted["kind"]:
        records = records.filter(kind=wanted["kind"])
    rows = records.select_related("deputy", "station", "confirmed_by").order_by("-on", "-pk")
    page = page_of(rows, request.GET.get("page"), PER_PAGE)
    named(page.rows)
    context = {"page": page, "wanted": wanted, "deputy": deputy, "base": _address(wanted)}
    context["kind"] = DutyKind(wanted["kind"]).label if wanted["kind"] else "全部履职"
    return render(request, "reports/annual_rows.html", context)


def _asked(request, form_class, given):
    """The form filled with what was asked, the rest with this year and one's own congress. 403 without one; 404 for another's."""
    if not can_report(request.user):
        raise PermissionDenied
    data = {"year": clock.today().year, "congress": _own(request).pk} | given.dict()
    form = form_class(data, user=request.user)
    if form.has_error("congress"):
        raise Http404
    return form


def _own(request) -> Unit:
    mine = congresses_of(request.user)
    acting = congress_of(request.post.unit).pk if request.post else None
    return mine.filter(pk=acting).first() or mine.first()


def _address(wanted: dict) -> str:
    return urlencode({"year": wanted["year"], "congress": wanted["congress"].pk, "below": "1" if wanted["below"] else ""})
