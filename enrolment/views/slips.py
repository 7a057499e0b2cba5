"""Password slips for many: choose the people, then print what the job has made."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.services.passwords import SLIP_DAYS
from common.pages import page_of
from enrolment.forms import SlipFilterForm
from enrolment.rules.places import places_of
from enrolment.services.slips import KIND, PER_JOB, slips_to_print, start_slips
from enrolment.views.accounts import administrator_only
from jobs.models import Job, JobState

PER_PAGE = 50
PER_SHEET = 8


@require_http_methods(["GET", "POST"])
def slips(request):
    """Who gets a slip: ticked one by one, or everybody the filter finds (only where nobody loses a password of their own)."""
    administrator_only(request.user)
    form = SlipFilterForm(request.POST if request.method == "POST" else request.GET or None, user=request.user)
    found = form.found()
    if request.method == "POST":
        chosen = _chosen(request, form, found)
        if chosen:
            made = start_slips(chosen, request.user, _request_key(request))
            return redirect(made[0] if len(made) == 1 else "jobs:list")
        messages.error(request, "还没有选人，请在姓名前打勾。")
    page = page_of(found, request.GET.get("page"), PER_PAGE)
    places = places_of(page.rows)
    context = {
        "form": form,
        "page": page,
        "rows": [(user, places.get(user.pk, "")) for user in page.rows],
        "total": found.count(),
        "per_job": PER_JOB,
        "request_key": uuid4(),
        "ready": Job.objects.visible_to(request.user).filter(kind=KIND).order_by("-created_at")[:10],
    }
    return render(request, "enrolment/slips.html", context)


def _chosen(request, form: SlipFilterForm, found) -> list[int]:
    """Ids in the order of the list, of those alone whom the filter may reach."""
    if request.POST.get("everybody") and form.takes_all:
        return list(found.values_list("pk", flat=True))
    ticked = [value for value in request.POST.getlist("user") if value.isascii() and value.isdigit()]
    return list(found.filter(pk__in=ticked[:PER_PAGE]).values_list("pk", flat=True))


def _request_key(request) -> UUID:
    try:
        return UUID(request.POST.get("request_key", ""))
    except ValueError:
        return uuid4()


@require_safe
@never_cache
def print_slips(request, pk):
    """The slips that still work, eight on a sheet, to cut."""
    administrator_only(request.user)
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind=KIND, state=JobState.DONE), pk=pk)
    good, gone = slips_to_print(job, request.user)
    if not good and not gone:
        raise Http404
    context = {
        "sheets": [good[start : start + PER_SHEET] for start in range(0, len(good), PER_SHEET)],
        "gone": gone,
        "days": SLIP_DAYS,
        "address": request.build_absolute_uri("/"),
        "back_url": reverse("enrolment:slips"),
    }
    return render(request, "enrolment/slips_print.html", context)
