"""A unit's yearly plan: read, written, copied, confirmed, printed; and the plans of all units of a year."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.downloads import sheets_response
from common.text import FIRST_YEAR, LAST_YEAR
from stations.forms.plans import DoneForm, PlansForm, line_forms
from stations.models import PlanItem, Regulation, Unit, YearPlan
from stations.resources.plans import overview_sheet, plan_sheet
from stations.rules.facilities import can_fill, can_see_facilities, facility_units
from stations.rules.plans import can_confirm, day_rules, lines_of, plans_of, shown
from stations.rules.published import rules_of_version
from stations.rules.yearly import due_in
from stations.services.plans import confirm_plan, copy_plan, mark_done, save_plan
from stations.services.regulations import current_regulation

PER_PAGE = 50


def _place(request: HttpRequest, pk: int, year: int | None = None) -> tuple[Unit, int]:
    """The unit that the user may see, and the year: this one unless another is asked for."""
    unit = get_object_or_404(facility_units(request.user), pk=pk)
    return unit, _year(clock.today().year if year is None else year)


def _year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


def _writable(request: HttpRequest, pk: int, year: int) -> tuple[Unit, int]:
    unit, year = _place(request, pk, year)
    if not can_fill(request.user, unit):
        raise PermissionDenied
    return unit, year


def _plan_of(unit: Unit, year: int) -> YearPlan | None:
    return YearPlan.objects.filter(unit=unit, year=year).select_related("confirmed_by", "changed_by").prefetch_related("items").first()


def _facts(unit: Unit, year: int) -> dict:
    """What the page and the paper show."""
    plan = _plan_of(unit, year)
    try:
        rules = rules_of_version(current_regulation(unit).pk)
    except Regulation.DoesNotExist:
        rules = None
    lines = lines_of(plan.items.all()) if plan else []
    return {
        "unit": unit,
        "year": year,
        "plan": plan,
        "lines": lines,
        "done": sum(line.item.done_on is not None for line in lines),
        "late": sum(line.tone == "late" for line in lines),
        "days": day_rules(unit, rules, year) if rules else [],
        "plan_due": due_in(rules.yearly, "plan", year) if rules else None,
        "summary_due": due_in(rules.yearly, "summary", year) if rules else None,
    }


@require_safe
def plan(request: HttpRequest, pk: int, year: int | None = None) -> HttpResponse:
    unit, year = _place(request, pk, year)
    context = _facts(unit, year)
    years = set(YearPlan.objects.filter(unit=unit).values_list("year", flat=True))
    this_year = clock.today().year
    context |= {
        "years": sorted(years | {this_year, this_year + 1, year}, reverse=True),
        "can_fill": can_fill(request.user, unit),
        "can_confirm": can_confirm(request.user, unit),
        "copies": year - 1 if context["plan"] is None and year - 1 in years else None,
    }
    return render(request, "stations/plan.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Every line on one page; `version` is the plan that the person looked at."""
    unit, year = _writable(request, pk, year)
    row = _plan_of(unit, year)
    items = list(row.items.all()) if row else []
    forms = line_forms(items, year, request.POST or None)
    version = request.POST.get("version", "") if request.method == "POST" else str(row.version if row else 0)
    context = {"unit": unit, "year": year, "forms": forms, "version": version, "faults": []}
    if request.method == "POST" and forms.is_valid():
        try:
            save_plan(unit, year, forms.lines(), int(version) if version.isdigit() else -1, request.user)
        except ValidationError as error:
            context["faults"] = error.messages
        else:
            messages.success(request, f"{year} 年的计划已保存。")
            return redirect("stations:plan_year", pk, year)
    return render(request, "stations/plan_edit.html", context)


@require_POST
def copy(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    unit, year = _writable(request, pk, year)
    try:
        copy_plan(unit, year, request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("stations:plan_year", pk, year)
    messages.success(request, f"已照 {year - 1} 年抄好，请改一改再保存。")
    return redirect("stations:plan_edit", pk, year)


@require_POST
def confirm(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    unit, year = _place(request, pk, year)
    if not can_confirm(request.user, unit):
        raise PermissionDenied
    row = get_object_or_404(YearPlan.objects.visible_to(request.user), unit=unit, year=year)
    version = request.POST.get("version", "")
    try:
        confirm_plan(row, int(version) if version.isdigit() else -1, request.user)
        messages.success(request, "计划已确认。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("stations:plan_year", pk, year)


@require_http_methods(["GET", "POST"])
def item_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a line is done, when and how; an empty day opens it again."""
    units = facility_units(request.user)
    item = get_object_or_404(PlanItem.objects.filter(plan__unit__in=units).select_related("plan__unit"), pk=pk)
    if not can_fill(request.user, item.plan.unit):
        raise PermissionDenied
    start = {"done_on": item.done_on or clock.today(), "done_note": item.done_note}
    form = DoneForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        mark_done(item, form.cleaned_data["done_on"], form.cleaned_data["done_note"], request.user)
        messages.success(request, f"已登记：{item.title}" if form.cleaned_data["done_on"] else f"已改回没有完成：{item.title}")
        return redirect("stations:plan_year", item.plan.unit_id, item.plan.year)
    return render(request, "stations/plan_done.html", {"form": form, "item": item, "plan": item.plan})


@require_safe
def paper(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    return render(request, "stations/plan_paper.html", _facts(*_place(request, pk, year)) | {"today": clock.today()})


@require_safe
def sheet(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    facts = _facts(*_place(request, pk, year))
    return sheets_response(plan_sheet(facts["unit"], facts["year"], facts["lines"], facts["days"]), f"{facts['unit'].name}{facts['year']}年计划")


@require_safe
def overview(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The plans of all homes and stations of a year: there or not, confirmed, how much is done and late."""
    form, found, year = _asked(request, year)
    this_year = clock.today().year
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "year": year, "years": sorted({year, this_year - 1, this_year, this_year + 1}, reverse=True)}
    return render(request, "stations/plan_overview.html", context)


@require_safe
def export(request: HttpRequest, year: int) -> HttpResponse:
    _, found, year = _asked(request, year)
    facts = [f"填报单位：{request.post.unit.name if request.post else ''}", f"填报日期：{clock.today():%Y-%m-%d}"]
    return sheets_response([overview_sheet(year, found, facts)], f"{year}年计划情况")


def _asked(request: HttpRequest, year: int | None):
    if not can_see_facilities(request.user):
        raise PermissionDenied
    year = _year(clock.today().year if year is None else year)
    units = list(facility_units(request.user).open())
    congresses = sorted({(unit.parent_id, unit.parent.name) for unit in units if unit.parent_id})
    form = PlansForm(request.GET or None, congresses=congresses)
    return form, shown(plans_of(request.user, units, year), form.wanted()), year
