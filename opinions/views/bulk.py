"""Auditing and approving many cases on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common import clock
from common.text import clean_text
from opinions import workflow
from opinions.models import Opinion
from opinions.rules.deadlines import left_until
from opinions.services.bulk import pass_many
from stations.rules.access import access_of

MOST = 50


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest, action: str) -> HttpResponse:
    """What waits for me at this step, the most urgent first; all are read on the page before the picked ones pass."""
    stations = access_of(request.user).units(workflow.STEP_ROLE[action])
    if not stations:
        raise PermissionDenied
    if request.method == "POST":
        return _passed(request, action)
    waiting = Opinion.objects.filter(station_id__among=stations, state=workflow.STEPS[action])
    found = waiting.select_related("station", "category", "proposed_department").order_by("due_on", "pk")[: MOST + 1]
    rows = [(row, left_until(row.due_on, clock.today())) for row in found]
    context = {"rows": rows[:MOST], "has_more": len(rows) > MOST, "action": workflow.ACTIONS[action], "most": MOST}
    return render(request, "opinions/bulk.html", context)


def _passed(request: HttpRequest, action: str) -> HttpResponse:
    picked = [_pair(value) for value in request.POST.getlist("picked")[:MOST]]
    if not all(picked) or not picked:
        messages.error(request, "还没有选中意见，请勾选以后再办。")
        return redirect(request.path)
    note = clean_text(request.POST.get("note", ""))[:500]
    outcomes = pass_many(action, picked, request.user, note, hand_on="hand_on" in request.POST)
    for outcome in outcomes:
        if outcome.words:
            messages.warning(request, f"{outcome.opinion.number} 没有办：{outcome.words}")
    done = [outcome.opinion.number for outcome in outcomes if not outcome.words]
    if done:
        messages.success(request, f"{workflow.ACTIONS[action].done} {len(done)} 件：{'、'.join(done)}。")
    return redirect(request.path)


def _pair(value: str) -> tuple[int, int] | None:
    pk, _, version = value.partition("-")
    both = (pk, version)
    return (int(pk), int(version)) if all(part.isascii() and part.isdigit() and len(part) < 12 for part in both) else None
