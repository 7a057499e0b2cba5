"""批量导入: upload a list, look at what was understood, confirm, see what came in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import clock
from common.downloads import workbook_response
from jobs.models import Job, JobState
from jobs.services.orders import UPLOAD_KEPT
from opinions.forms.intake import IntakeForm
from opinions.resources.opinions import HEADINGS, REQUIRED
from opinions.resources.template import COLUMNS, template_workbook
from opinions.rules.intake import can_import, stations_to_import
from opinions.services import intake


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The file and what holds for all its rows; then the check runs in the background."""
    _may(request)
    stations = stations_to_import(request.user)
    own = request.post.unit_id if request.post else None
    form = IntakeForm(request.POST or None, request.FILES or None, stations=stations, initial={"station": own})
    if request.method == "POST" and form.is_valid():
        job = intake.start_check(form.order(), request.user, form.cleaned_data["request_key"])
        return redirect("opinions:intake", pk=job.pk)
    columns = [(HEADINGS[name], name in REQUIRED, words) for name, (words, _, _) in COLUMNS.items()]
    return render(request, "opinions/intake_form.html", {"form": form, "columns": columns})


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The empty list to fill in."""
    _may(request)
    return workbook_response(template_workbook(), "意见导入模板.xlsx")


@require_GET
@never_cache
def detail(request: HttpRequest, pk) -> HttpResponse:
    """How far the check or the import is; then the preview, or what came in."""
    job = _job(request, pk, intake.CHECK, intake.IMPORT)
    if job.state != JobState.DONE:
        return render(request, "opinions/intake_progress.html", {"job": job})
    if job.kind == intake.IMPORT:
        return render(request, "opinions/intake_result.html", {"job": job})
    kept_until = job.created_at + UPLOAD_KEPT
    context = {"job": job, "confirmed": intake.import_of(job), "kept_until": kept_until, "is_kept": clock.now() < kept_until}
    return render(request, "opinions/intake_preview.html", context)


@require_POST
def confirm(request: HttpRequest, pk) -> HttpResponse:
    """Write all of it, or nothing."""
    job = _job(request, pk, intake.CHECK)
    if job.state != JobState.DONE or job.outcome["fault_count"] or not job.outcome["new"]:
        messages.error(request, "这个文件现在不能导入，请看下面的说明。")
        return redirect("opinions:intake", pk=job.pk)
    return redirect("opinions:intake", pk=intake.start_import(job, request.user).pk)


def _may(request: HttpRequest) -> None:
    if not can_import(request.user):
        raise PermissionDenied


def _job(request: HttpRequest, pk, *kinds: str) -> Job:
    """One's own intake: another's is not there; whoever has lost the post may not go on with it."""
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind__in=kinds), pk=pk)
    _may(request)
    return job
