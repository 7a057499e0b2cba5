"""预约 by phone: booked by a clerk, printed, cancelled, noted as come or not; and how a station takes appointments."""

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.crypto import query_code
from constituents.choices import AppointmentState
from constituents.forms.appointments import BookingForm, CancelForm, SettingForm
from constituents.models import Appointment
from constituents.rules.appointments import setting_of, slots_of
from constituents.rules.receptions import can_keep_day
from constituents.services.appointments import book, cancel, note_coming, save_setting
from constituents.views.attendance import day_to_keep

NOTES = {"came": AppointmentState.CAME, "missed": AppointmentState.MISSED, "undo": AppointmentState.BOOKED}


@sensitive_post_parameters("name", "phone")
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Book somebody who phones."""
    day = day_to_keep(request, pk)
    form = BookingForm(request.POST or None, day=day, slots=slots_of([day])[day.pk])
    if request.method == "POST":
        known = Appointment.objects.filter(day=day, request_key=_key(request)).first()
        if known:
            return redirect("constituents:appointment_slip", known.pk)
    if request.method == "POST" and form.is_valid():
        try:
            row = book(form.booking(), request.user)
        except ValidationError as error:
            form.add_error("slot", error)
        else:
            return redirect("constituents:appointment_slip", row.pk)
    context = {"form": form, "day": day, "setting": setting_of(day.station)}
    return render(request, "constituents/appointment_form.html", context)


@require_GET
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person is told on the phone or gets on paper: when, where, number and code."""
    row = _appointment(request, pk)
    address = request.build_absolute_uri(reverse("portal:appointment"))
    context = {
        "appointment": row,
        "code": query_code(row.uuid, row.code_issue),
        "address": address,
        "picture": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
        "back_url": reverse("constituents:reception", args=[row.day_id]),
    }
    return render(request, "constituents/appointment_slip.html", context)


@require_http_methods(["GET", "POST"])
def appointment_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = _appointment(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel(row, form.cleaned_data["reason"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{row.number} 已取消，时段空出来了。")
            return redirect("constituents:reception", row.day_id)
    return render(request, "constituents/appointment_cancel.html", {"form": form, "appointment": row})


@require_POST
def appointment_note(request: HttpRequest, pk: int) -> HttpResponse:
    """来了 leads to 登记来访 with the person filled in; 没来; or the mark taken back."""
    row = _appointment(request, pk)
    state = NOTES.get(request.POST.get("do", ""), AppointmentState.MISSED)
    try:
        note_coming(row, state, request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if state == AppointmentState.CAME:
            return redirect(reverse("opinions:take_visit") + f"?station={row.day.station_id}&appointment={row.pk}")
    return redirect(reverse("constituents:reception", args=[row.day_id]) + "#appointments")


@require_http_methods(["GET", "POST"])
def setting(request: HttpRequest, pk: int) -> HttpResponse:
    """Slots of the station that the day `pk` belongs to."""
    day = day_to_keep(request, pk)
    form = SettingForm(request.POST or None, instance=setting_of(day.station))
    if request.method == "POST" and form.is_valid():
        save_setting(day.station, *(form.cleaned_data[name] for name in ("minutes", "places", "is_online")), request.user)
        messages.success(request, "预约设置已保存。已经约好的不变。")
        return redirect("constituents:reception", day.pk)
    return render(request, "constituents/appointment_setting.html", {"form": form, "day": day})


def _appointment(request: HttpRequest, pk: int) -> Appointment:
    row = get_object_or_404(Appointment.objects.visible_to(request.user).select_related("day__station", "booked_by"), pk=pk)
    if not can_keep_day(request.user, row.day):
        raise PermissionDenied
    return row


def _key(request: HttpRequest) -> str | None:
    """The request key as it was sent; None for what is no key."""
    form = BookingForm.base_fields["request_key"]
    try:
        return form.clean(request.POST.get("request_key", ""))
    except ValidationError:
        return None
