"""民情记录 of one deputy (TZ art. 6): on the page, on paper, as a workbook; its inspection."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.downloads import sheets_response
from constituents.models import ContactInspection
from constituents.rules.households import can_list_households
from constituents.rules.inspections import can_inspect, can_withdraw, inspected
from constituents.services.inspections import note_inspection, withdraw_inspection
from constituents.views.households import year_of
from deputies.models import Deputy, Mandate
from deputies.rules.year_sheet import held_in
from opinions.forms.contacts import InspectionFilterForm, InspectionForm
from opinions.resources.contacts import record_sheets
from opinions.rules.contacts import record_of

PER_PAGE = 50
YEARS = 5


def _deputy(request: HttpRequest, pk: int) -> Deputy:
    """The own, and those of the user's stations and congresses."""
    return get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)


def _record(request: HttpRequest, pk: int) -> dict:
    deputy, year = _deputy(request, pk), year_of(request)
    found = ContactInspection.objects.visible_to(request.user).filter(deputy=deputy, year=year).select_related("by", "deputy")
    own = deputy.user_id == request.user.pk
    return {"record": record_of(request.user, deputy, year), "deputy": deputy, "year": year, "own": own, "inspections": list(found)}


def _groups(request: HttpRequest, deputy: Deputy) -> str:
    seats = Mandate.objects.visible_to(request.user).filter(deputy=deputy).held_on(clock.today()).exclude(group=None)
    return "、".join(dict.fromkeys(seats.order_by("pk").values_list("group__name", flat=True)))


@require_safe
def contact_records(request: HttpRequest) -> HttpResponse:
    """Whose record of the year was inspected, by name: everybody who held a seat in it, also who has left since; no ranking."""
    if not can_list_households(request.user):
        raise PermissionDenied
    year, today = year_of(request), clock.today()
    seats = held_in(Mandate.objects.visible_to(request.user), year)
    rows = inspected(seats.order_by("deputy__initials", "deputy__name", "deputy_id", "pk"), year)
    stations = sorted({(unit.pk, unit.name) for row in rows for unit in row.stations}, key=lambda pair: pair[1])
    groups = sorted({name for row in rows for name in row.groups})
    form = InspectionFilterForm(request.GET or None, stations=stations, groups=groups, initial={"year": year})
    page = Paginator([row for row in rows if form.keeps(row)], PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "opinions/contact_records.html", {"form": form, "page": page, "year": year, "years": _years(today.year)})


def _years(this_year: int) -> list[int]:
    return list(range(this_year, this_year - YEARS, -1))


@require_safe
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """All contacts of a year in their order, and how the record was inspected."""
    context = _record(request, pk)
    context |= {
        "years": _years(clock.today().year),
        "can_inspect": can_inspect(request.user, context["deputy"]),
        "withdrawable": [row.pk for row in context["inspections"] if can_withdraw(request.user, row)],
        "frame_page": "base_phone.html" if context["own"] and not request.post else "base.html",
    }
    return render(request, "opinions/contacts.html", context)


@require_safe
def contacts_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A4 landscape, with room for signatures."""
    context = _record(request, pk)
    back = f"{reverse('opinions:contacts', args=[pk])}?year={context['year']}"
    more = {"groups": _groups(request, context["deputy"]), "today": clock.today(), "back_url": back}
    return render(request, "opinions/contacts_paper.html", context | more)


@require_safe
def contacts_export(request: HttpRequest, pk: int) -> HttpResponse:
    context = _record(request, pk)
    sheets = record_sheets(context["record"], _groups(request, context["deputy"]), context["inspections"])
    return sheets_response(sheets, f"民情记录-{context['deputy'].name}-{context['year']}")


@require_http_methods(["GET", "POST"])
def contacts_inspect(request: HttpRequest, pk: int) -> HttpResponse:
    """检查: the office or the head of the station notes when, who and what was remarked."""
    deputy, year = _deputy(request, pk), year_of(request)
    if not can_inspect(request.user, deputy):
        raise PermissionDenied
    count = len(record_of(request.user, deputy, year).contacts)
    form = InspectionForm(request.POST or None, year=year, contacts=count, user=request.user)
    address = f"{reverse('opinions:contacts', args=[pk])}?year={year}"
    if request.method == "POST" and form.is_valid():
        note_inspection(deputy, form.facts(), request.user)
        messages.success(request, "检查已登记，代表看得到批阅意见。")
        return redirect(address)
    return render(request, "opinions/contacts_inspect.html", {"form": form, "deputy": deputy, "year": year, "count": count, "back": address})


@require_POST
def inspection_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ContactInspection.objects.visible_to(request.user).select_related("deputy"), pk=pk)
    if not can_withdraw(request.user, row):
        raise PermissionDenied
    withdraw_inspection(row, request.user)
    messages.success(request, "已删去这次检查的登记。")
    return redirect(f"{reverse('opinions:contacts', args=[row.deputy_id])}?year={row.year}")
