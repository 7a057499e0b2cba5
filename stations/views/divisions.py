"""A county's towns and villages from a file: upload, preview of every fault, confirmation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.downloads import workbook_response
from jobs import services as jobs
from jobs.models import Job, JobState
from jobs.registry import JobError
from jobs.services.orders import UPLOAD_KEPT
from jobs.services.sheets import follow_up
from stations.forms.divisions import DivisionsForm
from stations.models import Unit
from stations.resources.divisions import CHECK, WRITE, columns, template_workbook
from stations.rules.division_rows import HEADINGS
from stations.rules.divisions import can_divide, can_see_jobs


@require_http_methods(["GET", "POST"])
def upload(request, pk):
    """Upload the file: it is checked in the background and nothing is written yet."""
    county = get_object_or_404(Unit.objects.visible_to(request.user).open(), pk=pk)
    if not can_divide(request.user, county):
        raise PermissionDenied
    form = DivisionsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        params = {"county": county.pk, "name": data["upload"].name, **{name: data[name] for name in ("ending", "stations", "zones")}}
        title = f"检查区划表：{data['upload'].name}"
        job = jobs.start(CHECK, title, request.user, params, request_key=data["request_key"], upload=data["upload"].data)
        return redirect("stations:divisions_preview", job.pk)
    told = [(column, headings[1:]) for column, headings in zip(columns(), HEADINGS.values(), strict=True)]
    return render(request, "stations/divisions_upload.html", {"form": form, "county": county, "columns": told})


@require_safe
def template(request):
    """The empty list to fill in."""
    _keeper(request)
    return workbook_response(template_workbook(), "区划表模板.xlsx")


@require_http_methods(["GET", "POST"])
def preview(request, pk):
    """How far the check is; then every fault, or what will be built and the button that builds it."""
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind__in=(CHECK, WRITE)), pk=pk)
    _keeper(request)
    if job.kind == WRITE and not job.outcome.get("fault_count"):
        return redirect(job)
    kept_until = job.created_at + UPLOAD_KEPT
    is_checked = job.kind == CHECK and job.state == JobState.DONE and not job.outcome.get("fault_count")
    if request.method == "POST" and is_checked:
        try:
            return redirect(follow_up(job, WRITE, job.title.replace("检查", "导入", 1)))
        except JobError as error:
            messages.error(request, str(error))
            return redirect("stations:divisions", job.params["county"])
    context = {"job": job, "is_checked": is_checked, "is_kept": clock.now() < kept_until, "kept_until": kept_until}
    return render(request, "stations/divisions_preview.html", context)


def _keeper(request) -> None:
    if not can_see_jobs(request.user):
        raise PermissionDenied
