"""接待日 as a list, and each day's record: written, confirmed, corrected, printed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from common import clock
from common.pages import page_of
from constituents.forms.records import CorrectForm, ReceptionFilter, RecordForm
from constituents.models import ReceptionDay, ReceptionDuty, Visit
from constituents.rules.records import STATES, TONES, changed_since, facts_of, kept, last_record, state_of
from constituents.rules.visits import can_list_visits
from constituents.services.records import correct_record, save_record
from constituents.views.attendance import day_to_keep
from stations.rules.access import STAFF_AND_OFFICE, access_of

MOST = 500  # visits on one print


@require_GET
def receptions(request: HttpRequest) -> HttpResponse:
    """Reception days of my stations, the newest first."""
    if not can_list_visits(request.user):
        raise PermissionDenied
    stations = access_of(request.user).units(*STAFF_AND_OFFICE)
    form = ReceptionFilter(request.GET, stations=stations)
    duties = Prefetch("duties", ReceptionDuty.objects.select_related("deputy").order_by("pk"))
    found = form.narrow(ReceptionDay.objects.filter(station_id__among=stations)).select_related("station").prefetch_related(duties)
    page = page_of(found.order_by("-date", "station__path", "pk"), request.GET.get("page"))
    facts = facts_of(page.rows)
    lines = []
    for day in page.rows:
        state = state_of(day, day.duties.all())
        lines.append({"day": day, "facts": facts[day.pk], "state": STATES[state], "tone": TONES[state]})
    context = {"form": form, "page": page, "lines": lines, "many_stations": "station" in form.fields}
    return render(request, "constituents/reception_list.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the day's summary and confirm the record."""
    day = day_to_keep(request, pk)
    row = last_record(day)
    if row and row.confirmed_at and request.method == "GET":
        return redirect("constituents:reception", day.pk)
    words = row.summary if row else ""
    form = RecordForm(request.POST or None, initial={"summary": words, "seen": words})
    if request.method == "POST" and form.is_valid():
        confirm = request.POST.get("then") == "confirm"
        try:
            save_record(day, form.cleaned_data["summary"], form.cleaned_data["seen"], request.user, confirm)
        except ValidationError as error:
            form.add_error(None, error)
            form.renew(words)
        else:
            messages.success(request, "接待情况记录已确认。" if confirm else "小结已保存，确认以前还可以改。")
            return redirect("constituents:reception", day.pk)
    return render(request, "constituents/reception_record.html", {"form": form, "day": day, "record": row, "facts": facts_of([day])[day.pk]})


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a confirmed record again, with the reason."""
    day = day_to_keep(request, pk)
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correct_record(day, form.cleaned_data["reason"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "现在可以改到站、小结；改好以后再确认一次。")
            return redirect("constituents:reception", day.pk)
    return render(request, "constituents/reception_correct.html", {"form": form, "day": day})


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """代表接待选民记录 on A4, for those who read the station's visits. A confirmed record prints the figures that were confirmed."""
    if not can_list_visits(request.user):
        raise PermissionDenied
    stations = access_of(request.user).units(*STAFF_AND_OFFICE)
    day = get_object_or_404(ReceptionDay.objects.filter(station_id__among=stations).select_related("station"), pk=pk)
    row, now = last_record(day), facts_of([day])[day.pk]
    visits = Visit.objects.visible_to(request.user).valid().filter(day=day).for_list().prefetch_related("matters__opinion__lead_department")
    rows = list(visits.order_by("at", "id")[: MOST + 1])
    context = {
        "day": day,
        "record": row,
        "facts": kept(row) if row and row.confirmed_at else now,
        "changed": bool(row) and changed_since(row, now),
        "visits": rows[:MOST],
        "too_many": len(rows) > MOST,
        "today": clock.today(),
        "back_url": reverse("constituents:reception", args=[day.pk]),
    }
    return render(request, "constituents/reception_paper.html", context)
