"""The public's pages: no login."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from common.crypto import query_code
from common.icalendar import CONTENT_TYPE, etag_of
from common.pages import page_of
from common.text import clean_text
from constituents.choices import AppointmentState
from constituents.resources.calendars import calendar_for
from constituents.rules.appointments import offered_days, slots_of
from constituents.services.appointments import cancel
from opinions.models import Referral, ReferralCode
from opinions.rules.cases import can_do_by_code
from opinions.services.cases import NotPossible, SomebodyWasFaster, reply
from portal.forms import AppointmentForm, CodeReplyForm, DaysForm, DepartmentForm, PublicBookingForm, QueryForm, StationForm
from portal.resources import calendar_of
from portal.rules import coming_days, coming_lines, progress_of, receiving_stations
from portal.services import TooManyAttempts, book_online, look_up, look_up_appointment, look_up_code, look_up_feed

NOT_FOUND = "编号或查询码不对。请对照回执再填一次；字母 O、I、L 和数字 0、1 都不会出现在查询码里。"
NO_SUCH_CODE = "编号或办理码不对，或者已经过期、收回。请对照交办单再填一次，或者打电话问联络站。"
NO_APPOINTMENT = "编号或查询码不对。请对照预约时给您的编号和查询码再填一次，或者打电话问联络站。"
TOO_MANY_BOOKINGS = "这一小时从这里约的次数太多，请过一小时再约，或者打电话给联络站。"
CANCELLED_BY_SELF = "本人网上取消"
TOO_OFTEN = "这一小时取得太多次了，请一小时以后再取。"
FEED_GONE = "这个日历地址不对，或者已经停用。请代表登录以后，在「我的接待日」里重新生成。"
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
    """Stations that have announced reception days to come (YH 四(四), LZ 五(二)1)."""
    form = StationForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page = page_of(receiving_stations(words), request.GET.get("page"))
    return render(request, "portal/receptions.html", {"form": form, "page": page, "words": words})


@login_not_required
@require_safe
def receptions(request: HttpRequest, pk: int) -> HttpResponse:
    """When and with whom one may speak there: of the deputies the names alone (三公开)."""
    station = get_object_or_404(receiving_stations(), pk=pk)
    offered = set(offered_days().filter(station=station).values_list("pk", flat=True))
    return render(request, "portal/station_receptions.html", {"station": station, "lines": coming_lines(station), "offered": offered})


@login_not_required
@require_safe
def receptions_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    station = get_object_or_404(receiving_stations(), pk=pk)
    response = HttpResponse(calendar_of(station, coming_days(station)), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="receptions-{station.pk}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_not_required
@require_safe
@sensitive_variables("token")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A deputy's own days, for the calendar of the phone that subscribed: the token is the key, there is no login."""
    try:
        found = look_up_feed(token, request.META["REMOTE_ADDR"])
    except TooManyAttempts:
        return HttpResponse(TOO_OFTEN, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "3600"})
    if found is None:
        return HttpResponse(FEED_GONE, status=404, content_type="text/plain; charset=utf-8")
    file = calendar_for(found.user.deputy)
    response = HttpResponse(file, content_type=CONTENT_TYPE, headers={"Content-Disposition": 'inline; filename="liaison.ics"', "ETag": etag_of(file)})
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=response["ETag"], response=response)


@login_not_required
@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """Coming reception days that may be booked (B4), soonest first."""
    form = DaysForm(request.GET)
    words = clean_text(form.cleaned_data["q"]) if form.is_valid() else ""
    found = offered_days()
    if words:
        found = found.filter(Q(station__name__icontains=words) | Q(station__area__icontains=words))
    page = page_of(found.order_by("date", "station__path", "pk"), request.GET.get("page"))
    free = {pk: sum(slot.free for slot in slots) for pk, slots in slots_of(page.rows).items()}
    context = {"form": form, "page": page, "lines": [(day, free[day.pk]) for day in page.rows], "words": words}
    return render(request, "portal/days.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Book a slot of the day ?day=; answers with number and code, which stand on this page alone."""
    asked = request.GET.get("day", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return redirect("portal:days")
    day, status = get_object_or_404(offered_days(), pk=asked), 200
    form = PublicBookingForm(request.POST or None, day=day, slots=slots_of([day])[day.pk])
    if request.method == "POST" and form.is_valid():
        try:
            row = book_online(form.booking(), request.META["REMOTE_ADDR"])
        except TooManyAttempts:
            form.add_error(None, TOO_MANY_BOOKINGS)
            status = 429
        except ValidationError as error:
            form.add_error("slot", error)
        else:
            return render(request, "portal/booked.html", {"appointment": row, "day": day, "code": query_code(row.uuid, row.code_issue)})
    return render(request, "portal/book.html", {"form": form, "day": day}, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def appointment(request: HttpRequest) -> HttpResponse:
    """Number and code show one's appointment; with them it is cancelled, too."""
    form, status = AppointmentForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            row = look_up_appointment(form.cleaned_data["number"], form.cleaned_data["code"], request.META["REMOTE_ADDR"])
        except TooManyAttempts:
            form.refuse(TOO_MANY)
            status = 429
        else:
            if row:
                return _appointment(request, row)
            form.refuse(NO_APPOINTMENT)
    return render(request, "portal/appointment_form.html", {"form": form}, status=status)


def _appointment(request: HttpRequest, row) -> HttpResponse:
    fault = ""
    if request.POST.get("do") == "cancel":
        try:
            row = cancel(row, CANCELLED_BY_SELF, None)
        except ValidationError as error:
            fault = error.messages[0]
    stands = row.state == AppointmentState.BOOKED
    context = {"appointment": row, "fault": fault, "may_cancel": stands, "is_off": stands and bool(row.day.drop_reason)}
    context |= {"is_outside": stands and row.is_outside, "phone": row.day.station.phone}
    return render(request, "portal/appointment.html", context | {"number": request.POST["number"], "code": request.POST["code"]})
