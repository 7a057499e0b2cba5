"""The deputy's first page on a phone: what comes next, and what became of what I brought."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common import clock
from constituents.models import ReceptionDuty
from constituents.rules.households import standing_of
from deputies.rules.seats import deputy_id_of
from desk.box_work import boxes_of_deputy, letters_of_deputy
from desk.home_day_work import next_home_day
from notices.models import Notice
from opinions.models import Opinion
from opinions.rules.plain import standing

NEWEST = 5


@require_GET
def today(request):
    """The next reception duty and home day, whom of the households to see, news of the five opinions that moved last, unread notices."""
    deputy_id = deputy_id_of(request.user)
    if not deputy_id:
        raise PermissionDenied
    day = clock.today()
    duty = ReceptionDuty.objects.filter(deputy=deputy_id, day__date__gte=day).select_related("day__station").order_by("day__date").first()
    moved = Opinion.objects.brought_by(deputy_id).order_by("-moved_at", "-pk")[:NEWEST]
    context = {
        "today": day,
        "duty": duty,
        "days_left": (duty.day.date - day).days if duty else None,
        "lines": [(opinion, standing(opinion)) for opinion in moved],
        "home_day": next_home_day(deputy_id),
        "boxes": boxes_of_deputy(deputy_id),
        "letters": letters_of_deputy(deputy_id),
        "row": standing_of(request.user.deputy, day.year),
        "notices": Notice.objects.filter(recipient=request.user, read_at=None).order_by("-at")[:NEWEST],
    }
    return render(request, "desk/today_deputy.html", context)
