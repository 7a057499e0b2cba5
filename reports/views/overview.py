"""Which reports there are, and one's own jobs."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jobs.models import Job
from reports.rules.access import can_export, can_report

RECENT = 5


@require_GET
def report_list(request):
    if not can_export(request.user):
        raise PermissionDenied
    jobs = list(Job.objects.visible_to(request.user).defer("params", "outcome")[:RECENT])
    return render(request, "reports/report_list.html", {"can_report": can_report(request.user), "jobs": jobs})
