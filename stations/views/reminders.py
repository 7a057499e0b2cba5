"""提醒规则 of a congress: every moment of every kind, what is proposed, what is set, what it will say."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stations.forms.reminders import ReminderRuleForm
from stations.models import Unit
from stations.rules.reminder_settings import Line, fixed_kinds, lines_of
from stations.services.reminder_settings import restore_reminder, set_reminder
from stations.views.regulation.drafts import congress_to_publish


def _line(congress: Unit, kind: str, slot: str) -> Line:
    found = next((line for line in lines_of(congress) if (line.kind.name, line.slot.name) == (kind, slot)), None)
    if found is None:
        raise Http404
    return found


@require_safe
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    congress = congress_to_publish(request, pk)
    return render(request, "stations/reminder_rules.html", {"congress": congress, "lines": lines_of(congress), "fixed": fixed_kinds()})


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int, kind: str, slot: str) -> HttpResponse:
    congress = congress_to_publish(request, pk)
    line = _line(congress, kind, slot)
    form = ReminderRuleForm(request.POST or None, line=line)
    if form.is_valid():
        try:
            set_reminder(congress, (line.kind, line.slot), form.values(), request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已保存「{line.kind.title}」：{_line(congress, kind, slot).words}。现在起按它提醒，已经发出的不再发。")
            return redirect("stations:reminder_rules", pk)
    return render(request, "stations/reminder_rule.html", {"congress": congress, "line": line, "form": form})


@require_POST
def restore(request: HttpRequest, pk: int, kind: str, slot: str) -> HttpResponse:
    congress = congress_to_publish(request, pk)
    line = _line(congress, kind, slot)
    if restore_reminder(congress, (line.kind, line.slot), request.user):
        messages.success(request, f"「{line.kind.title}」已恢复：{_line(congress, kind, slot).words}。")
    return redirect("stations:reminder_rules", pk)
