"""One reception day: who was there and who came."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from common import clock
from constituents.models import Appointment, ReceptionDay, Visit
from constituents.rules.appointments import slots_of
from constituents.rules.receptions import can_keep_day, others_at
from constituents.rules.records import changed_since, facts_of, kept
from constituents.rules.visits import can_list_visits


@require_GET
def reception(request: HttpRequest, pk: int) -> HttpResponse:
    """The source of the duty records of that day; a deputy sees the visits that he or she received."""
    day = get_object_or_404(ReceptionDay.objects.visible_to(request.user).select_related("station"), pk=pk)
    keeps = can_keep_day(request.user, day)
    records = list(day.records.select_related("confirmed_by", "changed_by"))
    record = records[0] if records else None
    is_confirmed = bool(record and record.confirmed_at)
    facts = facts_of([day])[day.pk]
    slots = slots_of([day])[day.pk] if keeps else []
    can_mark = keeps and day.date <= clock.today() and not is_confirmed
    context = {
        "day": day,
        "duties": day.duties.select_related("deputy", "instead_of").order_by("pk"),
        "visits": Visit.objects.visible_to(request.user).valid().filter(day=day).for_list().order_by("at", "id"),
        "keeps": keeps,
        "can_mark": can_mark,
        "others": others_at(day) if can_mark else (),
        "reads": can_list_visits(request.user),
        "facts": kept(record) if is_confirmed else facts,
        "record": record,
        "records": records,
        "changed": is_confirmed and changed_since(record, facts),
        "slots": slots,
        "can_book": any(slot.free for slot in slots),
        "appointments": Appointment.objects.visible_to(request.user).filter(day=day).select_related("visit", "day").order_by("starts_at", "id"),
        "has_come": day.date <= clock.today(),
        "is_today": day.date == clock.today(),
        "is_off": bool(day.drop_reason) and not (record or facts.came or facts.visits),
    }
    return render(request, "constituents/reception_detail.html", context)
