"""The work calendar: what differs from the plain week, by year; every change shows what it moves before it is saved."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.downloads import sheets_response
from common.text import FIRST_YEAR, LAST_YEAR
from stations.forms.calendar import FestivalForm, NoticeForm
from stations.models import CalendarChange, CalendarDay, Unit
from stations.registry import deadline_sources
from stations.resources.calendar import calendar_sheet
from stations.rules.calendar_changes import (
    Shift,
    cleared_lines,
    effect_of,
    festival_lines,
    last_applied,
    newly_moved,
    planned_lines,
    table_after,
)
from stations.rules.festivals import Festival, festivals
from stations.rules.permissions import can_edit_calendar
from stations.rules.workdays import missing_years
from stations.services import calendar as services

PER_PAGE = 100


@require_http_methods(["GET", "POST"])
def calendar(request, year=None):
    today = clock.today()
    year = _year(today.year if year is None else year)
    editable = can_edit_calendar(request.user)
    if request.method == "POST" and not editable:
        raise PermissionDenied
    form = FestivalForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        change = services.propose_festival(Festival(data["name"], data["days_off"], data["make_up_days"]), request.user)
        return redirect("stations:calendar_change", change.pk)
    context = {
        "year": year,
        "years": _years(today.year),
        "festivals": festivals(CalendarDay.objects.filter(date__year=year)),
        "missing": missing_years(today),
        "form": form if editable else None,
    }
    return render(request, "stations/calendar.html", context)


def _year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


def _years(this_year: int) -> list[int]:
    known = CalendarDay.objects.dates("date", "year")
    return sorted({day.year for day in known} | {this_year, this_year + 1}, reverse=True)


@require_POST
def clear(request, year):
    """Propose to forget one festival of that year; its `name` comes in the form."""
    if not can_edit_calendar(request.user):
        raise PermissionDenied
    change = services.propose_clearing(_year(year), request.POST.get("name", ""), request.user)
    if change is None:
        raise Http404
    return redirect("stations:calendar_change", change.pk)


@require_http_methods(["GET", "POST"])
def import_notice(request: HttpRequest) -> HttpResponse:
    """Paste the State Council's notice, or upload its table: it is read and shown, nothing is saved yet."""
    if not can_edit_calendar(request.user):
        raise PermissionDenied
    today = clock.today()
    year = next(iter(missing_years(today)), today.year + 1)
    form = NoticeForm(request.POST or None, request.FILES or None, initial={"year": year})
    if request.method == "POST" and form.is_valid():
        change = services.propose_notice(form.cleaned_data["notice"], request.user)
        return redirect("stations:calendar_change", change.pk)
    return render(request, "stations/calendar_import.html", {"form": form, "this_year": today.year})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What a change says and which open deadlines it moves; POST saves it and recounts them."""
    if not can_edit_calendar(request.user):
        raise PermissionDenied
    row = get_object_or_404(CalendarChange.objects.visible_to(request.user), pk=pk)
    if row.applied_at:
        messages.info(request, f"「{row.title}」已在 {row.applied_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M} 写入日历。")
        return redirect("stations:calendar_year", row.year)
    seen, agreed = request.POST.get("seen"), request.POST.get("agreed") or not row.doubts
    if request.method == "POST" and agreed and seen == str(last_applied()):
        return _apply(request, row)
    if request.method == "POST" and agreed:
        messages.warning(request, "您看这一页的时候，日历已由别人改过。下面是按现在的日历重新算的，请再看一遍。")
    return render(request, "stations/calendar_change.html", _preview(request, row) | {"must_agree": request.method == "POST" and not agreed})


def _apply(request: HttpRequest, row: CalendarChange) -> HttpResponse:
    row = services.apply_change(row, request.user)
    settled = services.settle(row)
    words = f"已{row.title}。" + (f"{settled.cases} 件在办意见的期限随之改变，每一件的经过里都有记录。" if settled.cases else "没有期限因此改变。")
    messages.success(request, words if settled.finished else f"{words}其余的在后台接着重算，几分钟内完成。")
    return redirect("stations:calendar_year", row.year)


def _preview(request: HttpRequest, row: CalendarChange) -> dict:
    known = table_after(row)
    effect, planned = effect_of(known), newly_moved(known)
    seen = effect.seen_by(request.user)
    stations = dict(Unit.objects.filter(pk__among={shift.unit_id for shift in seen}).values_list("pk", "name"))
    page = Paginator(sorted(seen, key=lambda shift: (stations[shift.unit_id], shift.before, shift.pk)), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "change": row,
        "lines": festival_lines(row),
        "cleared": cleared_lines(row),
        "total": len(effect.shifts),
        "elsewhere": len(effect.shifts) - len(seen),
        "firm": effect.firm,
        "page": page,
        "rows": _rows(request, list(page), stations),
        "seen": last_applied(),
        "planned_total": len(planned),
        "planned": planned_lines(planned[:PER_PAGE]),
    }


def _rows(request: HttpRequest, shifts: list[Shift], stations: dict[int, str]) -> list[dict]:
    known = {}
    for name, source in deadline_sources().items():
        ids = [shift.pk for shift in shifts if shift.source == name]
        known |= {(name, pk): line for pk, line in source.lines(ids, request.user).items()} if ids else {}
    found = [(shift, known.get((shift.source, shift.pk))) for shift in shifts]
    return [{"station": stations[shift.unit_id], "shift": shift, "line": line} for shift, line in found if line]


@require_safe
def sheet(request: HttpRequest, year: int) -> HttpResponse:
    """The year as a sheet that can be changed and uploaded again."""
    spec = calendar_sheet(_year(year), festivals(CalendarDay.objects.filter(date__year=year)))
    return sheets_response([spec], f"工作日历-{year}")
