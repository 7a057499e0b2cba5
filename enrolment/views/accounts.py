"""Accounts from a spreadsheet: upload, preview of every fault, confirmation."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.downloads import workbook_response
from enrolment.forms import AccountsForm
from enrolment.resources.jobs import CHECK, WRITE
from enrolment.resources.template import columns, template_workbook
from enrolment.rules.access import can_enrol
from enrolment.rules.cells import HEADINGS
from jobs import services as jobs
from jobs.models import Job
from jobs.views import sheet_preview


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
    return sheet_preview(request, job, (CHECK, WRITE), "导入", "enrolment:import", "enrolment/accounts_preview.html")
