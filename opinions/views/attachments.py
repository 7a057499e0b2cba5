"""What hangs on a case beside its story: files and internal notes."""

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opinions.forms.attachments import AttachmentForm, NoteForm
from opinions.models import Attachment, Opinion
from opinions.rules.attachments import attachments_of, can_attach, can_remove, colleagues
from opinions.rules.cases import sees_all
from opinions.services.attachments import attach, contents, remove_attachment, write_note


@require_http_methods(["GET", "POST"])
def attachments(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a case, and one more."""
    opinion = _case(request, pk)
    if not can_attach(request.user, opinion):
        raise PermissionDenied
    form = AttachmentForm(request.POST or None, request.FILES or None, is_station=sees_all(request.user, opinion))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            attach(opinion, data["file"], request.user, data["request_key"], released=data.get("released", False))
        except ValidationError as error:
            form.add_error("file", error)
        else:
            messages.success(request, f"已加上附件「{data['file'].name}」。")
            return redirect("opinions:attachments", pk)
    files = [(row, can_remove(request.user, row)) for row in attachments_of(request.user, opinion)]
    return render(request, "opinions/attachments.html", {"opinion": opinion, "form": form, "files": files})


@never_cache
@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, to be saved; the browser takes it for nothing else."""
    row = _attachment(request, pk)
    try:
        data = b"".join(contents(row))
    except FileNotFoundError as error:
        raise Http404 from error
    answer = HttpResponse(data, content_type="application/octet-stream")
    name = row.name if row.name.lower().endswith(f".{row.kind}") else f"{row.name.rsplit('.', 1)[0]}.{row.kind}"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _attachment(request, pk)
    if not can_remove(request.user, row):
        raise PermissionDenied
    remove_attachment(row, request.user)
    messages.success(request, f"已删去附件「{row.name}」。")
    return redirect("opinions:attachments", row.opinion_id)


@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Internal notes, newest first, and one more."""
    opinion = _case(request, pk)
    if not sees_all(request.user, opinion):
        raise PermissionDenied
    form = NoteForm(request.POST or None, colleagues=colleagues(request.user, opinion))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        write_note(opinion, data["text"], list(data["told"]), request.user, data["request_key"])
        messages.success(request, "已记下。" + ("提到的同事会收到消息。" if data["told"] else ""))
        return redirect("opinions:notes", pk)
    written = opinion.notes.select_related("by").prefetch_related("told").order_by("-id")
    return render(request, "opinions/notes.html", {"opinion": opinion, "form": form, "notes": written})


def _case(request: HttpRequest, pk: int) -> Opinion:
    found = Opinion.objects.visible_to(request.user).select_related("station").prefetch_related("referrals")
    return get_object_or_404(found, pk=pk)


def _attachment(request: HttpRequest, pk: int) -> Attachment:
    """A file that the user may see; any other is not there."""
    row = get_object_or_404(Attachment.objects.visible_to(request.user).select_related("opinion__station"), pk=pk)
    return get_object_or_404(attachments_of(request.user, row.opinion), pk=pk)
