"""The office of a congress keeps files and seats."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from deputies.forms.files import DeputyForm, EndMandateForm, MandateForm
from deputies.models import Deputy, Mandate, Term
from deputies.rules import files as rules
from deputies.services import files


def deputy_new(request):
    """A person and the first seat on one page."""
    if not rules.can_manage(request.user):
        raise PermissionDenied
    form = DeputyForm(request.POST or None)
    seat = MandateForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and seat.is_valid():
        deputy = files.add_deputy(form.save(commit=False), seat.save(commit=False), request.user, form.cleaned_data["request_key"])
        messages.success(request, f"已登记代表{deputy.name}。")
        return redirect(deputy)
    has_term = Term.objects.filter(congress__in=rules.congresses_of(request.user)).exists()
    return render(request, "deputies/deputy_form.html", {"form": form, "seat": seat, "has_term": has_term})


def deputy_edit(request, pk):
    deputy = _changeable(request, pk)
    form = DeputyForm(request.POST or None, instance=deputy)
    if request.method == "POST" and form.is_valid():
        files.change_deputy(form.save(commit=False), form.changed_fields, request.user)
        messages.success(request, "已保存代表档案。")
        return redirect(deputy)
    return render(request, "deputies/deputy_form.html", {"form": form, "deputy": deputy, "has_term": True})


def mandate_new(request, pk):
    """One more seat: a by-election, another level, a new term."""
    deputy = _changeable(request, pk)
    form = MandateForm(request.POST or None, user=request.user, deputy=deputy)
    if request.method == "POST" and form.is_valid():
        mandate = form.save(commit=False)
        mandate.deputy = deputy
        files.add_mandate(mandate, request.user)
        messages.success(request, f"已登记{deputy.name}的代表资格：{mandate.term}。")
        return redirect(deputy)
    return render(request, "deputies/mandate_form.html", {"form": form, "deputy": deputy, "title": "登记代表资格", "verb": "登记资格"})


def mandate_edit(request, pk):
    mandate = _changeable_mandate(request, pk)
    form = MandateForm(request.POST or None, instance=mandate, user=request.user)
    if request.method == "POST" and form.is_valid():
        files.change_mandate(form.save(commit=False), form.changed_fields, request.user)
        messages.success(request, "已保存代表资格。")
        return redirect(mandate.deputy)
    context = {"form": form, "deputy": mandate.deputy, "title": "修改代表资格", "verb": "保存资格"}
    return render(request, "deputies/mandate_form.html", context)


def mandate_end(request, pk):
    """The seat ends on a day (代表法 61–62); the file and its records stay."""
    mandate = _changeable_mandate(request, pk)
    form = EndMandateForm(request.POST or None, mandate=mandate)
    if request.method == "POST" and form.is_valid():
        files.end_mandate(mandate, form.cleaned_data["last_day"], form.cleaned_data["reason"], request.user)
        messages.success(request, f"已登记：{mandate.deputy.name}的代表资格到 {mandate.ends_on:%Y-%m-%d} 止。")
        return redirect(mandate.deputy)
    context = {"form": form, "deputy": mandate.deputy, "mandate": mandate, "title": "终止代表资格", "verb": "终止资格"}
    return render(request, "deputies/mandate_form.html", context)


def _changeable(request, pk) -> Deputy:
    deputy = get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)
    if not rules.can_change(request.user, deputy):
        raise PermissionDenied
    return deputy


def _changeable_mandate(request, pk) -> Mandate:
    mandate = get_object_or_404(Mandate.objects.visible_to(request.user).for_list(), pk=pk)
    if not rules.can_change_mandate(request.user, mandate):
        raise PermissionDenied
    return mandate
