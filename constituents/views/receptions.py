"""One reception day: who was there and who came."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from constituents.models import ReceptionDay, Visit


@require_GET
def reception(request: HttpRequest, pk: int) -> HttpResponse:
    """The source of the duty records of that day; a deputy sees the visits that he or she received."""
    day = get_object_or_404(ReceptionDay.objects.visible_to(request.user).select_related("station"), pk=pk)
    context = {
        "day": day,
        "duties": day.duties.select_related("deputy").order_by("deputy_id"),
        "visits": Visit.objects.visible_to(request.user).valid().filter(day=day).for_list().order_by("at", "id"),
    }
    return render(request, "constituents/reception_detail.html", context)
