"""Leave and stand-ins: one's own page, entering an absence for a post, ending it early."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stations.forms.stand_ins import AbsenceForm
from stations.models import Post, StandIn
from stations.rules.access import access_of
from stations.rules.stand_ins import can_end, can_enter
from stations.services.stand_ins import end_absence, enter_absence

SHOWN = 100


@require_safe
def absences(request):
    """The own posts with their absences, and for whom one stands in; whoever manages posts sees theirs, too."""
    posts = access_of(request.user).posts
    if not posts:
        raise PermissionDenied
    rows = StandIn.objects.visible_to(request.user).open().select_related("post__unit", "post__user", "user")
    context = {
        "posts": [(post, can_enter(request.user, post)) for post in posts if not post.stands_for],
        "rows": [(row, can_end(request.user, row)) for row in rows.order_by("starts_on", "pk")[:SHOWN]],
    }
    return render(request, "stations/absences.html", context)


@require_http_methods(["GET", "POST"])
def absence(request, pk):
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("unit", "user"), pk=pk)
    if not can_enter(request.user, post):
        raise PermissionDenied
    form = AbsenceForm(request.POST or None, post=post, user=request.user)
    if form.is_valid():
        try:
            row = enter_absence(post, form.absence(), request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, f"已登记：{row.starts_on:%Y-%m-%d} 到 {row.ends_on:%Y-%m-%d} 由{row.user}代理{post.user}的岗位，两人都已收到消息。"
            )
            return redirect("stations:absences")
    return render(request, "stations/absence_form.html", {"form": form, "post": post, "known": post.stand_ins.open().select_related("user")})


@require_POST
def absence_end(request, pk):
    row = get_object_or_404(StandIn.objects.visible_to(request.user).select_related("post__unit", "post__user", "user"), pk=pk)
    if not can_end(request.user, row):
        raise PermissionDenied
    end_absence(row, request.user)
    messages.success(request, f"{row.user}不再代理{row.post.user}的岗位，两人都已收到消息。")
    return redirect("stations:absences")
