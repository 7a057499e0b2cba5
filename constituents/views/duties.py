"""A deputy's own reception days on the phone: what comes, swaps, days away; and the station's list of days away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from constituents.forms.swaps import AwayForm, OfferForm
from constituents.models import Away, DutyOffer, ReceptionDuty
from constituents.rules.plans import can_plan, plan_units
from constituents.rules.swaps import can_accept, can_offer, can_withdraw, colleagues
from constituents.services.swaps import accept_offer, decline_offer, note_away, offer_duty, withdraw_away, withdraw_offer
from deputies.models import Deputy
from deputies.rules.seats import deputy_id_of

SHOWN = 30


def _own(request: HttpRequest) -> int:
    deputy_id = deputy_id_of(request.user)
    if not deputy_id:
        raise PermissionDenied
    return deputy_id


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """My coming days, what colleagues ask of me, my days away."""
    deputy_id, today = _own(request), clock.today()
    mine = ReceptionDuty.objects.filter(deputy=deputy_id, day__date__gte=today).select_related("day__station").order_by("day__date")[:SHOWN]
    offers = DutyOffer.objects.visible_to(request.user).open_after(today).select_related("day__station", "giver", "receiver").order_by("day__date")
    offers = list(offers)
    asked = {offer.day_id: offer for offer in offers if offer.giver_id == deputy_id}
    context = {
        "lines": [(duty, asked.get(duty.day_id), can_offer(deputy_id, duty)) for duty in mine],
        "offers": [offer for offer in offers if can_accept(deputy_id, offer)][:SHOWN],
        "away": Away.objects.filter(deputy=deputy_id, last__gte=today),
        "form": AwayForm(),
    }
    return render(request, "constituents/duties_deputy.html", context)


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a colleague to take one of my days over."""
    deputy_id = deputy_id_of(request.user)
    duty = get_object_or_404(ReceptionDuty.objects.select_related("day__station", "deputy"), pk=pk, deputy=deputy_id)
    form = OfferForm(request.POST or None, colleagues=colleagues(duty.day))
    if request.method == "POST" and form.is_valid():
        try:
            made = offer_duty(duty, form.cleaned_data["receiver"], form.cleaned_data["note"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已经问了{made.receiver.name if made.receiver else '本站的代表'}。有人接了会告诉您；没有人接，仍由您接待。")
            return redirect("constituents:duties")
    return render(request, "constituents/offer_form.html", {"form": form, "duty": duty, "can_offer": can_offer(deputy_id, duty)})


@require_POST
def answer(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Accept or decline a colleague's question, or take back one's own."""
    deputy_id = deputy_id_of(request.user)
    found = get_object_or_404(DutyOffer.objects.visible_to(request.user), pk=pk)
    may = can_withdraw if verb == "withdraw" else can_accept
    if not may(deputy_id, found) or (verb == "decline" and found.receiver_id != deputy_id):
        raise PermissionDenied
    try:
        if verb == "accept":
            accept_offer(found, request.user.deputy, request.user)
            messages.success(request, "您接下了这一班，联络站和换班的代表都已收到消息。")
        elif verb == "decline":
            decline_offer(found, request.user)
            messages.success(request, "已经告诉他您接不了。")
        else:
            withdraw_offer(found, request.user)
            messages.success(request, "已收回，这一天仍由您接待。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("constituents:duties")


@require_POST
def away(request: HttpRequest) -> HttpResponse:
    """Note my days away; a fault brings the form back with what was typed."""
    deputy_id = _own(request)
    form = AwayForm(request.POST)
    if not form.is_valid():
        return render(request, "constituents/away_form.html", {"form": form})
    note_away(form.away(deputy_id), request.user)
    messages.success(request, "记下了。这几天已经排了您的，联络站会收到消息；您也可以换班。")
    return redirect("constituents:duties")


@require_http_methods(["GET", "POST"])
def station_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Days away of the station's deputies, noted by the station for whoever called."""
    unit = get_object_or_404(plan_units(request.user), pk=pk)
    if not can_plan(request.user, unit):
        raise PermissionDenied
    today = clock.today()
    people = Deputy.objects.linked_to(unit, today).order_by("name", "pk")
    form = AwayForm(request.POST or None, deputies=people)
    if request.method == "POST" and form.is_valid():
        found = note_away(form.away(form.cleaned_data["deputy"].pk), request.user)
        messages.success(request, f"记下了：{found.deputy.name}。已排的日子有冲突的，计划里会标出来。")
        return redirect("constituents:station_away", pk)
    rows = Away.objects.filter(deputy__in=people, last__gte=today).select_related("deputy", "by")
    return render(request, "constituents/away_station.html", {"form": form, "unit": unit, "rows": rows, "year": today.year})


@require_POST
def away_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The deputy can come after all: said by the deputy, or by the staff of a station that he or she is linked to."""
    found = get_object_or_404(Away.objects.visible_to(request.user).select_related("deputy"), pk=pk)
    withdraw_away(found, request.user)
    messages.success(request, "已取消。")
    station = request.POST.get("station", "")
    return redirect("constituents:station_away", int(station)) if station.isdigit() else redirect("constituents:duties")
