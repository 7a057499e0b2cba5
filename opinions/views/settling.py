"""What is not referred: 告知单, the table of organs, and what is sealed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from constituents.choices import Outcome
from constituents.models import Visit
from constituents.rules.visits import can_list_visits
from deputies.rules.files import can_manage, congresses_of
from opinions.choices import Handling
from opinions.forms.settling import OrganForm, SealedForm
from opinions.models import Opinion, SealedStatement
from opinions.rules.cases import sees_all
from opinions.rules.organs import organs_kept_by
from opinions.services.organs import add_organ, strike_organ
from opinions.services.sealing import read_sealed


@require_safe
def legal_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """告知单 of an opinion."""
    opinion = get_object_or_404(Opinion.objects.visible_to(request.user).select_related("station", "constituent"), pk=pk)
    if not sees_all(request.user, opinion):
        raise PermissionDenied
    if opinion.handling != Handling.LEGAL_WAY:
        raise Http404
    lines = [{"words": opinion.summary, "way": opinion.get_legal_way_display(), "organ": opinion.organ}]
    return _slip(request, lines, opinion, opinion.received_on, opinion.get_absolute_url())


@require_safe
def visit_legal_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """告知单 of a visit: a sheet for each matter that was not for the station."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user).select_related("station", "constituent"), pk=pk)
    if not can_list_visits(request.user):
        raise PermissionDenied
    matters = visit.matters.filter(outcome=Outcome.LEGAL_WAY)
    lines = [{"words": each.words, "way": each.get_legal_way_display(), "organ": each.organ} for each in matters]
    if not lines:
        raise Http404
    return _slip(request, lines, visit, visit.at.astimezone(clock.SHANGHAI).date(), visit.get_absolute_url())


def _slip(request: HttpRequest, lines: list[dict], source: Opinion | Visit, day, back_url: str) -> HttpResponse:
    context = {"lines": lines, "source": source, "person": source.constituent, "day": day, "back_url": back_url}
    return render(request, "opinions/paper_legal.html", context)


@require_http_methods(["GET", "POST"])
def organs(request: HttpRequest) -> HttpResponse:
    """The table of organs, and one more line."""
    if not can_manage(request.user):
        raise PermissionDenied
    congresses = congresses_of(request.user)
    own = request.post.unit_id if request.post else None
    form = OrganForm(request.POST or None, congresses=congresses, initial={"congress": own})
    if request.method == "POST" and form.is_valid():
        organ = add_organ(form.save(commit=False), request.user)
        messages.success(request, f"已加上{organ.name}。登记和告知时可以直接选。")
        return redirect("opinions:organs")
    return render(request, "opinions/organs.html", {"form": form, "organs": organs_kept_by(request.user)})


@require_POST
def organ_strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line out; slips that were printed stay as they are."""
    if not can_manage(request.user):
        raise PermissionDenied
    organ = get_object_or_404(organs_kept_by(request.user), pk=pk)
    strike_organ(organ, request.user)
    messages.success(request, f"已删去{organ.name}。")
    return redirect("opinions:organs")


@never_cache
@require_http_methods(["GET", "POST"])
def sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """An accusation, for whoever sealed it and the heads: once, for a reason."""
    found = SealedStatement.objects.visible_to(request.user).select_related("station", "accused", "sealed_by", "opinion", "matter__visit")
    statement = get_object_or_404(found, pk=pk)
    form, shown = SealedForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        shown = read_sealed(statement, request.user, form.cleaned_data["reason"])
    source = statement.opinion or statement.matter.visit
    context = {"statement": statement, "form": form, "shown": shown, "source": source, "back_url": source.get_absolute_url()}
    return render(request, "opinions/sealed.html", context)
