"""代办: the list of what is not done yet, noting one, marking it as done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.pages import page_of
from constituents.choices import Outcome
from constituents.forms.errands import ErrandForm
from constituents.models import Matter
from constituents.rules.visits import can_change_visit, can_list_visits
from constituents.services.errands import finish_errand, save_errand
from stations.choices import STATION_ROLES
from stations.rules.access import access_of


@require_safe
def errands(request: HttpRequest) -> HttpResponse:
    if not can_list_visits(request.user):
        raise PermissionDenied
    is_done = request.GET.get("state") == "done"
    rows = Matter.objects.visible_to(request.user).errands(is_done).select_related("visit__station", "visit__constituent")
    context = {
        "page": page_of(rows, request.GET.get("page")),
        "is_done": is_done,
        "mine": set(access_of(request.user).units(*STATION_ROLES)),
    }
    return render(request, "constituents/errand_list.html", context)


@require_http_methods(["GET", "POST"])
def errand(request: HttpRequest, pk: int) -> HttpResponse:
    """Who does what for the person; nobody any more when both are left empty."""
    matter = _matter(request, pk)
    form = ErrandForm(request.POST or None, initial={"errand": matter.errand, "errand_by": matter.errand_by})
    if request.method == "POST" and form.is_valid():
        try:
            save_errand(matter, *form.errand_of(matter.words), request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "代办已登记。" if form.cleaned_data["errand_by"] else "这件事没有代办了。")
            return redirect(matter.visit)
    return render(request, "constituents/errand_form.html", {"form": form, "matter": matter})


@require_POST
def errand_done(request: HttpRequest, pk: int) -> HttpResponse:
    """办完了, or taken back (done=0); back to where it was clicked."""
    matter = _matter(request, pk)
    is_done = request.POST.get("done") != "0"
    try:
        finish_errand(matter, is_done, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "已记下：代办办完了。" if is_done else "已撤销，代办还没有办完。")
    return redirect("constituents:errands" if request.POST.get("then") == "list" else matter.visit)


def _matter(request: HttpRequest, pk: int) -> Matter:
    """One on which somebody may do something for the person; what is not for the station has none."""
    found = Matter.objects.visible_to(request.user).exclude(outcome=Outcome.LEGAL_WAY).select_related("visit__station")
    matter = get_object_or_404(found, pk=pk)
    if not can_change_visit(request.user, matter.visit):
        raise PermissionDenied
    return matter
