"""The office of a congress keeps files."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from deputies.forms.files import DeputyForm
from deputies.forms.seats import MandateForm
from deputies.models import Deputy, Term
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
    deputy = changeable(request, pk)
    form = DeputyForm(request.POST or None, instance=deputy)
    if request.method == "POST" and form.is_valid():
        files.change_deputy(form.save(commit=False), form.changed_fields, request.user)
        messages.success(request, "已保存代表档案。")
        return redirect(deputy)
    return render(request, "deputies/deputy_form.html", {"form": form, "deputy": deputy, "has_term": True})


def changeable(request, pk) -> Deputy:
    """The deputy whose file this office keeps."""
    deputy = get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)
    if not rules.can_change(request.user, deputy):
        raise PermissionDenied
    return deputy
