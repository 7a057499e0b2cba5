"""请更正: the deputy asks on the phone, the office answers at the desk; each sees what became of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from common.pages import page_of
from deputies.forms.requests import CorrectionAnswerForm, CorrectionForm
from deputies.models import CorrectionRequest
from deputies.rules.files import can_change, can_manage
from deputies.rules.seats import deputy_id_of
from deputies.services.requests import answer_correction, ask_correction


@sensitive_post_parameters("words")
@require_http_methods(["GET", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """The deputy asks the office of the own congress."""
    if not deputy_id_of(request.user):
        raise PermissionDenied
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = ask_correction(request.user.deputy, form.cleaned_data["words"], request.user, form.cleaned_data["request_key"])
        is_new = row.request_key == form.cleaned_data["request_key"]
        messages.success(request, "已交给人大办，答复以后会告诉您。") if is_new else messages.info(request, "这件事刚才已经交上去，没有再交一次。")
        return redirect(f"{row.get_absolute_url()}?saved=1")
    return render(request, "deputies/request_form.html", {"form": form})


@never_cache
@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """The office: requests, those without an answer unless ?all."""
    if not can_manage(request.user):
        raise PermissionDenied
    rows = CorrectionRequest.objects.kept_by(request.user).select_related("deputy")
    rows = rows if request.GET.get("all") else rows.waiting()
    context = {"page": page_of(rows, request.GET.get("page")), "all": request.GET.get("all")}
    return render(request, "deputies/request_list.html", context)


@never_cache
@sensitive_post_parameters("answer")
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its trail: the deputy reads it, the office answers."""
    seen = CorrectionRequest.objects.visible_to(request.user).select_related("deputy", "made_by", "answered_by")
    row = get_object_or_404(seen, pk=pk)
    answers = can_change(request.user, row.deputy)
    if request.method == "POST" and not answers:
        raise PermissionDenied
    form = CorrectionAnswerForm(request.POST or None) if answers and not row.answered_at else None
    if request.method == "POST" and (form is None or form.is_valid()):
        done = form and answer_correction(row, form.cleaned_data["outcome"], form.cleaned_data["answer"], request.user)
        messages.success(request, "已答复，代表会收到消息。") if done else messages.warning(request, "已经有人答复过，您写的没有保存。")
        return redirect("deputies:requests")
    back = reverse("deputies:requests") if answers else reverse("desk:mine")
    context = {"row": row, "form": form, "back_url": back, "saved": "saved" in request.GET}
    return render(request, "deputies/request_detail.html", context)
