"""Meetings with linked households: note one, read it, put it right, void it, hand on what was heard."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.text import find_personal
from constituents.models import Household, HouseholdMeeting
from constituents.rules.households import can_keep_household, shows_in_full
from constituents.services.households import correct_meeting, void_meeting
from deputies.rules.closings import closed_for
from deputies.rules.seats import deputy_id_of
from opinions.forms.meetings import MeetingForm, RaiseForm
from opinions.forms.visits import VoidForm
from opinions.models import Opinion
from opinions.services.meetings import log_meeting, raise_opinion


def _context(request: HttpRequest, household: Household, **more) -> dict:
    own = deputy_id_of(request.user) == household.deputy_id
    known = {"household": household, "own": own, "in_full": shows_in_full(request.user, household)}
    return known | {"frame_page": "base_phone.html" if own else "base.html"} | more


@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest, pk: int) -> HttpResponse:
    """One form, and at most one opinion with it."""
    found = Household.objects.visible_to(request.user).select_related("person__station", "deputy")
    household = get_object_or_404(found, pk=pk)
    if not can_keep_household(request.user, household):
        raise PermissionDenied
    form = MeetingForm(request.POST or None, household=household)
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        made = log_meeting(draft, request.user)
        messages.success(request, "已记下这次见面，计入履职记录。" + ("要转办的事登记成了意见。" if draft.words else ""))
        if find_personal(draft.words):
            messages.warning(request, "原话里好像有电话号码或身份证号，承办单位会看到原话。不必要的话，请告诉联络员更正。")
        return redirect(made)
    return render(request, "opinions/meeting_form.html", _context(request, household, form=form))


def _meeting(request: HttpRequest, pk: int, *, to_change: bool = False) -> HouseholdMeeting:
    found = HouseholdMeeting.objects.visible_to(request.user)
    row = get_object_or_404(found.select_related("household__person__station", "household__deputy", "recorded_by", "voided_by"), pk=pk)
    if to_change and not can_keep_household(request.user, row.household):
        raise PermissionDenied
    return row


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """What was noted, and what became of it. An opinion that the reader may not open is not listed."""
    row = _meeting(request, pk)
    opinions = Opinion.objects.visible_to(request.user).filter(meeting=row).order_by("pk")
    can_change = can_keep_household(request.user, row.household) and row.voided_at is None
    more = {"meeting": row, "opinions": opinions, "can_change": can_change, "corrections": row.corrections.select_related("by")}
    return render(request, "opinions/meeting_detail.html", _context(request, row.household, **more))


@require_http_methods(["GET", "POST"])
def meeting_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """更正见面."""
    row = _meeting(request, pk, to_change=True)
    form = MeetingForm(request.POST or None, household=row.household, meeting=row)
    if request.method == "POST" and form.is_valid():
        try:
            correct_meeting(row, form.facts(), form.cleaned_data["version"], request.user)
        except ValidationError as error:
            row = _faster(request, form, error, pk)
        else:
            messages.success(request, "已更正，履职记录跟着改了。")
            return redirect(row)
    closed = closed_for([row.household.deputy], row.on.year)
    return render(request, "opinions/meeting_form.html", _context(request, row.household, form=form, meeting=row, closed=closed))


@require_http_methods(["GET", "POST"])
def meeting_void(request: HttpRequest, pk: int) -> HttpResponse:
    """作废: with a reason."""
    row = _meeting(request, pk, to_change=True)
    form = VoidForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            void_meeting(row, form.cleaned_data["version"], form.cleaned_data["reason"], request.user)
        except ValidationError as error:
            row = _faster(request, form, error, pk)
        else:
            messages.success(request, "已作废，履职记录随之核减。")
            return redirect(row)
    closed = closed_for([row.household.deputy], row.on.year)
    return render(request, "opinions/meeting_void.html", _context(request, row.household, form=form, meeting=row, closed=closed))


@require_http_methods(["GET", "POST"])
def meeting_raise(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand on what was heard."""
    row = _meeting(request, pk, to_change=True)
    form = RaiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and row.voided_at is None:
        opinion = raise_opinion(row, form.raised(), request.user)
        messages.success(request, f"已登记成意见 {opinion.number}。")
        return redirect(row)
    if row.voided_at:
        messages.error(request, "这次见面已经作废，不能再从这里登记意见。")
        return redirect(row)
    return render(request, "opinions/meeting_raise.html", _context(request, row.household, form=form, meeting=row))


def _faster(request: HttpRequest, form: Form, error: ValidationError, pk: int) -> HouseholdMeeting:
    """Say what is wrong and keep what was typed; whoever was slower may save after all."""
    row = _meeting(request, pk, to_change=True)
    form.add_error(None, error)
    form.data = form.data.copy()
    form.data["version"] = row.version
    return row
