"""The office of a congress keeps seats: how one begins, is suspended and ends; what matters is shown once more before it is done."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from deputies.forms.seats import EndMandateForm, MandateForm, SuspensionForm
from deputies.models import Mandate, Suspension
from deputies.rules import files as rules
from deputies.rules.seats import others_of
from deputies.services import seats
from deputies.views.edit import changeable


def mandate_new(request, pk):
    """One more seat: a by-election, another level, a new term."""
    deputy = changeable(request, pk)
    form = MandateForm(request.POST or None, user=request.user, deputy=deputy)
    if request.method == "POST" and form.is_valid():
        mandate = form.save(commit=False)
        mandate.deputy = deputy
        seats.add_mandate(mandate, request.user)
        messages.success(request, f"已登记{deputy.name}的代表资格：{mandate.term}。")
        return redirect(deputy)
    return render(request, "deputies/mandate_form.html", {"form": form, "deputy": deputy, "title": "登记代表资格", "verb": "登记资格"})


def mandate_edit(request, pk):
    mandate = _changeable(request, pk)
    form = MandateForm(request.POST or None, instance=mandate, user=request.user)
    if request.method == "POST" and form.is_valid():
        seats.change_mandate(form.save(commit=False), form.changed_fields, request.user)
        messages.success(request, "已保存代表资格。")
        return redirect(mandate.deputy)
    context = {"form": form, "deputy": mandate.deputy, "title": "修改代表资格", "verb": "保存资格", "mistaken": mandate}
    return render(request, "deputies/mandate_form.html", context)


def mandate_end(request, pk):
    """The seat ends on a day (代表法 62); the file and its records stay. For a seat that has ended: correct day and reason."""
    mandate = _changeable(request, pk)
    form = EndMandateForm(request.POST or None, mandate=mandate)
    name = mandate.deputy.name
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        day = form.cleaned_data["last_day"]
        if "confirmed" in request.POST:
            seats.end_mandate(mandate, day, form.cleaned_data["ended_by"], form.cleaned_data["note"], request.user)
            messages.success(request, f"已登记：{name}的代表资格到 {day:%Y-%m-%d} 止。")
            return redirect(mandate.deputy)
        then = [f"从 {day + timedelta(days=1):%Y-%m-%d} 起，{name}在这里的履职不再统计，不再排班接待；已排的接待由下一位代表接替。"]
        return _confirm(request, mandate, form, title="终止代表资格", verb="确认终止", then=[*then, *_besides(mandate, day)])
    context = {"form": form, "deputy": mandate.deputy, "mandate": mandate, "title": "终止代表资格", "verb": "下一步"}
    return render(request, "deputies/mandate_form.html", context | {"can_reopen": mandate.ends_on is not None})


def mandate_reopen(request, pk):
    """The end was noted by mistake: the page asks, sending it takes the end back."""
    mandate = _changeable(request, pk)
    if mandate.ends_on is None:
        return redirect(mandate.deputy)
    if request.method == "POST" and "confirmed" in request.POST:
        try:
            seats.reopen_mandate(mandate, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"已撤销终止：{mandate.deputy.name}仍然在任。")
        return redirect(mandate.deputy)
    then = [f"{mandate.deputy.name}的代表资格恢复到 {mandate.term.ends_on:%Y-%m-%d} 本届届满；终止期间的履职也会统计。"]
    return _confirm(request, mandate, None, title="撤销终止", verb="确认撤销终止", then=then)


def mandate_delete(request, pk):
    """The seat was entered by mistake: the page asks, sending it takes the entry away."""
    mandate = _changeable(request, pk)
    if request.method == "POST" and "confirmed" in request.POST:
        try:
            is_gone = seats.delete_mandate(mandate, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(mandate.deputy)
        messages.success(request, f"已删去{mandate.deputy.name}登错的代表资格{'和档案' if is_gone else ''}。")
        return redirect("deputies:list") if is_gone else redirect(mandate.deputy)
    then = ["这个资格当作没有登记过。这个人没有别的资格和记录的，档案一并删去。", "真当过代表、后来不当了的，不要删，请用「终止资格」。"]
    return _confirm(request, mandate, None, title="删去登错的资格", verb="确认删去", then=then)


def mandate_suspend(request, pk):
    """Functions are suspended from a day on (代表法 61)."""
    mandate = _changeable(request, pk)
    return _suspension(request, Suspension(mandate=mandate))


def suspension_edit(request, pk):
    """Functions are restored (the last day is filled in), or the entry is put right."""
    return _suspension(request, _changeable_suspension(request, pk))


def suspension_withdraw(request, pk):
    """The suspension never was: the page asks, sending it takes the entry back."""
    suspension = _changeable_suspension(request, pk)
    mandate = suspension.mandate
    if request.method == "POST" and "confirmed" in request.POST:
        seats.withdraw_suspension(suspension, request.user)
        messages.success(request, f"已删去{mandate.deputy.name}的这次暂停。")
        return redirect(mandate.deputy)
    then = ["这次暂停当作没有过，那些天的履职照常统计。已经恢复职务的不用删，请填「暂停的最后一天」。"]
    return _confirm(request, mandate, None, title="删去登错的暂停", verb="确认删去", then=then)


def _suspension(request, suspension: Suspension):
    mandate, is_new = suspension.mandate, suspension.pk is None
    form = SuspensionForm(request.POST or None, instance=suspension)
    title = "暂停执行代表职务" if is_new else "恢复职务或更正暂停"
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        if "confirmed" in request.POST:
            seats.suspend(form.save(commit=False), request.user)
            messages.success(request, f"已登记{mandate.deputy.name}的暂停：{_span(suspension)}。")
            return redirect(mandate.deputy)
        then = [f"{_span(suspension)}，{mandate.deputy.name}在这里的履职不统计，不排班接待；资格还在，恢复后照常。"]
        return _confirm(request, mandate, form, title=title, verb="确认登记", then=[*then, *_besides(mandate, suspension.starts_on)])
    context = {"form": form, "deputy": mandate.deputy, "mandate": mandate, "title": title, "verb": "下一步"}
    return render(request, "deputies/mandate_form.html", context | {"suspension": None if is_new else suspension})


def _span(suspension: Suspension) -> str:
    end = f"到 {suspension.ends_on:%Y-%m-%d}" if suspension.ends_on else "到登记恢复为止"
    return f"从 {suspension.starts_on:%Y-%m-%d} {end}"


def _besides(mandate: Mandate, day) -> list[str]:
    """What else the office should know: a group without a leader, and seats that stay as they are."""
    led = (
        [f"{mandate.deputy.name}是{mandate.group.name}的组长，请另选组长。"] if mandate.group and mandate.group.leader_id == mandate.deputy_id else []
    )
    return led + [f"{other.term.congress.name}的代表资格不受影响。" for other in others_of(mandate, day)]


def _confirm(request, mandate: Mandate, form, **words):
    return render(request, "deputies/mandate_confirm.html", {"mandate": mandate, "form": form} | words)


def _changeable(request, pk) -> Mandate:
    mandate = get_object_or_404(Mandate.objects.visible_to(request.user).for_list(), pk=pk)
    if not rules.can_change_mandate(request.user, mandate):
        raise PermissionDenied
    return mandate


def _changeable_suspension(request, pk) -> Suspension:
    suspension = get_object_or_404(Suspension.objects.visible_to(request.user).select_related("mandate__deputy", "mandate__term__congress"), pk=pk)
    if not rules.can_change_mandate(request.user, suspension.mandate):
        raise PermissionDenied
    return suspension
