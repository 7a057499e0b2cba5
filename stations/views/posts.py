"""Giving and ending posts, and choosing the one to act in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from stations.forms.units import PostEndForm, PostForm
from stations.models import Post, Unit
from stations.rules.access import access_of
from stations.rules.permissions import can_end, can_manage
from stations.services.posts import appoint, end_post


@require_http_methods(["GET", "POST"])
def give(request, pk):
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if not can_manage(request.user, unit):
        raise PermissionDenied
    form = PostForm(request.POST or None, unit=unit, giver=request.user)
    if form.is_valid():
        try:
            post = appoint(unit, form.cleaned_data, request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已任命{post.user}为{unit.name}{post.get_role_display()}。")
            return redirect("stations:unit", pk)
    return render(request, "stations/post_form.html", {"form": form, "unit": unit})


@require_http_methods(["GET", "POST"])
def end(request, pk):
    post = get_object_or_404(Post.objects.visible_to(request.user).filter(ends_on=None).select_related("unit", "user"), pk=pk)
    if not can_end(request.user, post):
        raise PermissionDenied
    form = PostEndForm(request.POST or None, post=post)
    if form.is_valid():
        end_post(post, form.cleaned_data["ends_on"], request.user)
        messages.success(request, f"已登记{post.user}离任。经手的事都还在，请安排接手的人。")
        return redirect("stations:unit", post.unit_id)
    return render(request, "stations/post_end.html", {"form": form, "post": post})


@require_POST
def switch(request):
    """Act in another of one's own posts; the start page follows."""
    wanted = request.POST.get("post", "")
    if wanted not in {str(post.pk) for post in access_of(request.user).posts}:
        raise Http404
    request.session["post"] = int(wanted)
    return redirect("desk:home")
