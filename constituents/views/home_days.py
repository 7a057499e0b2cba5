"""Home days: the list, one day with who came, arranging, changing, dropping, the minutes on paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.downloads import sheets_response
from common.pages import page_of
from constituents.choices import HomeDayMark
from constituents.forms.home_days import DropForm, HomeDayFilter, HomeDayForm
from constituents.models import HomeDay
from constituents.resources.home_days import home_days_sheet
from constituents.rules.home_days import STATES, TONES, can_keep_home_day, can_list_home_days, deputies_for, gaps, keeps_home_days, state_of
from constituents.services.home_days import drop_home_day, mark_deputies, save_home_day
from constituents.views.choosing import asked_station
from constituents.views.twins import warn_of_plan
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of

MOST = 2000  # days in one workbook


@require_safe
def home_days(request: HttpRequest) -> HttpResponse:
    """Home days that the user sees, the newest first; above them the quarters without one."""
    form, found = _found(request)
    page = page_of(found, request.GET.get("page"), shape=lambda rows: rows.for_list())
    stations = access_of(request.user).units(*STAFF_AND_OFFICE)
    context = {
        "form": form,
        "page": page,
        "lines": _lines(page.rows),
        "gaps": gaps(stations) if stations else (),
        "can_add": keeps_home_days(request.user).exists(),
        "is_staff": bool(stations),
    }
    return render(request, "constituents/home_day_list.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook, for those who keep homes and stations."""
    _, found = _found(request)
    if not access_of(request.user).has_role(*STAFF_AND_OFFICE):
        raise PermissionDenied
    rows = [(line["row"], line["state"]) for line in _lines(list(found.for_list()[:MOST]))]
    return sheets_response([home_days_sheet(rows)], f"代表之家活动日 {clock.today():%Y-%m-%d}")


@require_safe
def home_day(request: HttpRequest, pk: int) -> HttpResponse:
    """One home day: what is planned, who came, the minutes and what was raised."""
    row = _day(request, pk)
    keeps = can_keep_home_day(request.user, row)
    attendances = list(row.attendances.select_related("deputy").order_by("-is_expected", "deputy__initials", "pk"))
    is_unmarked = any(each.is_expected and not each.mark for each in attendances)
    state = state_of(row, is_unmarked)
    known = {each.deputy_id for each in attendances}
    has_come = row.date <= clock.today() and not row.drop_reason
    context = {
        "day": row,
        "state": STATES[state],
        "tone": TONES[state],
        "attendances": attendances,
        "came": sum(each.mark == HomeDayMark.CAME for each in attendances),
        "has_come": has_come,
        "keeps": keeps,
        "can_mark": keeps and has_come,
        "unmarked": is_unmarked,
        "others": [one for one in deputies_for(row.station, row.date) if one.pk not in known] if keeps and has_come else (),
        "matters": row.matters.for_list() if keeps else (),
    }
    return render(request, "constituents/home_day_detail.html", context)


@require_http_methods(["GET", "POST"])
def home_day_new(request: HttpRequest) -> HttpResponse:
    stations = keeps_home_days(request.user)
    station = asked_station(request, stations)
    if station is None:
        raise PermissionDenied
    return _edit(request, HomeDay(), station, stations)


@require_http_methods(["GET", "POST"])
def home_day_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _day_to_keep(request, pk)
    if row.drop_reason:
        messages.error(request, "这个活动日已经取消，不能再改。")
        return redirect(row)
    return _edit(request, row, row.station)


@require_http_methods(["GET", "POST"])
def home_day_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not take place, and why."""
    row = _day_to_keep(request, pk)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            drop_home_day(row, form.cleaned_data["reason"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"「{row.name}」已取消。")
            warn_of_plan(request, row.station, row.date)
            return redirect(row)
    return render(request, "constituents/home_day_drop.html", {"form": form, "day": row})


@require_POST
def home_day_attend(request: HttpRequest, pk: int) -> HttpResponse:
    """`do`: came, absent, or nothing to take the mark back, of one `deputy`; «all»: everybody expected and not yet marked came."""
    row = _day_to_keep(request, pk)
    marks = _marks(request, row)
    try:
        if not marks:
            raise ValidationError("请先选一位代表。")
        mark_deputies(row, marks, request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "到会登记已保存，到了的计入履职记录。")
    return redirect(f"{row.get_absolute_url()}#deputies-title")


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes on A4, for those who keep the day."""
    row = _day_to_keep(request, pk)
    attendances = list(row.attendances.select_related("deputy").order_by("deputy__initials", "pk"))
    context = {
        "day": row,
        "came": [each.deputy.name for each in attendances if each.mark == HomeDayMark.CAME],
        "absent": [each.deputy.name for each in attendances if each.is_expected and each.mark != HomeDayMark.CAME],
        "expected": sum(each.is_expected for each in attendances),
        "matters": row.matters.valid().for_list(),
        "today": clock.today(),
        "back_url": row.get_absolute_url(),
    }
    return render(request, "constituents/home_day_paper.html", context)


def _found(request: HttpRequest):
    if not can_list_home_days(request.user):
        raise PermissionDenied
    form = HomeDayFilter(request.GET, stations=access_of(request.user).units(*STAFF_AND_OFFICE))
    return form, form.narrow(HomeDay.objects.visible_to(request.user)).order_by("-date", "-pk")


def _lines(rows: list[HomeDay]) -> list[dict]:
    """Each day with the word and tone of its state; one query more."""
    unmarked = set(HomeDay.objects.filter(pk__in=[row.pk for row in rows]).unmarked(clock.today()).values_list("pk", flat=True))
    states = [state_of(row, row.pk in unmarked) for row in rows]
    return [{"row": row, "state": STATES[state], "tone": TONES[state]} for row, state in zip(rows, states, strict=True)]


def _day(request: HttpRequest, pk: int) -> HomeDay:
    return get_object_or_404(HomeDay.objects.visible_to(request.user).select_related("station", "by", "minutes_by"), pk=pk)


def _day_to_keep(request: HttpRequest, pk: int) -> HomeDay:
    row = _day(request, pk)
    if not can_keep_home_day(request.user, row):
        raise PermissionDenied
    return row


def _marks(request: HttpRequest, row: HomeDay) -> dict[int, str]:
    """Which deputies of the day, or who may come to it, are marked how."""
    do, deputy = request.POST.get("do", ""), request.POST.get("deputy", "")
    if do == "all":
        return dict.fromkeys(row.attendances.filter(is_expected=True, mark=HomeDayMark.OPEN).values_list("deputy_id", flat=True), HomeDayMark.CAME)
    number = int(deputy) if deputy.isascii() and deputy.isdigit() and len(deputy) < 19 else 0
    also = row.attendances.values_list("deputy_id", flat=True)
    known = deputies_for(row.station, row.date, also).filter(pk=number).exists()
    return {number: do} if known and do in HomeDayMark.values else {}


def _edit(request: HttpRequest, row: HomeDay, station: Unit, stations=()) -> HttpResponse:
    left = row.date  # the form writes the new one into the row; None: there was none
    form = HomeDayForm(request.POST or None, instance=row, station=station)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_home_day(form.home_day(), form.cleaned_data["expected"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"「{saved.name}」已保存。")
            if left:
                warn_of_plan(request, station, left)
            return redirect(saved)
    context = {"form": form, "day": row if row.pk else None, "station": station, "stations": stations}
    return render(request, "constituents/home_day_form.html", context)
