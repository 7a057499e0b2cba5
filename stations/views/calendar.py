"""The work calendar: what differs from the plain week, by year."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from common import clock
from common.text import FIRST_YEAR, LAST_YEAR
from stations.forms.calendar import FestivalForm
from stations.models import CalendarDay
from stations.rules.festivals import festivals
from stations.rules.permissions import can_edit_calendar
from stations.rules.workdays import missing_years
from stations.services.calendar import clear_festival, set_festival


@require_http_methods(["GET", "POST"])
def calendar(request, year=None):
    today = clock.today()
    year = today.year if year is None else year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    editable = can_edit_calendar(request.user)
    if request.method == "POST" and not editable:
        raise PermissionDenied
    form = FestivalForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        set_festival(data["name"], data["days_off"], data["make_up_days"], request.user)
        messages.success(request, f"已写入{data['name']}：放假 {len(data['days_off'])} 天，调休上班 {len(data['make_up_days'])} 天。")
        return redirect("stations:calendar_year", data["off_from"].year)
    context = {
        "year": year,
        "years": _years(today.year),
        "festivals": festivals(CalendarDay.objects.filter(date__year=year)),
        "missing": missing_years(today),
        "form": form if editable else None,
    }
    return render(request, "stations/calendar.html", context)


def _years(this_year: int) -> list[int]:
    known = CalendarDay.objects.dates("date", "year")
    return sorted({day.year for day in known} | {this_year, this_year + 1}, reverse=True)


@require_POST
def clear(request, year):
    """Forget one festival of that year; its `name` comes in the form."""
    if not can_edit_calendar(request.user):
        raise PermissionDenied
    name = request.POST.get("name", "")
    if not FIRST_YEAR <= year <= LAST_YEAR or not clear_festival(year, name, request.user):
        raise Http404
    messages.success(request, f"已从日历里去掉 {year} 年的{name}，这些日子按平常的周算。")
    return redirect("stations:calendar_year", year)
