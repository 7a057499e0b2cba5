"""Rosters in and out: upload, preview of every fault, confirmation, export."""

import io
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from common import clock
from common.downloads import workbook_response
from common.workbooks import SheetSpec, stream
from deputies.filters import DeputyFilter
from deputies.forms.rosters import AnswersForm, RosterForm
from deputies.models import Deputy, Mandate
from deputies.resources.jobs import CHECK, WRITE
from deputies.resources.rosters import RosterResource
from deputies.rules import files as rules
from deputies.rules.roster_cells import COLUMNS
from deputies.services.files import note_export
from jobs import services as jobs
from jobs.models import Job, JobState
from jobs.registry import JobError

WIDTHS = (6, 12, 6, 8, 10, 12, 12, 30, 18, 18, 16, 14, 24, 30, 14, 20)


def roster_import(request):
    """Upload a roster: it is checked in the background and nothing is written yet."""
    if not rules.can_manage(request.user):
        raise PermissionDenied
    own = request.post.unit_id if request.post else None
    initial = {"after": request.GET.get("after")}
    form = RosterForm(request.POST or None, request.FILES or None, user=request.user, congress=own, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        params = {"congress": data["congress"].pk, "answers": _kept_answers(request.user, data["after"]), "name": data["upload"].name}
        title = f"检查代表名册：{data['upload'].name}"
        job = jobs.start(CHECK, title, request.user, params, request_key=data["request_key"], upload=data["upload"].data)
        return redirect("deputies:import_preview", job.pk)
    is_first = not Deputy.objects.visible_to(request.user).exists()
    return render(request, "deputies/roster_upload.html", {"form": form, "columns": list(COLUMNS), "is_first": is_first})


def _kept_answers(user, after) -> dict[str, str]:
    """Answers given to the last upload hold for the mended one, but those about single rows: rows may have moved."""
    job = Job.objects.visible_to(user).filter(kind=CHECK, pk=after).first() if after else None
    answers = job.params.get("answers", {}) if job else {}
    return {key: answer for key, answer in answers.items() if not key.startswith("person|")}


def roster_preview(request, pk):
    """How far the check is; then every fault, every question, or what will be written and the button that writes it."""
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind__in=(CHECK, WRITE)), pk=pk)
    if not rules.can_manage(request.user):
        raise PermissionDenied
    if job.kind == WRITE and not job.outcome.get("fault_count"):
        return redirect(job)
    is_checked = job.kind == CHECK and job.state == JobState.DONE
    is_ready = is_checked and not job.outcome.get("fault_count") and not job.outcome.get("question_count")
    form = AnswersForm(request.POST or None, questions=job.outcome.get("questions", [])) if is_checked else None
    if request.method == "POST" and is_checked:
        try:
            if "fresh" in request.POST:
                return redirect("deputies:import_preview", _again(job, None, request.user).pk)
            if is_ready and "again" not in request.POST:
                title, once = job.title.replace("检查", "导入", 1), uuid5(NAMESPACE_URL, f"roster:{job.pk}")
                return redirect(jobs.start(WRITE, title, request.user, job.params, request_key=once, upload=jobs.upload_of(job)))
            if form.is_valid():
                return redirect("deputies:import_preview", _again(job, form.answers(), request.user).pk)
        except JobError as error:
            messages.error(request, str(error))
            return redirect("deputies:import")
    context = {"job": job, "is_ready": is_ready, "form": form, "kept_until": job.created_at + timedelta(hours=1)}
    return render(request, "deputies/roster_preview.html", context)


def _again(job: Job, answers: dict[str, str] | None, user) -> Job:
    """Check the same file with all answers so far, or (None) without any; sending them twice makes one check."""
    params = job.params | {"answers": {} if answers is None else job.params.get("answers", {}) | answers}
    once = uuid5(NAMESPACE_URL, f"roster:{job.pk}:{answers and sorted(answers.items())}:{clock.now():%Y%m%d%H%M}")
    return jobs.start(CHECK, job.title, user, params, request_key=once, upload=jobs.upload_of(job))


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
    return workbook_response(out.getvalue(), f"代表名册-{day:%Y%m%d}.xlsx")
