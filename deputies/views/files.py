"""The list of deputies, and one deputy's file."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from common import clock
from common.masking import mask_address, mask_email, mask_phone
from common.pages import page_of
from deputies.filters import DeputyFilter
from deputies.models import Deputy, Mandate
from deputies.rules import files as rules
from deputies.rules.entries import can_enter
from deputies.rules.kinds import kinds_at
from deputies.rules.seats import state_of
from deputies.views.duty import duty_context
from stations.rules.published import versions_at

PER_PAGE = 25


@require_GET
def deputy_list(request):
    """Deputies with a seat one may see; in office unless asked otherwise."""
    if not rules.can_list(request.user):
        raise PermissionDenied
    chosen = DeputyFilter(request.GET or None, Deputy.objects.visible_to(request.user), user=request.user)
    held = Mandate.objects.visible_to(request.user).held_on(clock.today()).with_suspension(clock.today()).for_list()
    found = chosen.qs.order_by("initials", "name", "pk").prefetch_related(Prefetch("mandates", held, to_attr="seats"))
    context = {"filter": chosen, "page": page_of(found, request.GET.get("page"), PER_PAGE), "can_manage": rules.can_manage(request.user)}
    return render(request, "deputies/deputy_list.html", context)


@require_GET
def deputy_detail(request, pk):
    """The file: who, which seats, and what was done in a year."""
    seen = Exists(Mandate.objects.visible_to(request.user).filter(pk=OuterRef("pk")))
    all_seats = Mandate.objects.filter(deputy=pk).annotate(is_seen=seen).for_list().prefetch_related("suspensions").order_by("-starts_on", "pk")
    seats = [seat for seat in all_seats if seat.is_seen]
    deputy = seats[0].deputy if seats else get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)
    paths = {seat.term.congress.path for seat in all_seats}
    own = [rules.can_change_mandate(request.user, seat) for seat in seats]
    today = clock.today()
    context = duty_context(deputy, request.GET, kinds_at(paths, versions_at(paths))) | {
        "deputy": deputy,
        "phone": mask_phone(deputy.phone),
        "email": mask_email(deputy.email),
        "address": mask_address(deputy.address),
        "seats": [(seat, *state_of(seat, today), may_change) for seat, may_change in zip(seats, own, strict=True)],
        "can_change": any(own),
        "can_enter": can_enter(request.user, deputy),
        "can_list": rules.can_list(request.user),
    }
    return render(request, "deputies/deputy_detail.html", context)
