"""One reception day: who was there and who came."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from common import clock
from constituents.models import ReceptionDay, Visit
from constituents.rules.receptions import can_keep_day, others_at


@require_GET
def reception(request: HttpRequest, pk: int) -> HttpResponse:
    """The source of the duty records of that day; a deputy sees the visits that he or she received."""
    day = get_object_or_404(ReceptionDay.objects.visible_to(request.user).select_related("station"), pk=pk)
    keeps = can_keep_day(request.user, day)
    can_mark = keeps and day.date <= clock.today()
    context = {
        "day": day,
        "duties": day.duties.select_related("deputy", "instead_of").order_by("pk"),
        "visits": Visit.objects.visible_to(request.user).valid().filter(day=day).for_list().order_by("at", "id"),
        "keeps": keeps,
        "can_mark": can_mark,
        "others": others_at(day) if can_mark else (),
        "is_today": day.date == clock.today(),
    }
    return render(request, "constituents/reception_detail.html", context)
