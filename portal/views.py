"""The public's pages: no login."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from common.pages import page_of
from opinions.models import Referral, ReferralCode
from opinions.rules.cases import can_do_by_code
from opinions.services.cases import NotPossible, SomebodyWasFaster, reply
from portal.forms import CodeReplyForm, DepartmentForm, QueryForm, StationForm
from portal.resources import calendar_of
from portal.rules import coming_days, progress_of, receiving_stations
from portal.services import TooManyAttempts, look_up, look_up_code

NOT_FOUND = "编号或查询码不对。请对照回执再填一次；字母 O、I、L 和数字 0、1 都不会出现在查询码里。"
NO_SUCH_CODE = "编号或办理码不对，或者已经过期、收回。请对照交办单再填一次，或者打电话问联络站。"
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


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def department(request: HttpRequest) -> HttpResponse:
    """A department without an account answers its one referral; the code goes with every step, and nothing of the person is here."""
    door, status = DepartmentForm(request.POST or None), 200
    if request.method == "POST" and door.is_valid():
        try:
            found = look_up_code(door.cleaned_data["number"], door.cleaned_data["code"], request.META["REMOTE_ADDR"])
        except TooManyAttempts:
            door.refuse(TOO_MANY)
            status = 429
        else:
            if found:
                return _referral(request, found)
            door.refuse(NO_SUCH_CODE)
    return render(request, "portal/department_form.html", {"form": door}, status=status)


def _referral(request: HttpRequest, code: ReferralCode) -> HttpResponse:
    referral, case = code.referral, code.referral.opinion
    may_answer = can_do_by_code(case, "reply", referral)
    form = CodeReplyForm(request.POST if "text" in request.POST else None, opinion=case, referral=referral) if may_answer else None
    if form and form.is_bound and form.is_valid():
        try:
            reply(referral, None, form.cleaned_data["seen_version"], form.answer())
        except NotPossible as error:
            form.add_error(None, str(error))
        except SomebodyWasFaster as faster:
            form.add_error(None, "您打开这一页以后，联络站改动过这件交办；请再看一遍，仍要答复就再提交一次。")
            form.renew(faster.opinion.version)
        else:
            form, referral = None, Referral.objects.select_related("department").get(pk=referral.pk)
    answer = referral.replies.filter(returned_at=None).last()
    context = {"referral": referral, "opinion": case, "form": form, "answer": answer, "number": request.POST["number"], "code": request.POST["code"]}
    return render(request, "portal/department.html", context)


@login_not_required
@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """Stations and homes that have announced reception days to come (YH 四(四), LZ 五(二)1)."""
    form = StationForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page = page_of(receiving_stations(words), request.GET.get("page"))
    return render(request, "portal/receptions.html", {"form": form, "page": page, "words": words})


@login_not_required
@require_safe
def receptions(request: HttpRequest, pk: int) -> HttpResponse:
    """When and with whom one may speak there: of the deputies the names alone (三公开)."""
    station = get_object_or_404(receiving_stations(), pk=pk)
    return render(request, "portal/station_receptions.html", {"station": station, "days": coming_days(station)})


@login_not_required
@require_safe
def receptions_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    station = get_object_or_404(receiving_stations(), pk=pk)
    response = HttpResponse(calendar_of(station, coming_days(station)), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receptions-{station.pk}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
