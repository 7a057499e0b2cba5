"""Rosters in and out: upload, preview of every fault, confirmation, export."""

import io
from datetime import timedelta
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from common import clock
from common.workbooks import SheetSpec, stream
from deputies.filters import DeputyFilter
from deputies.forms.rosters import RosterForm
from deputies.models import Deputy, Mandate
from deputies.resources.jobs import CHECK, WRITE
from deputies.resources.rosters import RosterResource
from deputies.rules import files as rules
from deputies.rules.roster_cells import COLUMNS
from deputies.services.files import note_export
from jobs import services as jobs
from jobs.models import Job, JobState
from jobs.registry import JobError

WIDTHS = (6, 12, 6, 8, 10, 12, 12, 30, 18, 18, 16, 14, 30, 14, 20)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def roster_import(request):
    """Upload a roster: it is checked in the background and nothing is written yet."""
    if not rules.can_manage(request.user):
        raise PermissionDenied
    own = request.post.unit_id if request.post else None
    form = RosterForm(request.POST or None, request.FILES or None, user=request.user, congress=own)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        params = {"congress": data["congress"].pk, "may_add": data["may_add"], "name": data["upload"].name}
        title = f"检查代表名册：{data['upload'].name}"
        job = jobs.start(CHECK, title, request.user, params, request_key=data["request_key"], upload=data["upload"].data)
        return redirect("deputies:import_preview", job.pk)
    return render(request, "deputies/roster_upload.html", {"form": form, "columns": list(COLUMNS)})


def roster_preview(request, pk):
    """How far the check is; then every fault, or what will be written and the button that writes it."""
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind__in=(CHECK, WRITE)), pk=pk)
    if not rules.can_manage(request.user):
        raise PermissionDenied
    if job.kind == WRITE and not job.outcome.get("fault_count"):
        return redirect(job)
    is_ready = job.kind == CHECK and job.state == JobState.DONE and not job.outcome.get("fault_count")
    if request.method == "POST" and is_ready:
        try:
            title, once = job.title.replace("检查", "导入", 1), uuid5(NAMESPACE_URL, f"roster:{job.pk}")
            writing = jobs.start(WRITE, title, request.user, job.params, request_key=once, upload=jobs.upload_of(job))
            return redirect(writing)
        except JobError as error:
            messages.error(request, str(error))
            return redirect("deputies:import")
    return render(request, "deputies/roster_preview.html", {"job": job, "is_ready": is_ready, "kept_until": job.created_at + timedelta(hours=1)})


@require_GET
def roster_export(request):
    """All deputies that match the list's filter, as 代表名册."""
    if not rules.can_manage(request.user):
        raise PermissionDenied
    held = Mandate.objects.visible_to(request.user).held_on(clock.today()).for_list().order_by("term__congress__path", "pk")
    found = DeputyFilter(request.GET or None, Deputy.objects.visible_to(request.user), user=request.user).qs
    deputies = found.order_by("initials", "name", "pk").prefetch_related(Prefetch("mandates", held, to_attr="seats"))
    congresses = list(rules.congresses_of(request.user))
    resource = RosterResource()
    levels = [congress.level for congress in congresses]
    resource.several = {level for level in levels if levels.count(level) > 1}
    rows = (resource.row_of(deputy, number) for number, deputy in enumerate(deputies.iterator(chunk_size=500), 1))
    place, day = request.post.unit.name if request.post else "", clock.today()
    facts = [f"填报单位：{place}", f"填报日期：{day:%Y-%m-%d}"]
    out = io.BytesIO()
    columns = list(zip(COLUMNS, WIDTHS, strict=True))
    count = stream(out, [SheetSpec("代表名册", columns, rows, title="代表名册", facts=facts, frozen_columns=2)])
    note_export(congresses, count, request.user)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'代表名册-{day:%Y%m%d}.xlsx')}"
    return response
