"""本年履职情况: the sheet to print, for one deputy and for many, and the signature under it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import clock
from common.pages import page_of
from deputies.forms.signatures import SignatureForm
from deputies.models import Deputy, Mandate, YearSignature
from deputies.rules.files import can_list
from deputies.rules.year_sheet import Lines, can_sign, can_withdraw, changed_since, held_in, lines_of_all, signatures, year_sheets
from deputies.services.signatures import sign_year, withdraw_signature
from deputies.views.duty import year_in

PER_PAGE = 50  # sheets printed at once


@require_GET
def year_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One deputy's year on paper."""
    deputy = get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)
    year = _year(request)
    is_own = deputy.user_id == request.user.pk
    (sheet,) = year_sheets(request.user, [deputy], year)
    context = {
        "sheets": [sheet],
        "deputy": deputy,
        "year": year,
        "today": clock.today(),
        "can_sign": can_sign(request.user),
        "can_withdraw": sheet.signature is not None and can_withdraw(request.user, sheet.signature),
        "back_url": reverse("deputies:duty") if is_own else deputy.get_absolute_url(),
    }
    return render(request, "deputies/year_sheet.html", context)


@require_GET
def year_list(request: HttpRequest) -> HttpResponse:
    """Who signed the year's sheet: those without a login, or all; ticked or all of a page are printed."""
    year, everybody = _year(request), request.GET.get("who") == "all"
    page = page_of(_deputies(request, year, everybody), request.GET.get("page"), PER_PAGE)
    ids = {deputy.pk for deputy in page.rows}
    signed, found = signatures(ids, year), lines_of_all(ids, year)
    lines = [_line(deputy, found[deputy.pk], signed.get(deputy.pk)) for deputy in page.rows]
    years = range(clock.today().year, clock.today().year - 5, -1)
    context = {"year": year, "years": years, "everybody": everybody, "page": page, "lines": lines}
    return render(request, "deputies/year_sheet_list.html", context)


@require_GET
def year_print(request: HttpRequest) -> HttpResponse:
    """The sheets of the ticked deputies, at most a page of the list; none ticked: of those on the page."""
    year, everybody = _year(request), request.GET.get("who") == "all"
    picked = [int(pk) for pk in request.GET.getlist("picked") if pk.isascii() and pk.isdigit()][:PER_PAGE]
    rows = _deputies(request, year, everybody or bool(picked))
    found = list(rows.filter(pk__in=picked)) if picked else page_of(rows, request.GET.get("page"), PER_PAGE).rows
    back = f"{reverse('deputies:year_sheets')}?year={year}" + ("&who=all" if everybody else "")
    context = {"sheets": year_sheets(request.user, found, year), "year": year, "today": clock.today(), "back_url": back}
    return render(request, "deputies/year_sheet.html", context)


@require_http_methods(["GET", "POST"])
def year_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The station notes that the sheet was signed, and the objection written on it."""
    deputy = get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)
    if not can_sign(request.user):
        raise PermissionDenied
    (sheet,) = year_sheets(request.user, [deputy], _year(request))
    form = SignatureForm(request.POST or None, sheet=sheet)
    back = f"{reverse('deputies:year_sheet', args=[pk])}?year={sheet.year}"
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        signed, objection = (given["signed_on"], given["signed_by"]), (given["record"], given["words"])
        sign_year(deputy, sheet.year, signed, objection, request.user, given["request_key"])
        messages.success(request, "已登记签字。" + ("异议已交给人大办答复。" if given["words"] else ""))
        return redirect(back)
    return render(request, "deputies/year_sign.html", {"form": form, "sheet": sheet, "back_url": back})


@require_POST
def year_unsign(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever noted it, or the office, takes a wrong one back."""
    row = get_object_or_404(YearSignature.objects.visible_to(request.user).select_related("deputy"), pk=pk)
    if not can_withdraw(request.user, row):
        raise PermissionDenied
    withdraw_signature(row, request.user)
    messages.success(request, "已删去这次签字登记。")
    return redirect(f"{reverse('deputies:year_sheet', args=[row.deputy_id])}?year={row.year}")


def _deputies(request: HttpRequest, year: int, everybody: bool) -> QuerySet[Deputy]:
    if not can_list(request.user):
        raise PermissionDenied
    seats = held_in(Mandate.objects.visible_to(request.user), year)
    found = Deputy.objects.visible_to(request.user).filter(Exists(seats.filter(deputy=OuterRef("pk"))))
    found = found if everybody else found.filter(user=None)
    return found.order_by("initials", "name", "pk").prefetch_related(Prefetch("mandates", seats.for_list(), to_attr="seats"))


def _line(deputy: Deputy, now: Lines, signature: YearSignature | None) -> tuple:
    return deputy, _places(deputy), now.number, signature, changed_since(signature, now)


def _places(deputy: Deputy) -> list[str]:
    """The stations of the seats of the year, each once."""
    return list(dict.fromkeys(seat.station.name for seat in deputy.seats if seat.station))


def _year(request: HttpRequest) -> int:
    return year_in(request.GET.get("year"), clock.today().year)
