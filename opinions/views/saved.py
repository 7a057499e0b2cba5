"""Filters of the list kept under a name: each user's own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from opinions.filters import OpinionFilter
from opinions.forms.saved import RenameForm, SaveForm
from opinions.models import SavedFilter
from opinions.rules.cases import can_list
from opinions.services.saved import delete_filter, rename_filter, save_filter


@require_http_methods(["GET", "POST"])
def saved_filters(request: HttpRequest) -> HttpResponse:
    """The own ones, to rename and delete; POST keeps one more. What is typed in a search is left out, a person too."""
    if not can_list(request.user):
        raise PermissionDenied
    form = SaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        query = OpinionFilter(QueryDict(data["query"]), request.user).keepable
        try:
            if not query:
                raise ValidationError("还没有可以存的筛选条件，请先在列表里筛选。搜索的字词和姓名电话不存。")
            save_filter(data["name"], query, request.user, data["request_key"])
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, f"已存为「{data['name']}」，以后在列表上面点一下就行。")
            return redirect(f"{reverse('opinions:list')}?{query}")
    rows = SavedFilter.objects.visible_to(request.user)
    return render(request, "opinions/saved.html", {"form": form, "rows": rows})


@require_POST
def saved_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename one, or delete it."""
    row = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=pk)
    if "delete" in request.POST:
        delete_filter(row, request.user)
        messages.success(request, "已删去。")
        return redirect("opinions:saved")
    form = RenameForm(request.POST)
    if form.is_valid():
        try:
            rename_filter(row, form.cleaned_data["name"], request.user)
        except ValidationError as error:
            form.add_error("name", error)
    for error in form.errors.get("name", []):
        messages.error(request, error)
    return redirect("opinions:saved")
