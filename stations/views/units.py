"""The tree of units, one unit's page, and the pages that change it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from stations.choices import UnitKind
from stations.forms.units import UnitForm, UnitSearchForm
from stations.models import Unit
from stations.rules.permissions import can_edit_calendar, can_manage
from stations.rules.tree import in_order, rows_of
from stations.services.units import ADDABLE, add_unit, edit_unit


@require_safe
def tree(request):
    form = UnitSearchForm(request.GET or None)
    found = Unit.objects.visible_to(request.user).with_post_counts(clock.today())
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = rows_of(found, wanted.get("q", ""), wanted.get("kind", ""))
    return render(request, "stations/unit_tree.html", {"form": form, "rows": rows, "can_edit_calendar": can_edit_calendar(request.user)})


@require_safe
def unit(request, pk):
    row = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)
    today = clock.today()
    posts = row.posts.select_related("user").order_by("role", "starts_on")
    context = {
        "unit": row,
        "parent": row.parent if row.parent and Unit.objects.visible_to(request.user).filter(pk=row.parent_id).exists() else None,
        "posts": [post for post in posts if post.ends_on is None or post.ends_on >= today],
        "past_posts": [post for post in posts if post.ends_on and post.ends_on < today],
        "children": in_order(row.children.open().with_post_counts(today)),
        "can_manage": can_manage(request.user, row),
        "addable": ADDABLE if row.kind == UnitKind.CONGRESS else (),
    }
    return render(request, "stations/unit_detail.html", context)


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
    if congress.kind != UnitKind.CONGRESS or kind not in ADDABLE:
        raise Http404
    form = UnitForm(request.POST or None, instance=Unit(kind=kind))
    if form.is_valid():
        try:
            row = add_unit(congress, kind, form.cleaned_data, request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已在{congress.name}下新建「{row.name}」。下一步：给它安排人。")
            return redirect("stations:unit", row.pk)
    return render(request, "stations/unit_form.html", {"form": form, "unit": congress, "title": f"新建{UnitKind(kind).label}"})


def _managed(request, pk: int) -> Unit:
    row = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if not can_manage(request.user, row):
        raise PermissionDenied
    return row
