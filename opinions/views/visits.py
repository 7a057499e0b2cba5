"""登记来访 and the page of one visit."""

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.crypto import query_code
from common.text import find_personal
from constituents.choices import Outcome
from constituents.models import Appointment, Visit
from constituents.rules.visits import can_change_visit, can_take_visits, stations_to_log
from constituents.services.people import lookup as look_up
from opinions.forms.matters import answer_forms, matter_forms
from opinions.forms.visits import VisitCorrectionForm, VisitForm, VoidForm, sealed, unsealed
from opinions.models import Category, SealedStatement
from opinions.rules.organs import organs_for
from opinions.rules.repeats import repeats
from opinions.rules.visits import history_of, steps_under
from opinions.services import visits
from stations.models import Unit
from stations.services.regulations import current_regulation

PERSONAL_FIELDS = ("name", "phone", "address")
KINDS = {"phone": "电话号码", "id": "身份证号"}


@sensitive_post_parameters(*PERSONAL_FIELDS)
@require_http_methods(["GET", "POST"])
def take_visit(request: HttpRequest) -> HttpResponse:
    """One page, keyboard only, while the visitor talks (B3)."""
    station, stations = _station(request)
    form = VisitForm(request.POST or None, station=station, appointment=_appointment(request, station))
    matters = matter_forms(request.POST or None, station)
    if request.method == "POST" and all([form.is_valid(), matters.is_valid()]):
        drafts = matters.drafts()
        try:
            visit = visits.take_visit(form.draft(drafts), request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _point_out(request, drafts)
            page = "opinions:visit_slip" if request.POST.get("then") == "slip" else "opinions:visit"
            return redirect(reverse(page, args=[visit.pk]) + "?saved=1")
    context = {
        "form": form,
        "matters": matters,
        "station": station,
        "stations": stations,
        "steps": steps_under(current_regulation(station)),
        "organs": organs_for(station),
        "categories": Category.objects.filter(is_active=True).values_list("full_name", flat=True),
    }
    return render(request, "opinions/visit_form.html", context)


@sensitive_post_parameters("q")
@require_POST
def lookup(request: HttpRequest) -> HttpResponse:
    """Earlier visitors for what is being typed, masked; a partial."""
    station, _ = _station(request)
    found = [(sealed(station, one.pk), one) for one in look_up(station, request.POST.get("q", "")[:40])]
    by = "phone" if request.GET.get("by") == "phone" else "name"
    return render(request, "opinions/_visitor_options.html", {"found": found, "by": by})


@sensitive_post_parameters("words")
@require_POST
def likely_repeats(request: HttpRequest) -> HttpResponse:
    """Earlier opinions that may say what is being typed; a partial."""
    station, _ = _station(request)
    person = unsealed(station, request.POST.get("person", ""))
    return render(request, "opinions/_repeats.html", {"found": repeats(request.user, station, request.POST.get("words", ""), person)})


@require_GET
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """What was logged, what became of it, and what can be done next."""
    row = _visit(request, pk)
    context = {
        "visit": row,
        "matters": row.matters.select_related("opinion__lead_department"),
        "can_change": can_change_visit(request.user, row),
        "may_note": row.voided_at is None and can_change_visit(request.user, row),
        "history": history_of(row),
        "sealed": {each.matter_id: each.pk for each in SealedStatement.objects.visible_to(request.user).filter(matter__visit=row)},
        "has_legal": row.matters.filter(outcome=Outcome.LEGAL_WAY).exists(),
        "saved": "saved" in request.GET,
    }
    return render(request, "opinions/visit_detail.html", context)


@require_GET
def visit_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """回执: number, code and where to ask. The code stands on paper only, never in an address or in the picture."""
    row = _visit_to_change(request, pk)
    if row.voided_at:
        messages.error(request, f"{row.number} 已经作废，不能再打印回执。")
        return redirect(row)
    address = request.build_absolute_uri(reverse("portal:query"))
    context = {
        "visit": row,
        "matters": row.matters.select_related("opinion"),
        "code": query_code(row.uuid, row.code_issue),
        "address": address,
        "picture": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
        "back_url": row.get_absolute_url() + ("?saved=1" if "saved" in request.GET else ""),
        "saved": "saved" in request.GET,
    }
    return render(request, "opinions/visit_slip.html", context)


@sensitive_post_parameters(*PERSONAL_FIELDS)
@require_http_methods(["GET", "POST"])
def visit_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """更正来访."""
    row = _visit_to_change(request, pk)
    form = VisitCorrectionForm(request.POST or None, visit=row)
    answers = answer_forms(request.POST or None, row.matters.all())
    if request.method == "POST" and all([form.is_valid(), *(answer.is_valid() for answer in answers)]):
        try:
            visits.correct_visit(row, form.correction({one.matter.position: one.draft() for one in answers}), request.user)
        except ValidationError as error:
            row = _faster(request, form, error, pk)
        else:
            messages.success(request, f"{row.number} 已更正。")
            return redirect(row)
    return render(request, "opinions/visit_correct.html", {"visit": row, "form": form, "answers": answers})


@require_http_methods(["GET", "POST"])
def visit_void(request: HttpRequest, pk: int) -> HttpResponse:
    """作废来访: with a reason; the number stays."""
    row = _visit_to_change(request, pk)
    form = VoidForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            visits.void_visit(row, form.cleaned_data["version"], form.cleaned_data["reason"], request.user)
        except ValidationError as error:
            row = _faster(request, form, error, pk)
        else:
            messages.success(request, f"{row.number} 已作废，编号保留。")
            return redirect(row)
    return render(request, "opinions/visit_void.html", {"visit": row, "form": form, "matters": row.matters.select_related("opinion")})


def _station(request: HttpRequest) -> tuple[Unit, list[Unit]]:
    """The station to log at: the one asked for, else that of the acting post, else the first."""
    if not can_take_visits(request.user):
        raise PermissionDenied
    stations = stations_to_log(request.user)
    asked = request.POST.get("station") or request.GET.get("station")
    if asked:
        return get_object_or_404(stations, pk=asked if asked.isascii() and asked.isdigit() else 0), list(stations)
    own = request.post.unit_id if request.post else None
    station = next((one for one in stations if one.pk == own), None) or next(iter(stations), None)
    if station is None:
        raise PermissionDenied
    return station, list(stations)


def _appointment(request: HttpRequest, station: Unit) -> Appointment | None:
    """The appointment by which the person comes, if the address names one of the station's."""
    asked = request.GET.get("appointment", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return Appointment.objects.filter(pk=asked, day__station=station, visit=None).select_related("constituent").first()


def _visit(request: HttpRequest, pk: int) -> Visit:
    return get_object_or_404(Visit.objects.visible_to(request.user).for_list().select_related("voided_by", "day"), pk=pk)


def _visit_to_change(request: HttpRequest, pk: int) -> Visit:
    row = _visit(request, pk)
    if not can_change_visit(request.user, row):
        raise PermissionDenied
    return row


def _faster(request: HttpRequest, form: Form, error: ValidationError, pk: int) -> Visit:
    """Say what is wrong and keep what was typed; whoever was slower sees the visit as it is now and may save after all."""
    row = _visit_to_change(request, pk)
    form.add_error(None, error)
    form.data = form.data.copy()
    form.data["version"] = row.version
    return row


def _point_out(request: HttpRequest, drafts: list[visits.MatterDraft]) -> None:
    """Words go to departments as they are: say when they seem to hold a phone or an identity number."""
    for number, draft in enumerate(drafts, 1):
        kinds = sorted({KINDS[hit.kind] for hit in find_personal(draft.words)})
        if kinds:
            messages.warning(request, f"第 {number} 件事的原话里好像有{'和'.join(kinds)}，承办单位会看到原话。不必要的话，请更正后删去。")
