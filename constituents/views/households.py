"""联系户: the deputy's own on the phone, how all deputies stand, one household, the form on paper and as a sheet."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.downloads import sheets_response
from constituents.forms.households import HouseholdFilterForm, HouseholdForm
from constituents.models import Household
from constituents.resources.households import FORM, form_rows, form_sheet, list_sheet, title_at
from constituents.rules.households import (
    Standing,
    asked_of,
    can_keep_household,
    can_list_households,
    day_of,
    files_form,
    shows_in_full,
    standing_of,
    standings,
    stations_for,
)
from constituents.services.households import add_household, change_household, note_paper
from deputies.models import Deputy, Mandate
from deputies.rules.seats import deputy_id_of

PER_PAGE = 50
YEARS = 10
PERSONAL = ("name", "phone", "address", "village")


def year_of(request: HttpRequest) -> int:
    """The year that was asked for, of the last `YEARS`; else this one."""
    this_year, typed = clock.today().year, request.GET.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else this_year
    return year if this_year - YEARS < year <= this_year else this_year


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My households, what is missing this year, whom to see next."""
    if not deputy_id_of(request.user):
        raise PermissionDenied
    return of_deputy(request, request.user.deputy.pk)


@require_safe
def of_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """One deputy's households, on the phone of the deputy or at a desk."""
    deputy = _deputy(request, pk)
    own, year = deputy_id_of(request.user) == deputy.pk, year_of(request)
    row = standing_of(deputy, year)
    seen = dict(Household.objects.visible_to(request.user).filter(deputy=deputy).values_list("pk", "starts_on"))
    row.lines = [line for line in row.lines if line.household.pk in seen]  # of a deputy of two places, the user's own place alone
    keeps = [line.household.pk for line in row.lines if can_keep_household(request.user, line.household)]
    context = {
        "row": row,
        "own": own,
        "year": year,
        "years": _years(seen.values(), year),
        "can_add": bool(stations_for(request.user, deputy)),
        "keeps": keeps,
    }
    context["can_print"] = bool(seen) and (own or bool(keeps) or context["can_add"] or files_form(request.user, deputy))
    context["frame_page"] = "base_phone.html" if own else "base.html"
    return render(request, "constituents/household_deputy.html", context)


def _years(starts: Iterable[date], shown: int) -> list[int]:
    """Years in which there were households, the newest first; this one and the one that is shown at any rate."""
    this_year = clock.today().year
    first = min((day.year for day in starts), default=this_year)
    return list(range(this_year, max(min(first, shown), this_year - YEARS + 1) - 1, -1))


def _deputy(request: HttpRequest, pk: int) -> Deputy:
    return get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)


def _rows(request: HttpRequest) -> tuple[HouseholdFilterForm, list[Standing], int]:
    if not can_list_households(request.user):
        raise PermissionDenied
    year = year_of(request)
    seats = Mandate.objects.visible_to(request.user).held_on(day_of(year)).order_by("deputy__initials", "deputy__name", "deputy_id", "pk")
    rows = standings(seats, year)
    stations = sorted({(unit.pk, unit.name) for row in rows for unit in row.stations}, key=lambda pair: pair[1])
    form = HouseholdFilterForm(request.GET or None, stations=stations, groups=sorted({name for row in rows for name in row.groups}))
    return form, [row for row in rows if form.keeps(row)], year


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How the deputies stand with their households; by name, no ranking."""
    form, rows, year = _rows(request)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "year": year, "query": query.urlencode()}
    first = Household.objects.visible_to(request.user).aggregate(first=Min("starts_on"))["first"]
    context["years"] = _years([first] if first else [], year)
    return render(request, "constituents/household_list.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered."""
    _, rows, year = _rows(request)
    return sheets_response([list_sheet(rows, year, clock.today())], f"{year}年代表联系户情况")


@sensitive_post_parameters(*PERSONAL)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a household to the deputy."""
    deputy = _deputy(request, pk)
    stations = stations_for(request.user, deputy)
    if not stations:
        raise PermissionDenied
    form = HouseholdForm(request.POST or None, asked=standing_of(deputy, clock.today().year).asked, stations=stations)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_household(deputy, form.cleaned_data.get("station") or stations[0], form.facts(), request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "联系户已登记。见面以后，在这里记一次。")
            return redirect(made)
    return render(request, "constituents/household_form.html", _frame(request, deputy) | {"form": form})


@sensitive_post_parameters(*PERSONAL)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right who it is, or end it."""
    household = _household(request, pk)
    if not can_keep_household(request.user, household):
        raise PermissionDenied
    station = household.person.station
    asked = asked_of([station]).get(station.pk) or standing_of(household.deputy, clock.today().year).asked
    form = HouseholdForm(request.POST or None, asked=asked, household=household)
    if request.method == "POST" and form.is_valid():
        change_household(household, form.facts(), form.cleaned_data["ends_on"], request.user)
        messages.success(request, "联系户已更正。")
        return redirect(household)
    return render(request, "constituents/household_form.html", _frame(request, household.deputy) | {"form": form, "household": household})


def _household(request: HttpRequest, pk: int) -> Household:
    found = Household.objects.visible_to(request.user).select_related("person__station", "deputy")
    return get_object_or_404(found, pk=pk)


def _frame(request: HttpRequest, deputy: Deputy) -> dict:
    own = deputy_id_of(request.user) == deputy.pk
    return {"deputy": deputy, "own": own, "frame_page": "base_phone.html" if own else "base.html"}


@require_safe
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """One household and the meetings with it, newest first."""
    row = _household(request, pk)
    context = _frame(request, row.deputy) | {
        "household": row,
        "in_full": shows_in_full(request.user, row),
        "can_keep": can_keep_household(request.user, row),
        "meetings": row.meetings.prefetch_related("opinions")[:PER_PAGE],
    }
    return render(request, "constituents/household_detail.html", context)


@never_cache
@require_safe
def paper(request: HttpRequest, pk: int, form: str = "paper") -> HttpResponse:
    """《联系人民群众情况登记表》 of a deputy and year, with names and phones: it leaves a trail. form: paper or sheet."""
    deputy, year, today = _deputy(request, pk), year_of(request), clock.today()
    every = list(Household.objects.visible_to(request.user).filter(deputy=deputy).select_related("person__station", "deputy"))
    own, files = deputy_id_of(request.user) == deputy.pk, files_form(request.user, deputy)
    every = [one for one in every if files or can_keep_household(request.user, one)]
    if not (own or files or every or stations_for(request.user, deputy)):
        raise PermissionDenied
    households = [one for one in every if one.starts_on.year <= year and (one.ends_on is None or one.ends_on.year >= year)]
    standing = standing_of(deputy, year)
    title, groups, rows = title_at(standing.unit), "、".join(standing.groups), form_rows(households, year)
    if households:
        note_paper(deputy, list({one.person.station_id: one.person.station for one in households}.values()), year, len(households), request.user)
    if form == "sheet":
        return sheets_response([form_sheet(title, deputy.name, groups, year, rows, today)], f"{deputy.name}{year}年{FORM}")
    context = {"deputy": deputy, "groups": groups, "year": year, "rows": rows, "today": today, "title": title}
    context["years"] = _years((one.starts_on for one in every), year)
    return render(request, "constituents/household_paper.html", context)
