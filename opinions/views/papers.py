"""The papers of a case: 社情民意登记表, 交办单, 催办单, 督办单, 答复单 (columns in practice)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.crypto import query_code
from opinions import workflow
from opinions.choices import Outcome, ReferralRole, ReferralState
from opinions.filters import picked_ids
from opinions.forms.answers import RevealForm
from opinions.models import Opinion, Referral, ReferralCode
from opinions.rules.cases import OPEN_REFERRAL, can_do, can_reveal, can_see_referral, has_role, rules_of, sees_all
from opinions.rules.papers import for_forms, form_sheet
from opinions.rules.pressing import pressed, pressed_with
from opinions.services.codes import make_code, revoke_code
from opinions.services.reveals import reveal_person
from opinions.views.cases import with_parts
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.workdays import workdays_between

MOST_FORMS = 50


@never_cache
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """社情民意登记表; the person is masked unless a reason was given on the page before."""
    opinion = get_object_or_404(for_forms(with_parts(Opinion.objects.visible_to(request.user))), pk=pk)
    if not sees_all(request.user, opinion):
        raise PermissionDenied
    reason = RevealForm(request.POST or None)
    person = None
    if request.method == "POST" and reason.is_valid():
        if not can_reveal(request.user, opinion):
            raise PermissionDenied
        person = reveal_person(opinion, request.user, reason.cleaned_data["reason"])
    context = {"sheet": form_sheet(opinion, person), "opinion": opinion, "person": person, "back_url": reverse("opinions:detail", args=[pk])}
    return render(request, "opinions/paper_form.html", context)


@never_cache
@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """The 登记表 of each case picked in the list, in its order, on pages of their own; persons stay masked. Another's is silently not there."""
    stations = access_of(request.user).units(*STAFF_AND_OFFICE)
    if not stations:
        raise PermissionDenied
    picked = picked_ids(request.GET)
    if len(picked) > MOST_FORMS:
        messages.error(request, f"一次最多打印 {MOST_FORMS} 件，现在选了 {len(picked)} 件。请少选一些，分几次打印。")
        return redirect("opinions:list")
    found = with_parts(Opinion.objects.visible_to(request.user)).filter(pk__in=picked, station_id__among=stations)
    known = {opinion.pk: opinion for opinion in for_forms(found)}
    if not known:
        messages.error(request, "还没有选中意见，请勾选以后再打印。")
        return redirect("opinions:list")
    sheets = [form_sheet(known[pk]) for pk in picked if pk in known]
    return render(request, "opinions/paper_forms.html", {"sheets": sheets, "back_url": reverse("opinions:list")})


@require_safe
def referral_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """交办单 of one round: the lead department, the assisting ones, the deadline and its source."""
    referral = _referral(request, pk)
    code = ReferralCode.objects.filter(referral=referral).first() if sees_all(request.user, referral.opinion) else None
    address = request.build_absolute_uri(reverse("portal:department"))
    context = {
        "code": query_code(code.uuid, code.issue) if code and code.is_good else "",
        "code_until": code and code.expires_on,
        "address": address,
        "may_code": can_do(request.user, referral.opinion, "remind") and referral.state in OPEN_REFERRAL,
        "referral": referral,
        "opinion": referral.opinion,
        **_together(referral),
        "back_url": reverse("opinions:detail", args=[referral.opinion_id]),
    }
    return render(request, "opinions/paper_referral.html", context)


@require_safe
def pressing_slip(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """催办单 or 督办单: the last time this department was urged or supervised; 404 when it never was."""
    referral = _referral(request, pk)
    events = pressed_with(action, referral, pressed(referral.opinion))
    if not events:
        raise Http404
    day = events[-1].at.astimezone(clock.SHANGHAI).date()
    context = {
        "name": workflow.ACTIONS[action].label,
        "event": events[-1],
        "times": len(events),
        "late": max(workdays_between(referral.due_on, day), 0),
        "referral": referral,
        "opinion": referral.opinion,
        **_together(referral),
        "back_url": reverse("opinions:detail", args=[referral.opinion_id]),
    }
    return render(request, "opinions/paper_pressing.html", context)


def _together(referral: Referral) -> dict:
    """Names of the departments of its round; of those whose part went to another only itself."""
    round_ = Referral.objects.filter(opinion=referral.opinion, round=referral.round).select_related("department").order_by("id")
    shown = [each for each in round_ if each.state != ReferralState.REASSIGNED or each == referral]
    names = {role: [each.department.name for each in shown if each.role == role] for role in ReferralRole}
    return {"leads": names[ReferralRole.LEAD], "assisting": names[ReferralRole.ASSIST]}


@require_safe
def answer_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """答复单 of one department: filled in when it has answered, else to be filled in by hand."""
    referral = _referral(request, pk)
    answer = referral.replies.filter(returned_at=None).select_related("by").last()
    context = {
        "referral": referral,
        "opinion": referral.opinion,
        "answer": answer,
        "classes": rules_of(referral.opinion).reply_classes,
        "outcomes": Outcome.choices,
        "back_url": reverse("opinions:detail", args=[referral.opinion_id]),
    }
    return render(request, "opinions/paper_answer.html", context)


@require_POST
def referral_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the referral a code for a department without an account, or take it back."""
    referral = _referral(request, pk)
    if not has_role(request.user, referral.opinion, "remind"):
        raise PermissionDenied
    if "revoke" in request.POST:
        revoke_code(referral, request.user)
        messages.success(request, "办理码已收回，印过的不再有用。")
    elif referral.state in OPEN_REFERRAL:
        make_code(referral, request.user)
        messages.success(request, "办理码已印在交办单上；再给一次，旧的就没有用了。")
    return redirect("opinions:referral_slip", pk)


def _referral(request: HttpRequest, pk: int) -> Referral:
    """Also an assisting department's, for the one that leads its round; any other is not there."""
    found = Referral.objects.filter(opinion__in=Opinion.objects.visible_to(request.user))
    referral = get_object_or_404(found.select_related("department", "sent_by", "opinion__station", "opinion__regulation"), pk=pk)
    if not can_see_referral(request.user, referral):
        raise Http404
    return referral
