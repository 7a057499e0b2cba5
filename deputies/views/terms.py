"""Terms of office of the congresses whose rosters one keeps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from deputies.forms.terms import TermForm
from deputies.models import Group, Term
from deputies.rules import files as rules
from deputies.services.terms import delete_term, save_term


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
    return render(request, "deputies/term_form.html", {"form": form, "term": term, "is_empty": bool(term) and not term.mandates.exists()})


@require_POST
def term_delete(request, pk):
    """A term without a single seat, as one that was entered twice."""
    term = get_object_or_404(Term.objects.visible_to(request.user).select_related("congress"), pk=pk)
    if term.congress not in _congresses(request):
        raise PermissionDenied
    try:
        delete_term(term, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("deputies:term_edit", pk)
    messages.success(request, f"已删去{term.congress.name}{term.name}。")
    return redirect("deputies:terms")


def _congresses(request):
    if not rules.can_manage(request.user):
        raise PermissionDenied
    return rules.congresses_of(request.user)
