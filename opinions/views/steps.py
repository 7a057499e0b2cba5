"""The steps of a case: each has its page; showing it asks nothing, sending it does it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from opinions import workflow
from opinions.forms.answers import FeedbackForm, ReplyForm
from opinions.forms.limits import DeclineForm, ExtensionForm, GrantForm, ReassignForm
from opinions.forms.promises import PromiseForm
from opinions.forms.settling import SettleForm
from opinions.forms.splitting import SplitForm
from opinions.forms.steps import (
    AcceptForm,
    ApproveForm,
    CorrectionForm,
    HandingForm,
    HandUpForm,
    MergeForm,
    NoteForm,
    ReasonForm,
    RemindForm,
    ScreeningForm,
    StepForm,
    SuperviseForm,
)
from opinions.models import Opinion, Referral
from opinions.rules.cases import can_do, has_role
from opinions.rules.timeline import timeline
from opinions.services import cases
from opinions.services.cases import NotPossible, SomebodyWasFaster
from opinions.services.suggestions import likely_department, likely_field


@dataclass(frozen=True)
class Page:
    """One step's form, what it calls, and one sentence of what will happen."""

    form: type[StepForm]
    do: Callable
    lead: str
    tone: str = "btn-primary"


def _seen(form: StepForm) -> int:
    return form.cleaned_data["seen_version"]


def _noted(verb: Callable) -> Callable:
    return lambda case, actor, form: verb(case, actor, _seen(form), form.cleaned_data["note"])


PAGES = {
    "screen": Page(
        ScreeningForm, lambda case, actor, form: cases.screen(case, actor, _seen(form), form.screening()), "核对内容，选好领域，交给下一步。"
    ),
    "split": Page(
        SplitForm,
        lambda case, actor, form: cases.split(case, actor, _seen(form), form.splitting()),
        "一件意见里说了几件事的，拆开各办各的：每件有自己的编号和摘要，原话、反映人、代表都一样。",
    ),
    "audit": Page(NoteForm, _noted(cases.audit), "通过以后转给站长审批。"),
    "approve": Page(
        ApproveForm,
        lambda case, actor, form: cases.approve(case, actor, _seen(form), form.cleaned_data["note"], form.handing()),
        "批准这件意见，同时交给承办单位办理；单位还没有定的，可以只批准。",
    ),
    "refer": Page(HandingForm, lambda case, actor, form: cases.refer(case, actor, _seen(form), form.handing()), "交给一个主办单位，可以加协办单位。"),
    "hand_up": Page(
        HandUpForm, _noted(cases.hand_up), "本级办不了的，报上一级人大：由它交给它的承办单位、直接答复或退回。编号和经过不变，本站照样跟着看。"
    ),
    "answer": Page(
        ReplyForm,
        lambda case, actor, form: cases.answer_above(case, actor, _seen(form), form.answer()),
        "不用交给承办单位的，直接答复联络站，由站里告诉群众。",
    ),
    "send_down": Page(ReasonForm, _noted(cases.send_down), "退回报上来的一级，请写明为什么应由下级办。"),
    "send_back": Page(ReasonForm, _noted(cases.send_back), "退回上一步，请写明要改什么。"),
    "withdraw": Page(ReasonForm, _noted(cases.withdraw), "收回还没有答复的交办，另行交办。"),
    "feedback": Page(
        FeedbackForm,
        lambda case, actor, form: cases.give_feedback(case, actor, _seen(form), form.telling()),
        "告诉反映人结果，记下他的评价；保存后办结。",
    ),
    "remind": Page(RemindForm, lambda case, actor, form: cases.remind(case, actor, form.cleaned_data["note"]), "给还没有答复的承办单位发一条消息。"),
    "supervise": Page(
        SuperviseForm, lambda case, actor, form: cases.supervise(case, actor, form.cleaned_data["note"]), "列入督办：承办单位和它的上级都会收到消息。"
    ),
    "settle": Page(
        SettleForm, lambda case, actor, form: cases.settle(case, actor, _seen(form), form.settling()), "不交给承办单位：写明怎么处理，再告诉群众。"
    ),
    "merge": Page(
        MergeForm,
        lambda case, actor, form: cases.merge(case, actor, _seen(form), form.chosen, form.cleaned_data["note"]),
        "几个人反映同一件事，合成一件办。编号、反映人、履职记录都各自保留，办完以后每个人都要告诉到。",
    ),
    "unmerge": Page(ReasonForm, _noted(cases.unmerge), "回到并案以前的环节，单独办理。"),
    "correct": Page(
        CorrectionForm,
        lambda case, actor, form: cases.correct_opinion(case, actor, _seen(form), form.correction()),
        "改正登记时的差错，改前的内容留在经过里。",
    ),
    "void": Page(ReasonForm, _noted(cases.void_opinion), "作废后不再办理，也不计数；编号保留。", "btn-danger"),
    "accept": Page(AcceptForm, lambda case, actor, form: cases.accept(case, actor, _seen(form)), "受理后请在期限内答复。"),
    "decline": Page(
        DeclineForm,
        lambda case, actor, form: cases.decline(case, actor, _seen(form), form.cleaned_data["note"], form.cleaned_data["proposed"]),
        "退回联络站，由站里决定改交给谁。",
    ),
    "extend": Page(
        ExtensionForm,
        lambda case, actor, form: cases.ask_extension(case, actor, _seen(form), form.cleaned_data["days"], form.cleaned_data["note"]),
        "由站长或人大办决定；决定以前，原来的期限不变。",
    ),
    "grant": Page(
        GrantForm,
        lambda case, actor, form: cases.decide_extension(case, actor, _seen(form), form.granted, form.cleaned_data["note"]),
        "从原来的期限往后延。",
    ),
    "promise": Page(
        PromiseForm,
        lambda case, actor, form: cases.check_promise(case, actor, _seen(form), form.check()),
        "到了承诺的日期，问一问承办单位，再记下来。",
    ),
    "pause": Page(ReasonForm, _noted(cases.pause), "要反映人补充材料或说明才能办的，等的日子不计入期限。"),
    "resume": Page(NoteForm, _noted(cases.resume), "已经补充，接着计时；等的工作日加到期限上。"),
    "reply": Page(ReplyForm, lambda case, actor, form: cases.reply(case, actor, _seen(form), form.answer()), "答复会转告反映的群众。"),
    "reassign": Page(
        ReassignForm,
        lambda case, actor, form: cases.reassign(case, actor, _seen(form), form.reassignment()),
        "这一份交办改由别的单位办，期限从今天重新算；原来的单位会收到消息，其他单位不受影响。",
    ),
    "return_reply": Page(ReasonForm, _noted(cases.return_reply), "答复太空或不对题时退回，请写明要补什么。"),
}


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """A step of the case itself."""
    opinion = get_object_or_404(Opinion.objects.visible_to(request.user).select_related("station", "category"), pk=pk)
    return _step(request, action, opinion, None)


@require_http_methods(["GET", "POST"])
def referral_step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """A step of one referral."""
    found = Referral.objects.visible_to(request.user).select_related("department", "opinion__station", "opinion__category")
    referral = get_object_or_404(found, pk=pk)
    return _step(request, action, referral.opinion, referral)


def _step(request: HttpRequest, action: str, opinion: Opinion, referral: Referral | None) -> HttpResponse:
    if not has_role(request.user, opinion, action, referral):
        raise PermissionDenied
    form = PAGES[action].form(request.POST or None, opinion=opinion, referral=referral)
    if request.method == "GET" and not can_do(request.user, opinion, action, referral):
        messages.error(request, f"这件意见现在是「{opinion.get_state_display()}」，不能{workflow.ACTIONS[action].label}。")
        return redirect(opinion)
    if request.method == "POST" and form.is_valid():
        try:
            done = PAGES[action].do(referral or opinion, request.user, form)
        except SomebodyWasFaster as faster:
            return _slower(request, action, form, faster)
        except NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"{workflow.ACTIONS[action].done}：{done.number}，现在「{done.get_state_display()}」。")
            return redirect(done)
    context = _context(action, opinion, referral, form) | {"events": timeline(request.user, opinion)}
    return render(request, "opinions/step.html", context | ({"hints": _hints(opinion)} if action == "screen" else {}))


def _hints(opinion: Opinion) -> list[tuple]:
    """(id of the form's select, its label, what is suggested for it)."""
    field = likely_field(opinion)
    chosen = opinion.category.full_name.split(" / ")[0] if opinion.category else field and field.name
    found = [("id_category", "领域", field), ("id_proposed_department", "拟交办单位", likely_department(opinion, chosen) if chosen else None)]
    return [each for each in found if each[2]]


def _slower(request: HttpRequest, action: str, form: StepForm, faster: SomebodyWasFaster) -> HttpResponse:
    """Whoever was slower sees what happened meanwhile and loses no text; sending again then is a decision of its own."""
    referral = Referral.objects.select_related("department").get(pk=form.referral.pk) if form.referral else None
    form.renew(faster.opinion.version)
    known = {event.pk for event in faster.events}
    lines = [line for line in timeline(request.user, faster.opinion) if line["pk"] in known]
    possible = can_do(request.user, faster.opinion, action, referral)
    more = {"faster": True, "events": lines, "possible": possible}
    return render(request, "opinions/step.html", _context(action, faster.opinion, referral, form) | more, status=409)


def _context(action: str, opinion: Opinion, referral: Referral | None, form: StepForm) -> dict:
    return {"action": workflow.ACTIONS[action], "page": PAGES[action], "opinion": opinion, "referral": referral, "form": form, "possible": True}
