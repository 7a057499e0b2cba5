"""我的资料和公开内容: what the system holds of the deputy, who reads it, and what of it stands before the public."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import clock
from deputies.models import Deputy
from deputies.rules.seats import deputy_id_of, state_of
from opinions.models import Opinion
from portal.rules import public_places_of

SHOWN = 10  # requests


@never_cache
@require_safe
def mine(request):
    """The deputy's own; nobody else opens it."""
    if not deputy_id_of(request.user):
        raise PermissionDenied
    deputy, today = request.user.deputy, clock.today()
    seats = deputy.mandates.select_related("term__congress", "constituency", "group", "station").prefetch_related("suspensions")
    context = {
        "deputy": deputy,
        "facts": _facts(deputy),
        "seats": [(seat, *state_of(seat, today)) for seat in seats.order_by("-starts_on", "-pk")],
        "held": _held(deputy),
        "places": list(public_places_of(deputy.pk)),
        "requests": deputy.correction_requests.all()[:SHOWN],
    }
    return render(request, "desk/mine_deputy.html", context)


def _facts(deputy: Deputy) -> list[tuple[str, str]]:
    """Every personal field of the file, as the office's form names it, whether filled in or not."""
    born = f"{deputy.born_in:%Y-%m}" if deputy.born_in else ""
    named = {"gender": deputy.get_gender_display(), "born_in": born}
    names = ("name", "gender", "ethnicity", "born_in", "politics", "education", "work", "phone", "email", "address", "note")
    return [(Deputy._meta.get_field(name).verbose_name, named.get(name, getattr(deputy, name))) for name in names]


def _held(deputy: Deputy) -> list[tuple[str, int, str]]:
    """(what, how many rows, where to read them)."""
    return [
        ("履职记录", deputy.duty_records.count(), reverse("deputies:file", args=[deputy.pk])),
        ("带回的意见", Opinion.objects.brought_by(deputy.pk).count(), reverse("opinions:brought")),
        ("联系户", deputy.households.count(), reverse("constituents:households_mine")),
        ("补录", deputy.duty_entries.count(), reverse("deputies:duty")),
    ]
