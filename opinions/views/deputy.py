"""What a deputy brought, on a phone."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common.pages import page_of
from deputies.rules.seats import deputy_id_of
from opinions.models import Opinion
from opinions.rules.plain import standing

PER_PAGE = 20


@require_GET
def brought(request):
    """The opinions I brought, newest first, each with what became of it in plain words."""
    deputy_id = deputy_id_of(request.user)
    if not deputy_id:
        raise PermissionDenied
    page = page_of(Opinion.objects.brought_by(deputy_id).order_by("-registered_at", "-pk"), request.GET.get("page"), PER_PAGE)
    return render(request, "opinions/brought_deputy.html", {"page": page, "lines": [(opinion, standing(opinion)) for opinion in page.rows]})
