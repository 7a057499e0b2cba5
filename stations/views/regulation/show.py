"""The rules in plain words, their versions, and how two of them differ."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from stations.models import Regulation
from stations.rules.permissions import can_publish
from stations.rules.plain import changes, plain_words
from stations.rules.plain.origins import origins_of
from stations.services.regulations import current_regulation


@require_safe
def regulation(request, pk=None):
    """The version with this id, or without one the version that holds where the user works now."""
    seen = Regulation.objects.visible_to(request.user).select_related("congress", "published_by", "cause__congress")
    if pk is None:
        pk = _holding(request)
    row = get_object_or_404(seen, pk=pk)
    versions = list(seen.filter(congress=row.congress).defer("body", "own", "origins"))
    may_publish = can_publish(request.user, row.congress)
    context = {
        "regulation": row,
        "parts": plain_words(row.body, origins_of(row)),
        "versions": versions,
        "is_current": versions[0].pk == row.pk,
        "previous": next((version for version in versions if version.number < row.number), None),
        "can_publish": may_publish,
        "others": seen.exclude(congress=row.congress).newest().defer("body", "own", "origins") if may_publish else (),
    }
    return render(request, "stations/regulation_detail.html", context)


@require_safe
def compare(request, pk):
    """The version with this id beside the one named by `with`; without it, beside the one before it."""
    seen = Regulation.objects.visible_to(request.user).select_related("congress")
    after = get_object_or_404(seen, pk=pk)
    versions = seen.filter(congress=after.congress)
    wanted = request.GET.get("with", "")
    before = get_object_or_404(seen, pk=wanted) if wanted.isdecimal() else versions.filter(number__lt=after.number).first() or after
    context = {
        "before": before,
        "after": after,
        "versions": versions.defer("body", "own", "origins"),
        "changes": changes(before.body, after.body),
        "before_label": f"第 {before.number} 版",
        "after_label": f"第 {after.number} 版",
    }
    return render(request, "stations/regulation_compare.html", context)


def _holding(request) -> int:
    if not request.post:
        raise Http404
    try:
        return current_regulation(request.post.unit).pk
    except Regulation.DoesNotExist as error:
        raise Http404 from error
