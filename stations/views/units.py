"""One unit's page, its photo, and the pages that add and edit."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from stations.choices import UnitKind
from stations.forms.units import PhotoForm, UnitForm
from stations.models import StandIn, Unit
from stations.rules.access import access_of
from stations.rules.divisions import can_divide
from stations.rules.permissions import can_manage
from stations.rules.placing import addable, can_reshape, merged_into
from stations.rules.tree import IN_ORDER, folded_rows
from stations.services.units import add_unit, edit_unit, photos, set_photo

SHOWN = 50  # of what hangs under a unit; the tree shows the rest


@require_safe
def unit(request, pk):
    row = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)
    today = clock.today()
    away = Prefetch("stand_ins", StandIn.objects.open().select_related("user").order_by("starts_on"))
    posts = row.posts.select_related("user").prefetch_related(away).order_by("role", "starts_on")
    children = row.children.open().with_post_counts(today).order_by(*IN_ORDER)
    context = {
        "unit": row,
        "parent": row.parent if row.parent and access_of(request.user).holds(row.parent_id) else None,
        "heir": merged_into(row),
        "posts": [post for post in posts if post.ends_on is None or post.ends_on >= today],
        "past_posts": [post for post in posts if post.ends_on and post.ends_on < today],
        "children": folded_rows(children[: SHOWN + 1]),
        "shown": SHOWN,
        "closed": row.children.exclude(closed_on=None).order_by("-closed_on", "pk")[:SHOWN],
        "can_manage": can_manage(request.user, row) and not row.closed_on,
        "can_reshape": can_reshape(request.user, row),
        "addable": addable(row),
        "can_divide": can_divide(request.user, row),
    }
    return render(request, "stations/unit_detail.html", context)


@require_safe
def photo(request, pk):
    """The unit's photo, for those who may see the unit."""
    row = get_object_or_404(Unit.objects.visible_to(request.user).exclude(photo=""), pk=pk)
    if not photos.exists(row.photo):
        raise Http404
    response = HttpResponse(b"".join(photos.read(row.photo)), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def photo_change(request, pk):
    """Put another photo in the place of the one there is, or take it away."""
    row = _managed(request, pk)
    if request.method == "POST" and "remove" in request.POST:
        set_photo(row, b"", request.user)
        messages.success(request, "照片已删除。")
        return redirect("stations:unit", pk)
    form = PhotoForm(request.POST or None, request.FILES or None, unit=row)
    if form.is_valid():
        set_photo(row, form.cleaned_data["photo"], request.user)
        messages.success(request, "照片已保存。")
        return redirect("stations:unit", pk)
    return render(request, "stations/unit_photo.html", {"form": form, "unit": row})


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    row = _managed(request, pk)
    form = UnitForm(request.POST or None, instance=row)
    if form.is_valid():
        try:
            edit_unit(row, form.cleaned_data, request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已保存「{form.cleaned_data['name']}」。")
            return redirect("stations:unit", pk)
    return render(request, "stations/unit_form.html", {"form": form, "unit": Unit.objects.get(pk=pk), "title": "修改单位"})


@require_http_methods(["GET", "POST"])
def add(request, pk, kind):
    congress = _managed(request, pk)
    if kind not in addable(congress):
        raise Http404
    title = "新建下级人大" if kind == UnitKind.CONGRESS else f"新建{UnitKind(kind).label}"
    form = UnitForm(request.POST or None, instance=Unit(kind=kind, parent=congress))
    if form.is_valid():
        try:
            row = add_unit(congress, kind, form.cleaned_data, request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已在{congress.name}下新建「{row.name}」。下一步：给它安排人。")
            return redirect("stations:unit", row.pk)
    return render(request, "stations/unit_form.html", {"form": form, "unit": congress, "title": title, "is_new": True})


def _managed(request, pk: int) -> Unit:
    row = get_object_or_404(Unit.objects.visible_to(request.user).open().select_related("parent"), pk=pk)
    if not can_manage(request.user, row):
        raise PermissionDenied
    return row
