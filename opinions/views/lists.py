"""The list of opinions, and finding a person's."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from common import clock
from common.text import find_personal
from constituents.rules.visits import can_take_visits
from opinions.filters import OpinionFilter, person_token
from opinions.models import Opinion, Referral
from opinions.rules.cases import can_list
from opinions.rules.deadlines import Left, left_until, tone_of


@dataclass(frozen=True)
class Row:
    """One line of the list. For a department, state and deadline are those of its own referral."""

    opinion: Opinion
    state: str
    tone: str
    left: Left | None
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
        "can_take": can_take_visits(request.user),
    }
    return render(request, "opinions/list_staff.html" if found.form.is_staff else "opinions/list_department.html", context)


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


def _rows(opinions: list[Opinion], found: OpinionFilter) -> list[Row]:
    today = clock.today()
    if found.form.is_staff or not found.form.is_department:
        return [Row(each, each.get_state_display(), tone_of(each.state), left_until(each.due_on, today)) for each in opinions]
    referrals = Referral.objects.filter(opinion__in=opinions).visible_to(found.user).order_by("round")
    own = {referral.opinion_id: referral for referral in referrals}
    return [_department_row(each, own.get(each.pk), today) for each in opinions]


def _department_row(opinion: Opinion, referral: Referral | None, today) -> Row:
    if referral is None:  # brought by the clerk as a deputy, never referred to the clerk's department
        return Row(opinion, opinion.get_state_display(), tone_of(opinion.state), None)
    waiting = referral.state in {"sent", "accepted"}
    tone = "run" if waiting else "done" if referral.state == "replied" else "idle"
    return Row(opinion, referral.get_state_display(), tone, left_until(referral.due_on, today) if waiting else None, referral.get_role_display())
