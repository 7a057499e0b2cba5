"""Accounts from a spreadsheet: upload, preview of every fault, confirmation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.downloads import workbook_response
from enrolment.forms import AccountsForm
from enrolment.resources.jobs import CHECK, WRITE
from enrolment.resources.template import columns, template_workbook
from enrolment.rules.access import can_enrol
from enrolment.rules.cells import HEADINGS
from jobs import services as jobs
from jobs.models import Job, JobState
from jobs.registry import JobError
from jobs.services.orders import UPLOAD_KEPT
from jobs.services.sheets import follow_up


def administrator_only(user) -> None:
    if not can_enrol(user):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def upload(request):
    """Upload a sheet: it is checked in the background and nothing is written yet."""
    administrator_only(request.user)
    form = AccountsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        params = {"starts_on": data["starts_on"].isoformat(), "name": data["upload"].name}
        title = f"检查账号表：{data['upload'].name}"
        job = jobs.start(CHECK, title, request.user, params, request_key=data["request_key"], upload=data["upload"].data)
        return redirect("enrolment:preview", job.pk)
    told = [(column, HEADINGS[column.heading][1:]) for column in columns()]
    return render(request, "enrolment/accounts_upload.html", {"form": form, "columns": told})


@require_safe
def template(request):
    """The empty list to fill in."""
    administrator_only(request.user)
    return workbook_response(template_workbook(), "账号表模板.xlsx")


@require_http_methods(["GET", "POST"])
def preview(request, pk):
    """How far the check is; then every fault, or what will be written and the button that writes it."""
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind__in=(CHECK, WRITE)), pk=pk)
    administrator_only(request.user)
    if job.kind == WRITE and not job.outcome.get("fault_count"):
        return redirect(job)
    is_ready = job.kind == CHECK and job.state == JobState.DONE and not job.outcome.get("fault_count")
    if request.method == "POST" and is_ready:
        try:
            return redirect(follow_up(job, WRITE, job.title.replace("检查", "导入", 1)))
        except JobError as error:
            messages.error(request, str(error))
            return redirect("enrolment:import")
    kept_until = job.created_at + UPLOAD_KEPT
    context = {"job": job, "is_ready": is_ready and clock.now() < kept_until, "kept_until": kept_until}
    return render(request, "enrolment/accounts_preview.html", context)
