"""The guide of first steps: for the congress's office and the administrator."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from desk.context import keep_at_hand
from desk.guide import Guide, next_of
from desk.models import ClosedGuide
from desk.services import close_guide
from stations.rules.permissions import KEEPERS


@require_safe
def guide(request):
    """All steps with what is missing. Whoever has no unit yet begins with the first page."""
    if not request.post and request.user.is_superuser:
        return redirect("desk:first_steps")
    _keepers_only(request)
    steps = list(Guide(request.post, request.user).steps())
    closed = ClosedGuide.objects.filter(unit=request.post.unit_id).exists()
    context = {"steps": steps, "next": next_of(steps), "done": sum(step.is_done for step in steps), "closed": closed}
    keep_at_hand(request, is_wanted=bool(context["next"]) and not closed)
    return render(request, "desk/guide.html", context)


@require_POST
def close(request):
    """Put the guide away from the desks of this unit."""
    _keepers_only(request)
    close_guide(request.post.unit, request.user)
    keep_at_hand(request, is_wanted=False)
    messages.success(request, "已收起开始清单。要再看，在「帮助」的「开始使用」里。")
    return redirect("desk:home")


def _keepers_only(request) -> None:
    if not request.post or request.post.role not in KEEPERS:
        raise PermissionDenied
