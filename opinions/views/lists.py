"""The list of opinions, and finding a person's."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from common import clock
from common.addresses import address_of
from common.text import find_personal
from constituents.rules.visits import can_take_visits
from deputies.rules.files import can_manage
from opinions import workflow
from opinions.choices import Channel, State, Urgency
from opinions.filters import OpinionFilter, person_token
from opinions.models import Referral, SavedFilter
from opinions.rules.cases import can_list
from opinions.rules.deadlines import Left, left_until, tone_of
from stations.rules.access import access_of

STATES, CHANNELS = dict(State.choices), dict(Channel.choices)


@dataclass(frozen=True)
class Row:
    """One line of the list, ready to be written. For a department, state and deadline are those of its own referral."""

    pk: int
    url: str
    number: str
    summary: str
    category: str | None
    state: str
    tone: str
    left: Left | None
    station: str
    department: str | None
    returned: bool
    urgent: bool
    received: str
    channel: str
    role: str = ""


@require_safe
def opinion_list(request: HttpRequest) -> HttpResponse:
    if not can_list(request.user):
        raise PermissionDenied
    found = OpinionFilter(request.GET, request.user)
    page = found.page(request.GET.get("page"))
    context = {
        "form": found.form,
        "page": page,
        "rows": _rows(page.rows, found),
        "is_staff": found.form.is_staff,
        "many_stations": "station" in found.form.fields,
        "person": bool(found.asked.get("person")),
        "query": request.GET.urlencode(),
        "bulk": _bulk(request.user, found.asked.get("state")),
        "saved": list(SavedFilter.objects.visible_to(request.user)),
        "keepable": found.keepable,
        "save_key": uuid4(),
        "keeps_organs": can_manage(request.user),
        "can_take": can_take_visits(request.user),
    }
    return render(request, "opinions/list_staff.html" if found.form.is_staff else "opinions/list_department.html", context)


def _bulk(user, state: str | None) -> str:
    """The address where many cases of this state pass at once, for whoever holds the step."""
    action = {State.AUDITING: "audit", State.APPROVING: "approve"}.get(state)
    return reverse(f"opinions:bulk_{action}") if action and access_of(user).has_role(workflow.STEP_ROLE[action]) else ""


@sensitive_post_parameters("q")
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """The search box and the filters: a whole name or phone number goes on as a signed token, so that it stands in no address or log."""
    if not can_list(request.user):
        raise PermissionDenied
    typed = request.POST.get("q", "").strip()[:60]
    asked = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in {"csrfmiddlewaretoken", "q"} and any(values):
            asked.setlist(name, values)
    token = person_token(typed, request.user) if typed else ""
    if token:
        asked["person"] = token
    elif find_personal(typed) or (typed.replace(" ", "").replace("-", "").isdigit() and len(typed) >= 7):
        messages.warning(request, "没有找到用这个电话的反映人。请核对号码，或按内容查找。")
    elif typed:
        asked["q"] = typed
    return redirect(f"{reverse('opinions:list')}?{asked.urlencode()}")


def _rows(opinions: list[dict], found: OpinionFilter) -> list[Row]:
    today = clock.today()
    if found.form.is_staff or not found.form.is_department:
        return [_row(each, today) for each in opinions]
    referrals = Referral.objects.filter(opinion__in=[each["pk"] for each in opinions]).visible_to(found.user).order_by("round")
    own = {referral.opinion_id: referral for referral in referrals}
    return [_department_row(_row(each, today), own.get(each["pk"]), today) for each in opinions]


def _row(opinion: dict, today: date) -> Row:
    day = opinion["received_on"]
    return Row(
        pk=opinion["pk"],
        url=address_of("opinions:detail", opinion["pk"]),
        number=opinion["number"],
        summary=opinion["summary"],
        category=opinion["category__full_name"],
        state=STATES[opinion["state"]],
        tone=tone_of(opinion["state"]),
        left=left_until(opinion["due_on"], today),
        station=opinion["station__name"],
        department=opinion["lead_department__name"],
        returned=opinion["returned"],
        urgent=opinion["urgency"] == Urgency.URGENT,
        received=f"{day.year}年{day.month}月{day.day}日",
        channel=CHANNELS[opinion["channel"]],
    )


def _department_row(row: Row, referral: Referral | None, today: date) -> Row:
    if referral is None:  # brought by the clerk as a deputy, never referred to the clerk's department
        return replace(row, left=None)
    waiting = referral.state in {"sent", "accepted"}
    tone = "run" if waiting else "done" if referral.state == "replied" else "idle"
    left = left_until(referral.due_on, today) if waiting else None
    return replace(row, state=referral.get_state_display(), tone=tone, left=left, role=referral.get_role_display())
