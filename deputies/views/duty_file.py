"""The duty file on paper and as a workbook, and the commendations in it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import clock
from common.downloads import paper_response, sheets_response
from common.masking import mask_address, mask_phone
from deputies.forms.commendations import CommendationForm
from deputies.models import Commendation, Deputy
from deputies.resources.duty_file import sheet_of
from deputies.resources.duty_file_paper import paper_of
from deputies.rules.duty_file import DutyFile, duty_file, terms_of
from deputies.rules.files import can_change
from deputies.services.commendations import add_commendation, withdraw_commendation
from stations.rules.access import access_of


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """履职档案: eight parts on one page, ready to be printed."""
    deputy = _deputy(request, pk)
    file, terms = _file(request, deputy)
    is_own = deputy.user_id == request.user.pk
    context = {
        "file": file,
        "deputy": deputy,
        "terms": terms,
        "phone": mask_phone(deputy.phone),
        "address": mask_address(deputy.address),
        "today": clock.today(),
        "can_change": can_change(request.user, deputy),
        "back_url": reverse("deputies:duty") if is_own else deputy.get_absolute_url(),
    }
    return render(request, "deputies/duty_file.html", context)


@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """履职档案 as a workbook, or as a Word document (?as=docx)."""
    deputy = _deputy(request, pk)
    file, _ = _file(request, deputy)
    if file is None:
        raise Http404
    name = f"履职档案-{deputy.name}-{file.term.name}"
    return paper_response(paper_of(file), name) if request.GET.get("as") == "docx" else sheets_response([sheet_of(file)], name)


@require_http_methods(["GET", "POST"])
def commendations(request: HttpRequest, pk: int) -> HttpResponse:
    """The office notes a commendation; those noted stand below."""
    deputy = _deputy(request, pk)
    if not can_change(request.user, deputy):
        raise PermissionDenied
    form = CommendationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_commendation(deputy, form.facts, request.user, form.cleaned_data["request_key"])
        messages.success(request, "已登记，写进履职档案的「表彰奖励」。")
        return redirect("deputies:commendations", pk)
    rows = deputy.commendations.visible_to(request.user).select_related("noted_by")
    return render(request, "deputies/commendations.html", {"form": form, "deputy": deputy, "rows": rows})


@require_POST
def commendation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Commendation.objects.visible_to(request.user).select_related("deputy"), pk=pk)
    if not can_change(request.user, row.deputy):
        raise PermissionDenied
    withdraw_commendation(row, request.user)
    messages.success(request, f"已删去「{row.title}」。")
    return redirect("deputies:commendations", row.deputy_id)


def _deputy(request: HttpRequest, pk: int) -> Deputy:
    return get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)


def _file(request: HttpRequest, deputy: Deputy) -> tuple[DutyFile | None, list]:
    """The file of the chosen term, without a choice the newest that has begun, of the own congress if there is one; none for who has no seat."""
    terms = terms_of(request.user, deputy)
    near = {pk for post in access_of(request.user).posts for pk in (post.unit_id, post.unit.parent_id)}  # the own congress, or the station's
    terms = sorted(terms, key=lambda term: term.congress_id not in near)
    begun = [term for term in terms if term.starts_on <= clock.today()] or terms
    chosen = [term for term in terms if str(term.pk) == request.GET.get("term")] or begun
    return (duty_file(request.user, deputy, chosen[0]) if chosen else None), terms
