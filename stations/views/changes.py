"""Moving, merging, closing and opening again: the page says what will happen, then the button does it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from stations.choices import Role
from stations.forms.units import TargetForm
from stations.models import Unit
from stations.registry import Pending
from stations.rules.access import access_of
from stations.rules.changes import Plan, plan_close, plan_merge, plan_move, plan_reopen
from stations.rules.placing import can_reshape, heirs_for, parents_for
from stations.services.tree import close_unit, merge_unit, move_unit, reopen_unit


@dataclass(frozen=True)
class Change:
    """One verb: its words, what it would do, what does it; ask: the label of the other unit it needs, targets: which may be chosen."""

    title: str
    button: str
    done: str
    plan: Callable[..., Plan]
    do: Callable
    ask: str = ""
    targets: Callable | None = None
    nowhere: str = ""


CHANGES = {
    "move": Change(
        "移到别的人大下面", "移过去", "已移到「{to}」下面。", plan_move, move_unit, "移到哪里", parents_for, "您管理的范围里，没有别的人大可以放它。"
    ),
    "merge": Change(
        "并入别的单位", "并入", "已并入「{to}」。下一步：给它安排人。", plan_merge, merge_unit, "并入哪个单位", heirs_for,
        "同一个上级下面没有别的同种单位。要并入别处的，请先把它移过去。",
    ),
    "close": Change("撤销", "撤销", "已撤销，记录都在。", lambda row, _: plan_close(row), lambda row, _, user: close_unit(row, user)),
    "reopen": Change(
        "重新启用", "重新启用", "已重新启用。下一步：安排人员。", lambda row, _: plan_reopen(row), lambda row, _, user: reopen_unit(row, user)
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request, pk, verb):
    row = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)
    if not can_reshape(request.user, row):
        raise PermissionDenied
    how = CHANGES[verb]
    form = how.targets and TargetForm(request.POST or request.GET or None, targets=how.targets(request.user, row), label=how.ask)
    target = form.cleaned_data["to"] if form and form.is_valid() else None
    plan = how.plan(row, target) if target or not form else None
    if request.method == "POST" and plan and not plan.refusals:
        try:
            how.do(row, target, request.user)
        except ValidationError as error:  # something changed since the page was shown
            plan = Plan(refusals=[Pending(words) for words in error.messages])
        else:
            messages.success(request, f"「{row.name}」{how.done.format(to=target)}")
            return redirect("stations:unit", target.pk if verb == "merge" else pk)
    context = {"unit": row, "how": how, "form": form, "target": target, "plan": plan}
    context["may_look"] = access_of(request.user).holds(row.pk, Role.OFFICE)  # the administrator sees no casework
    return render(request, "stations/unit_change.html", context)
