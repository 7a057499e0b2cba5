"""公布: the text of one case, and the list of what waits for review or is public."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.pages import page_of
from opinions.choices import PublicationState
from opinions.forms.publications import PublicationForm, ReviewForm, WithdrawForm
from opinions.models import Opinion, Publication
from opinions.rules.cases import sees_all
from opinions.rules.publications import can_review, can_withdraw, can_write, marks_of, pieces
from opinions.services.publications import EDITABLE, review_publication, withdraw_publication, write_publication
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.regulation.words import SCOPES

PER_PAGE = 25


@require_safe
def publication_list(request: HttpRequest) -> HttpResponse:
    """What was written, newest first, narrowed by state."""
    if not access_of(request.user).has_role(*STAFF_AND_OFFICE):
        raise PermissionDenied
    state = request.GET.get("state", "")
    found = Publication.objects.visible_to(request.user).for_list()
    found = found.filter(state=state) if state in PublicationState.values else found
    context = {"page": page_of(found, request.GET.get("page"), PER_PAGE), "states": PublicationState.choices, "state": state, "today": clock.today()}
    return render(request, "opinions/publication_list.html", context)


@require_http_methods(["GET", "POST"])
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of one case: written here, reviewed here, shown here."""
    opinion, row = _row(request, pk)
    if not can_write(request.user, opinion) and row is None:
        raise PermissionDenied
    may_write = can_write(request.user, opinion) and (row is None or row.state in EDITABLE)
    form = PublicationForm(request.POST or None, opinion=opinion, row=row) if may_write else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            saved = write_publication(opinion, form.text(), request.user, submit="submit" in request.POST)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"公布稿已保存，现在「{saved.get_state_display()}」。")
            return redirect("opinions:publication", pk)
    return _page(request, opinion, row, form)


@require_POST
def publication_review(request: HttpRequest, pk: int) -> HttpResponse:
    opinion, row = _row(request, pk)
    if row is None or not can_review(request.user, row):
        raise PermissionDenied
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            saved = review_publication(row, form.cleaned_data["version"], request.user, form.verdict)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已审查，现在「{saved.get_state_display()}」。")
            return redirect("opinions:publication", pk)
    return _page(request, opinion, row, None, review=form)


@require_POST
def publication_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    opinion, row = _row(request, pk)
    if row is None or not can_withdraw(request.user, row):
        raise PermissionDenied
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw_publication(row, form.cleaned_data["version"], request.user, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已撤下，不再公布。")
            return redirect("opinions:publication", pk)
    return _page(request, opinion, row, None, withdrawal=form)


def _row(request: HttpRequest, pk: int) -> tuple[Opinion, Publication | None]:
    opinion = get_object_or_404(Opinion.objects.visible_to(request.user).select_related("station", "constituent", "regulation"), pk=pk)
    if not sees_all(request.user, opinion):
        raise PermissionDenied
    row = Publication.objects.filter(opinion=opinion).select_related("written_by", "reviewed_by").first()
    if row:
        row.opinion = opinion
    return opinion, row


def _page(request: HttpRequest, opinion: Opinion, row: Publication | None, form, **forms) -> HttpResponse:
    texts = row.texts if row else ((form["title"].value(), form["matter"].value(), form["result"].value()) if form else ())
    context = {
        "opinion": opinion,
        "row": row,
        "form": form,
        "marks": [mark for text in texts for mark in marks_of(opinion, text or "")],
        "shown": [(label, pieces(opinion, text)) for label, text in zip(("标题", "反映的事", "办理结果"), row.texts, strict=True)] if row else [],
        "scope": SCOPES.get(row.scope, "") if row else "",
        "review": None,
        "withdrawal": None,
    }
    if row and row.state == PublicationState.REVIEW and can_review(request.user, row):
        context["review"] = ReviewForm(initial={"version": row.version})
    if row and can_withdraw(request.user, row):
        context["withdrawal"] = WithdrawForm(initial={"version": row.version})
    return render(request, "opinions/publication.html", context | forms)
