"""The rules in plain words, their versions, and a new version."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from stations.choices import UnitKind
from stations.forms.regulation import RegulationForm
from stations.models import Regulation, Unit
from stations.rules.permissions import can_publish
from stations.rules.plain import plain_words
from stations.services.regulations import current_regulation, publish


@require_safe
def regulation(request, pk=None):
    """The version with this id, or without one the version that holds where the user works now."""
    seen = Regulation.objects.visible_to(request.user).select_related("congress", "published_by")
    if pk is None:
        pk = _holding(request)
    row = get_object_or_404(seen, pk=pk)
    versions = list(seen.filter(congress=row.congress).defer("body"))
    context = {
        "regulation": row,
        "parts": plain_words(row.body),
        "versions": versions,
        "is_current": versions[0].pk == row.pk,
        "can_publish": can_publish(request.user, row.congress),
        "others": seen.exclude(congress=row.congress).newest().defer("body") if can_publish(request.user, row.congress) else (),
    }
    return render(request, "stations/regulation_detail.html", context)


def _holding(request) -> int:
    if not request.post:
        raise Http404
    try:
        return current_regulation(request.post.unit).pk
    except Regulation.DoesNotExist as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """pk is the congress; what is published starts from the version that holds there."""
    congress = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk, kind=UnitKind.CONGRESS)
    if not can_publish(request.user, congress):
        raise PermissionDenied
    form = RegulationForm(request.POST or None, current=current_regulation(congress))
    if form.is_valid():
        row = publish(congress, form.cleaned_data["title"], form.body, request.user)
        messages.success(request, f"已发布第 {row.number} 版。新登记的意见按它办，在办的仍按原来那版。")
        return redirect("stations:regulation_version", row.pk)
    return render(request, "stations/regulation_form.html", {"form": form, "congress": congress})
