"""One day of a plan: added, changed, dropped, brought back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from constituents.choices import AppointmentState
from constituents.forms.plans import DayForm, DropForm, MoveForm, SeenForm
from constituents.models import ReceptionDay, ReceptionPlan
from constituents.rules.plans import can_plan, people_for, plan_units
from constituents.services.moving import Moved, move_days
from constituents.services.plan_days import add_day, change_day, drop_day, restore_day
from constituents.views.plans import place_of
from constituents.views.twins import warn_of_home_day
from stations.models import Unit


def _plan(request: HttpRequest, unit: Unit, year: int) -> ReceptionPlan:
    if not can_plan(request.user, unit):
        raise PermissionDenied
    return get_object_or_404(ReceptionPlan.objects.select_related("station"), station=unit, year=year)


def _day(request: HttpRequest, pk: int) -> tuple[ReceptionDay, ReceptionPlan]:
    day = get_object_or_404(ReceptionDay.objects.filter(station__in=plan_units(request.user)).select_related("station"), pk=pk)
    return day, _plan(request, day.station, day.date.year)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    unit, year = place_of(request, pk, year)
    plan = _plan(request, unit, year)
    form = DayForm(request.POST or None, plan=plan, day=None, people=people_for(unit, None))
    if request.method == "POST" and form.is_valid():
        try:
            day = add_day(plan, form.facts(), form.cleaned_data["version"], request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"加好了：{day.date:%Y年%m月%d日}。")
            return redirect("constituents:plan_year", pk, year)
    return render(request, "constituents/plan_day.html", {"form": form, "plan": plan, "unit": unit, "day": None})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    day, plan = _day(request, pk)
    left = day.date
    form = DayForm(request.POST or None, plan=plan, day=day, people=people_for(day.station, day))
    if request.method == "POST" and form.is_valid():
        try:
            change_day(plan, day, form.facts(), form.cleaned_data["version"], request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, "这一天改好了。")
            warn_of_home_day(request, day.station, left)
            return _booked(request, day, "改了") or redirect("constituents:plan_year", plan.station_id, plan.year)
    drop = DropForm(initial={"version": plan.version})
    return render(request, "constituents/plan_day.html", {"form": form, "plan": plan, "unit": day.station, "day": day, "drop": drop})


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the reason on a page of its own when it is missing."""
    day, plan = _day(request, pk)
    form = DropForm(request.POST or None, initial={"version": plan.version})
    if request.method == "POST" and form.is_valid():
        try:
            drop_day(plan, day, form.cleaned_data["reason"], form.cleaned_data["version"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "这一天取消了，仍列在计划里。")
            warn_of_home_day(request, day.station, day.date)
            return _booked(request, day, "取消了") or redirect("constituents:plan_year", plan.station_id, plan.year)
    return render(request, "constituents/plan_drop.html", {"form": form, "plan": plan, "unit": day.station, "day": day})


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    day, plan = _day(request, pk)
    form = SeenForm(request.POST)
    try:
        restore_day(plan, day, form.cleaned_data["version"] if form.is_valid() else -1, request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("constituents:plan_year", plan.station_id, plan.year)
    messages.success(request, "这一天恢复了，请选接待代表。")
    return redirect("constituents:plan_day", day.pk)


@require_POST
def move(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Move the ticked days that a holiday fell on to where the regulation puts them."""
    unit, year = place_of(request, pk, year)
    plan = _plan(request, unit, year)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请先勾选要挪的日子，再点一次。")
        return redirect("constituents:plan_year", pk, year)
    left = list(ReceptionDay.objects.filter(station=unit, pk__in=form.cleaned_data["day"]).values_list("date", flat=True))
    try:
        done = move_days(plan, form.cleaned_data["day"], form.cleaned_data["version"], request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        _say_moved(request, done)
        for on in left:
            warn_of_home_day(request, unit, on)
    return redirect("constituents:plan_year", pk, year)


def _say_moved(request: HttpRequest, done: Moved) -> None:
    words = "、".join(f"{day.date.month}月{day.date.day}日" for day in done.days)
    said = [f"挪好了 {len(done.days)} 天：{words}。" if words else "", f"取消了 {done.dropped} 天。" if done.dropped else ""]
    messages.success(request, "".join(said) or "这些日子已经挪过，不用再挪。")
    if done.off:
        messages.warning(request, f"{'、'.join(done.off)}在别的站接待，已从名单里去掉，请另选代表。")
    if done.booked:
        messages.warning(request, f"有 {done.booked} 位预约了这些日子，请打开那一天，照名单打电话告诉他们。")


def _booked(request: HttpRequest, day: ReceptionDay, done: str) -> HttpResponse | None:
    """To the people who have booked the day, where there are any: they must be called."""
    rows = list(day.appointments.filter(state=AppointmentState.BOOKED).select_related("day"))
    if not rows:
        return None
    outside = sum(row.is_outside for row in rows)
    more = f"其中 {outside} 位约的时段不在现在的接待时间里，请另约时段。" if outside and not rows[0].day.drop_reason else ""
    messages.warning(request, f"有 {len(rows)} 位预约了这一天，日子{done}，请照下面的名单打电话告诉他们。{more}")
    return redirect("constituents:reception", day.pk)
