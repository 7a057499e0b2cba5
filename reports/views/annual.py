"""The annual duty-performance statistics on screen, taken apart, and as a workbook."""

from dataclasses import asdict
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from common import clock
from common.pages import ListPage, page_of, page_of_list
from deputies.models import Deputy, DutyRecord
from deputies.registry import url_of
from deputies.rules.kinds import named
from deputies.rules.norms import Norm
from deputies.services.norms import DEPUTY, norms_of
from reports.forms import SHOWS, AnnualForm, OrderForm, RowsForm
from reports.rules.access import can_report, congresses_of
from reports.rules.annual import SPAN, Wanted
from reports.rules.annual_words import explanation
from reports.rules.annual_years import Years
from reports.services.annual import Tally, annual, annual_years, name_of
from reports.services.annual_closed import closed_in
from reports.services.annual_norms import norm_table
from reports.services.annual_rows import acts_behind, done_behind, records_behind, repeated_behind
from reports.services.orders import order_annual
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.chains import congress_of

PER_PAGE = 50
MOST_ROWS = 1_000_001  # a figure leads to its rows, so the number over them has to be the whole one
LAYOUTS = {"groups": "parts", "stations": "parts", "years": "years", "norms": "norms"}


@require_http_methods(["GET", "POST"])
def annual_page(request):
    form = _asked(request, AnnualForm, request.POST or request.GET)
    order = OrderForm(request.POST or None)
    context = {"form": form, "order": order}
    if form.is_valid():
        wanted, show = form.wanted, form.cleaned_data["show"]
        deputy = _deputy_of(request, wanted)
        if request.method == "POST" and order.is_valid():
            return redirect(order_annual(wanted, request.user, order.cleaned_data["request_key"]))
        context |= _shown(wanted, show) | {"wanted": wanted, "deputy": deputy, "base": _address(wanted)}
        name, closed = name_of(wanted.only), closed_in(context["whole"], wanted.year, wanted.only)
        words = explanation(wanted, name, str(request.user), context["kinds"], [each.words for each in closed])
        context |= {"tabs": _tabs(wanted), "name": name, "closed": closed, "explanation": words}
    return render(request, "reports/annual_page.html", context)


def _shown(wanted: Wanted, show: str) -> dict:
    """What the chosen layout shows, asked for once; `whole`: the congresses' tables, where it counts duties."""
    layout = _layout(wanted, show)
    context = {"layout": f"reports/_annual_{layout}.html", "show": show, "narrows": show.removesuffix("s"), "whole": []}
    if layout in {"deputy", "years"}:
        context["years"] = Years(annual_years(wanted.congress, wanted.years, wanted.below, wanted.only))
        context |= {"kinds": context["years"].newest.kinds, "whole": context["years"].newest.parts}
    if layout in {"deputy", "norms"}:
        context["norms"] = norm_table(wanted.congress, wanted.year, wanted.only)
        context["kinds"] = context["norms"].part.kinds
    if layout in {"deputies", "congresses", "parts"}:
        report = annual(wanted.congress, wanted.year, wanted.below, wanted.only)
        parts = report.parts[0].stations if show == "stations" else report.parts[0].groups
        context |= {"report": report, "kinds": report.kinds, "whole": report.parts, "part": report.parts[0], "parts": parts}
    return context


def _layout(wanted: Wanted, show: str) -> str:
    if wanted.only.deputy:
        return "deputy"
    if show not in dict(_tabs(wanted)):
        show = ""
    return LAYOUTS.get(show, "congresses" if wanted.below else "deputies")


@require_GET
def annual_rows(request):
    """The duty records behind one figure."""
    form = _asked(request, RowsForm, request.GET)
    if not form.is_valid():
        raise Http404
    asked, wanted = form.cleaned_data, form.wanted
    _deputy_of(request, wanted)
    tally, norm = Tally(wanted.congress, wanted.year, wanted.below, wanted.only), _norm_of(asked)
    kinds = {kind.value: kind.label for kind in tally.kinds}
    part = tally.narrow(asked["part"]) if asked["part"] else None
    if (asked["kind"] and asked["kind"] not in kinds) or (asked["part"] and not part):
        raise Http404
    page = _page(request, asked, tally, norm)
    _link(request.user, named(page.rows))
    context = {"page": page, "term": norm and norm.is_of_term, "title": norm.name if norm else kinds.get(asked["kind"], "全部履职")}
    context |= {"asked": asked, "wanted": wanted, "part": part, "name": name_of(wanted.only), "base": _address(wanted)}
    return render(request, "reports/annual_rows.html", context)


def _link(user, records: list[DutyRecord]) -> None:
    """Fill `url`: the page of the record's source, where it lies within the user's reach."""
    near = set(access_of(user).units(*STAFF_AND_OFFICE))
    for record in records:
        record.url = url_of(record.source, record.source_id) if record.station_id is None or record.station_id in near else ""


def _page(request, asked: dict, tally: Tally, norm: Norm | None) -> ListPage:
    number = request.GET.get("page")
    if asked["repeated"]:
        return page_of_list(repeated_behind(request.user, tally, asked["kind"]), number, PER_PAGE)
    if norm and norm.subject != DEPUTY:
        return page_of_list(acts_behind(request.user, tally, norm, asked["place"]), number, PER_PAGE)
    records = done_behind(request.user, tally, norm) if norm else records_behind(request.user, tally, asked["kind"])
    return page_of(records, number, PER_PAGE, MOST_ROWS)


def _norm_of(asked: dict) -> Norm | None:
    if not asked["norm"]:
        return None
    found = [norm for norm in norms_of(asked["congress"], asked["year"]) if norm.code == asked["norm"]]
    if not found:
        raise Http404
    return found[0]


def _deputy_of(request, wanted: Wanted) -> Deputy | None:
    """The one deputy who is asked about; 404 for another office's."""
    pk = wanted.only.deputy
    return get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk) if pk else None


def _tabs(wanted: Wanted) -> list[tuple[str, str]]:
    """The layouts that this scope has: several congresses have no groups in common, and a norm is one congress's own."""
    if wanted.below:
        return [("", "按人大"), ("years", "历年对比")]
    if wanted.only.deputy:
        return []
    left = {name for name, value in (("groups", wanted.only.group), ("stations", wanted.only.station)) if value is not None}
    return [(value, label) for value, label in SHOWS if value not in left]


def _asked(request, form_class, given):
    """The form filled with what was asked, the rest with this year and one's own congress. 403 without one; 404 for another's."""
    if not can_report(request.user):
        raise PermissionDenied
    usual = {"year": clock.today().year, "congress": _own(request).pk, "span": SPAN}
    form = form_class(usual | given.dict(), user=request.user, initial=usual)
    if form.has_error("congress"):
        raise Http404
    return form


def _own(request) -> Unit:
    mine = congresses_of(request.user)
    acting = congress_of(request.post.unit).pk if request.post else None
    return mine.filter(pk=acting).first() or mine.first()


def _address(wanted: Wanted) -> str:
    """The query string of this scope: each figure's link adds what narrows it further."""
    asked = {"year": wanted.year, "congress": wanted.congress.pk, "below": "1" if wanted.below else ""}
    return urlencode(asked | {name: value for name, value in asdict(wanted.only).items() if value is not None})
