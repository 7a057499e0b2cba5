"""Giving, correcting, ending and handing over posts, a person's posts, and choosing the one to act in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from common import clock
from stations.forms.posts import HandOverForm, PostEditForm, PostEndForm, PostForm
from stations.models import Post, Unit
from stations.registry import open_work
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.permissions import can_end, can_manage
from stations.rules.post_trail import trail_of
from stations.services.posts import appoint, edit_post, end_post, hand_over


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
            _tell(form, error)
        else:
            messages.success(request, f"已任命{post.user}为{unit.name}{post.role_label}。")
            return redirect("stations:unit", pk)
    return render(request, "stations/post_form.html", {"form": form, "unit": unit})


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """Correct the days or the A/B holder; below stands what happened to the post so far."""
    post = _managed(request, pk)
    form = PostEditForm(request.POST or None, post=post)
    if form.is_valid():
        try:
            edit_post(post, form.cleaned_data, request.user)
        except ValidationError as error:
            _tell(form, error)
        else:
            messages.success(request, f"已保存{post.user}的岗位。")
            return redirect("stations:unit", post.unit_id)
    return render(request, "stations/post_edit.html", {"form": form, "post": post, "trail": list(trail_of(post))})


@require_http_methods(["GET", "POST"])
def end(request, pk):
    post = get_object_or_404(Post.objects.visible_to(request.user).filter(ends_on=None).select_related("unit", "user"), pk=pk)
    if not can_end(request.user, post):
        raise PermissionDenied
    form = PostEndForm(request.POST or None, post=post)
    if form.is_valid():
        try:
            end_post(post, form.cleaned_data["ends_on"], request.user)
        except ValidationError as error:
            _tell(form, error)
        else:
            messages.success(request, f"已登记{post.user}离任。经手的事都还在，请安排接手的人。")
            return redirect("stations:unit", post.unit_id)
    return render(request, "stations/post_end.html", {"form": form, "post": post})


@require_http_methods(["GET", "POST"])
def hand_over_post(request, pk):
    """Who takes over, from which day, and what will then wait for them. A post that was handed over already says so."""
    post = _managed(request, pk)
    form = HandOverForm(request.POST or None, post=post, giver=request.user)
    if form.is_valid():
        data = form.cleaned_data
        try:
            new = hand_over(post, data["successor"], data["day"], request.user)
        except ValidationError as error:
            _tell(form, error)
        else:
            messages.success(request, f"已移交：{new.user}从 {new.starts_on:%Y-%m-%d} 起任{post.unit.name}{new.role_label}，等着办的事都转到他那里。")
            return redirect("stations:unit", post.unit_id)
    known = Post.objects.filter(predecessor=post).select_related("user").first()
    context = {"form": form, "post": post, "known": known, "work": open_work(post)}
    context["sees_work"] = access_of(request.user).holds(post.unit_id, *STAFF_AND_OFFICE)
    return render(request, "stations/post_hand_over.html", context)


@require_safe
def person(request, pk):
    """Somebody's posts as far as the user's own reach, past ones too."""
    posts = list(Post.objects.visible_to(request.user).filter(user=pk).select_related("unit", "predecessor__user").order_by("-starts_on", "-pk"))
    if not posts:
        raise Http404
    today = clock.today()
    context = {
        "person": User.objects.get(pk=pk),
        "posts": [(post, post.ends_on and post.ends_on < today, can_end(request.user, post)) for post in posts],
        "today": today,
    }
    return render(request, "stations/person.html", context)


@require_POST
def switch(request):
    """Act in another of one's own posts; the start page follows."""
    wanted = request.POST.get("post", "")
    if wanted not in {str(post.pk) for post in access_of(request.user).posts}:
        raise Http404
    request.session["post"] = int(wanted)
    return redirect("desk:home")


def _managed(request, pk: int) -> Post:
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("unit", "user"), pk=pk)
    if not can_end(request.user, post):
        raise PermissionDenied
    return post


def _tell(form, error: ValidationError) -> None:
    """Say it at its field where the form has that field, else above the form."""
    known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
    form.add_error(None, error if known else ValidationError(error.messages))
