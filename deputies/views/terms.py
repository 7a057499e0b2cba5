"""Terms of office of the congresses whose rosters one keeps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render

from deputies.forms.terms import TermForm
from deputies.models import Group, Term
from deputies.rules import files as rules
from deputies.services.terms import save_term


def term_list(request):
    congresses = _congresses(request)
    counts = {"seats": Count("mandates", distinct=True), "places": Count("constituencies", distinct=True)}
    terms = Term.objects.filter(congress__in=congresses).select_related("congress").annotate(**counts).order_by("congress__path", "-starts_on")
    groups: dict[int, list[str]] = {}
    for group in Group.objects.filter(congress__in=congresses):
        groups.setdefault(group.congress_id, []).append(group.name)
    return render(request, "deputies/term_list.html", {"lines": [(term, groups.get(term.congress_id, [])) for term in terms]})


def term_edit(request, pk=None):
    """A new term, or one to add constituencies and groups to."""
    term = get_object_or_404(Term.objects.visible_to(request.user).select_related("congress"), pk=pk) if pk else None
    congresses = _congresses(request)
    if term and term.congress not in congresses:
        raise PermissionDenied
    form = TermForm(request.POST or None, instance=term, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        saved = save_term(form.save(commit=False), data["constituencies"], data["groups"], request.user)
        messages.success(request, f"已保存{saved.congress.name}{saved.name}。")
        return redirect("deputies:terms")
    return render(request, "deputies/term_form.html", {"form": form, "term": term})


def _congresses(request):
    if not rules.can_manage(request.user):
        raise PermissionDenied
    return rules.congresses_of(request.user)
