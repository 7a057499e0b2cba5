"""Pages of one's own jobs: how far, what came of it, the file."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from common import clock
from common.pages import page_of
from jobs import services, storage
from jobs.models import Job, JobState
from jobs.registry import JobError
from jobs.services.orders import UPLOAD_KEPT
from jobs.services.sheets import follow_up

PER_PAGE = 20
CHECKED = "检查"  # the first word of a check's title


@require_GET
def job_list(request):
    page = page_of(Job.objects.visible_to(request.user).defer("params", "outcome"), request.GET.get("page"), PER_PAGE)
    return render(request, "jobs/job_list.html", {"page": page})


@require_GET
@never_cache
def job_detail(request, pk):
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return render(request, "jobs/job_detail.html", {"job": job, "has_file": _has_file(job)})


@require_GET
@never_cache
def job_progress(request, pk):
    """The progress box alone, asked for by htmx until the job has ended; then the page around it shows what came of it."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    response = render(request, "jobs/_job_progress.html", {"job": job, "has_file": _has_file(job)})
    if request.htmx and not job.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_GET
def job_download(request, pk):
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(state=JobState.DONE), pk=pk)
    if not _has_file(job):
        raise Http404
    services.note_download(job, request.user)
    response = StreamingHttpResponse(storage.read(job.result_path), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(job.result_name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
def job_retry(request, pk):
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    services.retry(job)
    messages.success(request, "已重新排队。")
    return redirect(job)


def _has_file(job: Job) -> bool:
    kept = job.expires_at is not None and job.expires_at > clock.now()
    return bool(job.result_path and job.result_name) and kept and storage.exists(job.result_path)


def sheet_preview(request, job: Job, kinds: tuple[str, str], verb: str, upload_url: str, template: str):
    """A sheet's check (kinds: check, write): how far, then every fault, or what will be written and the button that does so, under that verb."""
    check, write = kinds
    if job.kind == write and not job.outcome.get("fault_count"):
        return redirect(job)
    is_ready = job.kind == check and job.state == JobState.DONE and not job.outcome.get("fault_count")
    if request.method == "POST" and is_ready:
        try:
            return redirect(follow_up(job, write, job.title.replace(CHECKED, verb, 1)))
        except JobError as error:
            messages.error(request, str(error))
            return redirect(upload_url)
    kept_until = job.created_at + UPLOAD_KEPT
    return render(request, template, {"job": job, "is_ready": is_ready and clock.now() < kept_until, "kept_until": kept_until})
