"""The background at a glance, for whoever looks after the machine."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from desk import operations as state
from jobs.models import Job, JobState
from jobs.rules import can_operate
from jobs.services import retry
from notices.choices import ReminderState
from notices.models import Reminder
from notices.services import send_again

AGAIN = "已重新排队，一两分钟后再看结果。"


def _check(request) -> None:
    if not can_operate(request.user):
        raise PermissionDenied


@require_safe
@never_cache
def operations(request):
    _check(request)
    context = {"signs": state.signs(), "servers": state.servers(), "reminders": state.dead_reminders(), "jobs": state.dead_jobs()}
    return render(request, "desk/operations.html", context | {"is_well": all(sign.is_well for sign in (*context["signs"], *context["servers"]))})


@require_POST
def reminder_again(request, pk):
    _check(request)
    send_again(get_object_or_404(Reminder.objects.filter(state=ReminderState.FAILED), pk=pk), request.user)
    messages.success(request, AGAIN)
    return redirect("desk:operations")


@require_POST
def job_again(request, pk):
    _check(request)
    retry(get_object_or_404(Job.objects.filter(state=JobState.FAILED), pk=pk))
    messages.success(request, AGAIN)
    return redirect("desk:operations")
