"""Duties done elsewhere from a spreadsheet: upload, preview of every fault, confirmation."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.blanks import Column, blank_list
from common.downloads import workbook_response
from deputies.forms.entries import EntrySheetForm
from deputies.resources.entry_jobs import CHECK, WRITE
from deputies.rules.entry_sheet import CONTENT, DEPUTY, HEADINGS, KIND, ON, PLACE, REQUIRED, TITLE
from deputies.rules.files import can_manage, congresses_of
from deputies.rules.kinds import kinds_in, together
from jobs import services as jobs
from jobs.models import Job
from jobs.views import sheet_preview

COLUMNS = {
    DEPUTY: ("和名册一致的姓名", "张三", 12),
    KIND: (),  # the congress's own
    ON: ("哪一天，例如 2026-03-12", "2026-03-12", 14),
    TITLE: ("一句话说做了什么", "列席县人大常委会会议", 30),
    CONTENT: ("可不填", "", 40),
    PLACE: ("可不填", "县人大会议室", 20),
}


def office_only(user) -> None:
    if not can_manage(user):
        raise PermissionDenied


def columns(user) -> list[Column]:
    """The columns to fill in, with the congress's own names of the kinds."""
    names = [row.name for row in together(kinds_in(congresses_of(user)).values()).entered_by("office")]
    told = COLUMNS | {KIND: ("、".join(names), names[0] if names else "", 16)}
    return [Column(heading, *told[heading], required=heading in REQUIRED) for heading in told]


@require_http_methods(["GET", "POST"])
def entry_import(request: HttpRequest) -> HttpResponse:
    """Upload a sheet: it is checked in the background and nothing is written yet."""
    office_only(request.user)
    form = EntrySheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        title = f"检查补录表：{upload.name}"
        key = form.cleaned_data["request_key"]
        job = jobs.start(CHECK, title, request.user, {"name": upload.name}, request_key=key, upload=upload.data)
        return redirect("deputies:entry_preview", job.pk)
    told = [(column, HEADINGS[column.heading][1:]) for column in columns(request.user)]
    return render(request, "deputies/entry_upload.html", {"form": form, "columns": told})


@require_safe
def entry_template(request: HttpRequest) -> HttpResponse:
    """The empty list to fill in."""
    office_only(request.user)
    return workbook_response(blank_list("补录履职", columns(request.user)), "补录履职模板.xlsx")


@require_http_methods(["GET", "POST"])
def entry_preview(request: HttpRequest, pk) -> HttpResponse:
    """How far the check is; then every fault, or what will be written and the button that writes it."""
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind__in=(CHECK, WRITE)), pk=pk)
    office_only(request.user)
    return sheet_preview(request, job, (CHECK, WRITE), "写入", "deputies:entry_import", "deputies/entry_preview.html")
