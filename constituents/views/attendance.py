"""到站登记: one click for each deputy, undone by one click; with a form for whoever did not come."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from constituents.forms.attendance import AbsenceForm
from constituents.models import ReceptionDay, ReceptionDuty
from constituents.rules.receptions import can_keep_day, others_at
from constituents.services.attendance import mark_absent, mark_present, undo_mark
from deputies.models import Deputy


def day_to_keep(request: HttpRequest, pk: int) -> ReceptionDay:
    """The day, for its station's staff; 404 where the user may not see it, 403 where only seeing is allowed."""
    day = get_object_or_404(ReceptionDay.objects.visible_to(request.user).select_related("station"), pk=pk)
    if not can_keep_day(request.user, day):
        raise PermissionDenied
    return day


@require_POST
def attend(request: HttpRequest, pk: int) -> HttpResponse:
    """`do`: present (also for one who came unplanned) or undo. Leads back to where the button stood."""
    day = day_to_keep(request, pk)
    number = request.POST.get("deputy", "")
    number = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    duty = day.duties.select_related("deputy", "day").filter(deputy_id=number).first()
    deputy = duty.deputy if duty else others_at(day).filter(pk=number).first()
    try:
        if deputy is None:
            raise ValidationError("请先选一位代表；这里只列出联系这个站的代表。")
        messages.success(request, _marked(request, day, duty, deputy))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(_back(request, day))


def _marked(request: HttpRequest, day: ReceptionDay, duty: ReceptionDuty | None, deputy: Deputy) -> str:
    """Do what was asked; what to say about it."""
    seen = request.POST.get("seen", "")
    if request.POST.get("do") != "undo":
        mark_present(day, deputy, seen, request.user)
        return f"{deputy.name}已登记到站，计入履职记录。"
    if duty:
        undo_mark(duty, seen, request.user)
    return f"{deputy.name}的登记已撤销。"


@require_http_methods(["GET", "POST"])
def absent(request: HttpRequest, pk: int) -> HttpResponse:
    """Why an expected deputy did not come, and who came instead."""
    duty = get_object_or_404(ReceptionDuty.objects.select_related("deputy"), pk=pk)
    duty.day = day = day_to_keep(request, duty.day_id)
    back = _back(request, day)
    form = AbsenceForm(request.POST or None, duty=duty, others=others_at(day))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            mark_absent(duty, data["absence"], data["note"], data["seen"], request.user, data["substitute"])
        except ValidationError as error:
            form.add_error(None, error)
            form.renew(day.duties.get(pk=duty.pk).mark)
        else:
            messages.success(request, f"已登记：{duty.deputy.name}没有来。")
            return redirect(back)
    return render(request, "constituents/reception_absence.html", {"form": form, "day": day, "duty": duty, "back": back, "then": _then(request)})


def _then(request: HttpRequest) -> str:
    return "desk" if "desk" in (request.POST.get("then"), request.GET.get("then")) else ""


def _back(request: HttpRequest, day: ReceptionDay) -> str:
    place = reverse("desk:home") if _then(request) else reverse("constituents:reception", args=[day.pk])
    return f"{place}#duties-{day.pk}"
