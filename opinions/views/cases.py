"""The page of one opinion, how its deadline came about, and the person behind it."""

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from constituents.choices import LegalWay
from constituents.rules.visits import can_change_visit
from deputies.models import Deputy
from opinions.choices import ReferralState
from opinions.forms.answers import RevealForm
from opinions.models import Opinion, OpinionEvent, Referral, Reply, SealedStatement
from opinions.querysets import OpinionQuerySet
from opinions.rules.attachments import attachments_of, can_attach
from opinions.rules.cases import (
    OPEN_REFERRAL,
    actions_for,
    can_reveal,
    can_see_person,
    can_see_referral,
    referral_actions_for,
    rules_of,
    sees_all,
)
from opinions.rules.deadlines import left_until, tone_of
from opinions.rules.kin import kin_of
from opinions.rules.pressing import pressed, pressed_with
from opinions.rules.publications import can_write
from opinions.rules.timeline import timeline
from opinions.rules.visits import origin_of
from opinions.services.reveals import reveal_person
from opinions.services.sealing import KIN_INSTEAD
from stations.rules.workdays import explain

SHOWN = ("station", "category", "constituent", "matter", "registered_by")  # three tables more, and planning the query takes longer than the page


def with_parts(found: OpinionQuerySet) -> OpinionQuerySet:
    """Cases with all that their pages show."""
    answers = Reply.objects.filter(returned_at=None)
    referrals = Referral.objects.select_related("department").order_by("-round", "-role", "id")
    parts = (Prefetch("referrals", referrals.prefetch_related(Prefetch("replies", answers))), Prefetch("deputies", Deputy.objects.only("name")))
    return found.select_related(*SHOWN).prefetch_related(*parts)


def shown(request: HttpRequest, pk: int) -> Opinion:
    """The visible case with all that its pages show; else 404."""
    return get_object_or_404(with_parts(Opinion.objects.visible_to(request.user)), pk=pk)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    opinion = shown(request, pk)
    actions = actions_for(request.user, opinion)
    pressings = pressed(opinion) if opinion.referrals.all() else []
    referrals = [_referral_line(request.user, opinion, referral, pressings) for referral in opinion.referrals.all()]
    events = timeline(request.user, opinion)
    context = {
        "opinion": opinion,
        "left": left_until(opinion.due_on, clock.today()) if opinion.is_open else None,
        "tone": tone_of(opinion.state),
        "main": actions[0] if actions else None,
        "others": actions[1:],
        "events": events,
        "returns": sum(event["returned"] for event in events),
        "referrals": [line for line in referrals if line],
        "person": opinion.constituent if can_see_person(request.user, opinion) else None,
        "can_reveal": can_reveal(request.user, opinion),
        "sees_all": sees_all(request.user, opinion),
        "may_note": opinion.matter is not None and can_change_visit(request.user, opinion),
        "origin": origin_of(opinion) if sees_all(request.user, opinion) else None,
        "kin": list(kin_of(opinion)) if sees_all(request.user, opinion) and _was_split(opinion, events) else [],
        "files": list(attachments_of(request.user, opinion)),
        "may_attach": can_attach(request.user, opinion),
        "notes": opinion.notes.count() if sees_all(request.user, opinion) else 0,
        "may_publish": can_write(request.user, opinion),
        "sealed": SealedStatement.objects.visible_to(request.user).filter(opinion=opinion).first()
        if opinion.legal_way == LegalWay.ACCUSATION or opinion.words == KIN_INSTEAD
        else None,
        "voices": list(opinion.voices.order_by("pk")) if sees_all(request.user, opinion) else [],
        "saved_reply_class": rules_of(opinion).reply_class(opinion.reply_class),
    }
    context["mine"] = [line for line in context["referrals"] if line["actions"]]
    return render(request, "opinions/detail.html", context)


def _was_split(opinion: Opinion, events: list[dict]) -> bool:
    return opinion.split_from_id is not None or any(event["action"] == "split" for event in events)


def _referral_line(user, opinion: Opinion, referral: Referral, pressings: list[OpinionEvent]) -> dict | None:
    referral.opinion = opinion
    if not can_see_referral(user, referral):
        return None
    waiting = referral.state in OPEN_REFERRAL
    answers = referral.replies.all()
    return {
        "referral": referral,
        "left": left_until(referral.due_on, clock.today()) if waiting else None,
        "tone": "done" if referral.state == ReferralState.REPLIED else "run" if waiting else "idle",
        "answer": answers[len(answers) - 1] if answers else None,
        "reminded": bool(pressed_with("remind", referral, pressings)),
        "supervised": bool(pressed_with("supervise", referral, pressings)),
        "actions": referral_actions_for(user, referral),
    }


@require_safe
def deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """怎么算的: day by day, with the rule's source."""
    opinion = get_object_or_404(Opinion.objects.visible_to(request.user), pk=pk)
    steps = explain(opinion.due_basis) if opinion.due_basis else []
    counted = 0
    days = []
    for step in steps:
        counted += step.counts
        days.append((step, counted if step.counts else ""))
    return render(request, "opinions/deadline.html", {"opinion": opinion, "basis": opinion.due_basis, "days": days})


@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the reason, then shows the person once and leaves a trail."""
    opinion = get_object_or_404(Opinion.objects.visible_to(request.user).select_related("station", "constituent"), pk=pk)
    if not can_reveal(request.user, opinion):
        raise PermissionDenied
    form = RevealForm(request.POST or None)
    person = None
    if request.method == "POST" and form.is_valid():
        person = reveal_person(opinion, request.user, form.cleaned_data["reason"])
    return render(
        request, "opinions/reveal.html", {"opinion": opinion, "form": form, "person": person, "back_url": reverse("opinions:detail", args=[pk])}
    )
