"""The public's pages: no login."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.forms import QueryForm
from portal.rules import progress_of
from portal.services import TooManyAttempts, look_up

NOT_FOUND = "编号或查询码不对。请对照回执再填一次；字母 O、I、L 和数字 0、1 都不会出现在查询码里。"
TOO_MANY = "填错的次数太多，请过一小时再查，或者打电话、到联络站询问。"


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def query(request: HttpRequest) -> HttpResponse:
    """Number and code, by POST only, answer with the steps so far (C10)."""
    form = QueryForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            found = look_up(form.cleaned_data["number"], form.cleaned_data["code"], request.META["REMOTE_ADDR"])
        except TooManyAttempts:
            form.refuse(TOO_MANY)
            status = 429
        else:
            if found:
                return render(request, "portal/query_answer.html", {"progress": progress_of(found)})
            form.refuse(NOT_FOUND)
    return render(request, "portal/query_form.html", {"form": form}, status=status)
