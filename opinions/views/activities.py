"""Contact activities (三问): the list, logging one at the desk or on the phone, reading it, putting it right, handing on, voiding."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.pages import page_of
from common.text import find_personal
from constituents.models import ContactActivity
from constituents.rules.activities import activity_rules, can_keep_activity, can_list_activities, counts_of, logs_as, stations_to_hold
from constituents.services.activities import correct_activity, void_activity
from deputies.rules.closings import closed_for
from deputies.rules.seats import deputy_id_of
from opinions.forms.activities import ActivityFilterForm, ActivityForm, ReasonForm
from opinions.forms.meetings import RaiseForm
from opinions.models import Opinion
from opinions.services.activities import log_activity, raise_from_activity
from stations.models import Unit


def _frame(request: HttpRequest) -> dict:
    on_phone = not request.post and deputy_id_of(request.user) is not None
    return {"on_phone": on_phone, "frame_page": "base_phone.html" if on_phone else "base.html"}


@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """Newest first: of the user's stations, or those in which the user took part."""
    if not can_list_activities(request.user):
        raise PermissionDenied
    form = ActivityFilterForm(request.GET or None)
    found = ContactActivity.objects.visible_to(request.user).select_related("station", "group").prefetch_related("deputies", "opinions")
    context = {"form": form, "page": page_of(form.narrow(found), request.GET.get("page")), "can_add": stations_to_hold(request.user).exists()}
    return render(request, "opinions/activity_list.html", _frame(request) | context)


def _station(request: HttpRequest) -> tuple[Unit, list[Unit]]:
    stations = list(stations_to_hold(request.user))
    if not stations:
        raise PermissionDenied
    asked = request.GET.get("station", "")
    if asked:
        return get_object_or_404(stations_to_hold(request.user), pk=asked if asked.isascii() and asked.isdigit() else 0), stations
    own = request.post.unit_id if request.post else None
    return next((one for one in stations if one.pk == own), stations[0]), stations


@require_http_methods(["GET", "POST"])
def activity_new(request: HttpRequest) -> HttpResponse:
    """One form for an activity of a group or of single deputies."""
    station, stations = _station(request)
    form = ActivityForm(request.POST or None, station=station, deputy=logs_as(request.user))
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        made = log_activity(draft, request.user)
        messages.success(request, "活动已登记，计入参加代表的履职记录。" + ("要转办的事登记成了意见。" if draft.words else ""))
        if find_personal(draft.words):
            messages.warning(request, "原话里好像有电话号码或身份证号，承办单位会看到原话。不必要的话，请在意见里更正，或告诉联络员。")
        return redirect(made)
    return render(request, "opinions/activity_form.html", _frame(request) | {"form": form, "station": station, "stations": stations})


def _activity(request: HttpRequest, pk: int, *, to_change: bool = False) -> ContactActivity:
    found = ContactActivity.objects.visible_to(request.user).select_related("station", "group", "recorded_by", "voided_by")
    row = get_object_or_404(found, pk=pk)
    if to_change and not can_keep_activity(request.user, row):
        raise PermissionDenied
    return row


@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """What was noted, what was handed on, and how often each deputy took part this year against what is asked."""
    row = _activity(request, pk)
    deputies = list(row.deputies.order_by("initials", "pk"))
    counts = counts_of(deputies, row.on.year)
    context = {
        "activity": row,
        "deputies": [(deputy, counts.get(deputy.pk, 0)) for deputy in deputies],
        "asked": activity_rules(row.station).per_year,
        "opinions": Opinion.objects.visible_to(request.user).filter(activity=row).order_by("pk"),
        "can_change": can_keep_activity(request.user, row) and row.voided_at is None,
        "corrections": row.corrections.select_related("by"),
    }
    return render(request, "opinions/activity_detail.html", _frame(request) | context)


@require_http_methods(["GET", "POST"])
def activity_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """更正活动."""
    row = _activity(request, pk, to_change=True)
    form = ActivityForm(request.POST or None, station=row.station, deputy=logs_as(request.user), activity=row)
    if request.method == "POST" and form.is_valid():
        try:
            correct_activity(row, form.facts(), form.cleaned_data["version"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
            form.data = form.data.copy()
            form.data["version"] = _activity(request, pk).version
        else:
            messages.success(request, "已更正，改了什么记在下面，履职记录跟着改了。")
            return redirect(row) if ContactActivity.objects.visible_to(request.user).filter(pk=pk).exists() else redirect("opinions:activities")
    context = {"form": form, "activity": row, "station": row.station, "closed": closed_for(row.deputies.all(), row.on.year)}
    return render(request, "opinions/activity_form.html", _frame(request) | context)


@require_http_methods(["GET", "POST"])
def activity_raise(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand on one more thing that was heard."""
    row = _activity(request, pk, to_change=True)
    if row.voided_at:
        messages.error(request, "这次活动已经作废，不能再从这里登记意见。")
        return redirect(row)
    form = RaiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opinion = raise_from_activity(row, form.raised(), request.user)
        messages.success(request, f"已登记成意见 {opinion.number}。")
        return redirect(row)
    context = {"form": form, "activity": row, "title": "登记成意见", "verb": "登记成意见"}
    return render(request, "opinions/activity_step.html", _frame(request) | context)


@require_http_methods(["GET", "POST"])
def activity_void(request: HttpRequest, pk: int) -> HttpResponse:
    """作废: with a reason."""
    row = _activity(request, pk, to_change=True)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            void_activity(row, form.cleaned_data["reason"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已作废，代表的履职记录随之核减。")
            return redirect(row)
    context = {"form": form, "activity": row, "title": "作废活动", "verb": "作废这次活动", "closed": closed_for(row.deputies.all(), row.on.year)}
    return render(request, "opinions/activity_step.html", _frame(request) | context)
