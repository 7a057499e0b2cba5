"""Plans of reception days: how all stations stand, one station's year, its steps, one day, the paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from constituents.choices import LegalWay, PlanState
from constituents.forms.plans import MakeAllForm, PlanFilterForm, PlanForm, SeenForm
from constituents.models import DutyOffer, ReceptionPlan
from constituents.resources.plans import KIND
from constituents.rules.moving import moves
from constituents.rules.planning import main_rule, picks, rules_for
from constituents.rules.plans import (
    TONES,
    can_approve,
    can_list_plans,
    can_make_all,
    can_plan,
    day_lines,
    is_provisional,
    plan_rows,
    plan_units,
    shown,
    state_of,
    with_levels,
)
from constituents.services.plans import approve_plan, make_plan, publish_plan
from jobs.services import start
from stations.choices import UnitKind
from stations.models import Unit
from stations.rules.plain import days as words

PER_PAGE = 50
STEPS = {
    "approve": (approve_plan, can_approve, "已审核。下一步：公布。"),
    "publish": (publish_plan, can_plan, "已公布：群众在公告页看得到，代表收到了通知。"),
}
HOME_PUBLISHED = "已公布。代表之家的活动日是代表自己的，不上群众的公告页；请通知代表，到时在「代表之家活动日」里登记。"


def place_of(request: HttpRequest, pk: int, year: int) -> tuple[Unit, int]:
    """The station or home whose plan the user may see, and the year: the last one, this one, the next, or one with a plan."""
    unit = get_object_or_404(plan_units(request.user), pk=pk)
    if abs(year - clock.today().year) > 1 and not ReceptionPlan.objects.filter(station=unit, year=year).exists():
        raise Http404
    return unit, year


@require_safe
def overview(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Which stations have a plan of the year, which are approved, published, late with the notice."""
    if not can_list_plans(request.user):
        raise PermissionDenied
    this_year = clock.today().year
    year = this_year if year is None else year
    if abs(year - this_year) > 5:
        raise Http404
    units = list(plan_units(request.user).open())
    congresses = sorted({(unit.parent_id, unit.parent.name) for unit in units if unit.parent_id})
    form = PlanFilterForm(request.GET or None, congresses=congresses)
    rows = plan_rows(units, year)
    context = {
        "form": form,
        "page": Paginator(shown(rows, form.wanted()), PER_PAGE).get_page(request.GET.get("page")),
        "year": year,
        "years": sorted({year, this_year - 1, this_year, this_year + 1}, reverse=True),
        "without": sum(row.plan is None for row in rows),
        "order": MakeAllForm() if can_make_all(request.user) and year >= this_year else None,
        "provisional": is_provisional(year),
    }
    return render(request, "constituents/plan_overview.html", context)


@require_POST
def make_all(request: HttpRequest, year: int) -> HttpResponse:
    """The plans of all stations that have none: a job."""
    if not can_make_all(request.user):
        raise PermissionDenied
    form = MakeAllForm(request.POST)
    if year not in (clock.today().year, clock.today().year + 1) or not form.is_valid():
        messages.error(request, "这一页不完整，请刷新页面，再点一次。")
        return redirect("constituents:plans")
    return redirect(start(KIND, f"排 {year} 年的接待计划", request.user, {"year": year}, form.cleaned_data["request_key"]))


def facts_of(unit: Unit, year: int) -> dict:
    """What the page and the paper show."""
    rules = rules_for([unit]).get(unit.pk)
    plan = ReceptionPlan.objects.filter(station=unit, year=year).select_related("approved_by", "published_by", "made_by").first()
    rule = main_rule(rules, unit.kind) if rules else None
    return {
        "unit": unit,
        "year": year,
        "plan": plan,
        "tone": TONES[state_of(plan)],
        "lines": day_lines(unit, year, rules),
        "lead": rules.notice_lead_days if rules else None,
        "rule": "，".join(filter(None, (words.when(rule), words.hours(rule)))) if rule else "",
        "source": rule["source"] if rule else "",
        "picks": picks(rules, unit.kind) if rules else "",
        "provisional": is_provisional(year),
        "is_home": unit.kind == UnitKind.HOME,
    }


@require_safe
def plan(request: HttpRequest, pk: int, year: int | None = None) -> HttpResponse:
    unit, year = place_of(request, pk, clock.today().year if year is None else year)
    context = facts_of(unit, year)
    this_year = clock.today().year
    offers = DutyOffer.objects.visible_to(request.user).filter(day__station=unit, day__date__year=year)
    found = context["plan"]
    context |= {
        "years": sorted({year, this_year, this_year + 1}, reverse=True),
        "can_plan": can_plan(request.user, unit) and year >= this_year,
        "can_approve": can_approve(request.user, unit),
        "moves": moves([unit], year=year).get(unit.pk, []) if found else [],
        "conflicts": sum(line.conflicts for line in context["lines"]),
        "offers": offers.select_related("day", "giver", "receiver", "taker")[:PER_PAGE],
        "changes": found.changes.select_related("by")[:PER_PAGE] if found else (),
        "form": SeenForm(initial={"version": found.version}) if found else None,
        "is_published": bool(found) and found.state == PlanState.PUBLISHED,
    }
    return render(request, "constituents/plan_detail.html", context)


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Draft the year, or draft it anew as long as it is not published."""
    unit, year = place_of(request, pk, year)
    if not can_plan(request.user, unit):
        raise PermissionDenied
    context = facts_of(unit, year)
    form = PlanForm(request.POST or None, plan=context["plan"], period=context["picks"], is_home=context["is_home"])
    if request.method == "POST" and form.is_valid():
        try:
            made = make_plan(unit, year, form.wish(), form.cleaned_data["version"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{made.year} 年的接待计划排好了。请看一遍，再审核。")
            return redirect("constituents:plan_year", pk, year)
    return render(request, "constituents/plan_make.html", context | {"form": form})


@require_POST
def step(request: HttpRequest, pk: int, year: int, verb: str) -> HttpResponse:
    """Approve or publish the plan as it was seen."""
    unit, year = place_of(request, pk, year)
    found = get_object_or_404(ReceptionPlan, station=unit, year=year)
    act, may, said = STEPS[verb]
    if not may(request.user, unit):
        raise PermissionDenied
    form = SeenForm(request.POST)
    try:
        act(found, form.cleaned_data["version"] if form.is_valid() else -1, request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, HOME_PUBLISHED if verb == "publish" and unit.kind == UnitKind.HOME else said)
    return redirect("constituents:plan_year", pk, year)


@require_safe
def paper(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The notice for the board: coming days of the plan, with the columns that offices use."""
    unit, year = place_of(request, pk, year)
    today = clock.today()
    context = facts_of(unit, year)
    context["lines"] = with_levels([line for line in context["lines"] if line.day.date >= today and not line.day.drop_reason])
    return render(request, "constituents/plan_paper.html", context | {"today": today, "not_here": "、".join(LegalWay.labels)})
