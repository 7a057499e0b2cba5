"""What deputies did elsewhere: entered, confirmed or not; and objections to records."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.pages import page_of
from deputies.choices import EntryState
from deputies.forms.entries import DutyEntryForm, QuickEntryForm, WordsForm
from deputies.models import Deputy, DutyEntry, DutyObjection, DutyRecord
from deputies.rules import entries as rules
from deputies.rules.files import can_manage
from deputies.rules.kinds import entered_kinds, kinds_of_deputy, named
from deputies.rules.seats import deputy_id_of
from deputies.services import entries as verbs
from deputies.services.objections import answer_objection, object_to

LEADS = {
    EntryState.WAITING: "补录的履职，人大办确认以后计入履职记录。",
    EntryState.CONFIRMED: "补录的履职，已经计入履职记录。",
    EntryState.REFUSED: "补录的履职，人大办没有确认，没有计入。",
    EntryState.WITHDRAWN: "补录的履职，已经撤回，没有计入。",
}
REASON = {"label": "为什么不确认", "missing": "请写明原因，补录的人会看到。"}
OBJECTION = {"label": "哪里不对", "missing": "请写明哪里不对。", "most": 500}
ANSWER = {"label": "答复", "missing": "请写明核对的结果。", "most": 500}


@require_http_methods(["GET", "POST"])
def entry_new(request: HttpRequest, pk: int) -> HttpResponse:
    """补录: on the deputy's own phone, or by the station or the office."""
    deputy = get_object_or_404(Deputy.objects.visible_to(request.user), pk=pk)
    if not rules.can_enter(request.user, deputy):
        raise PermissionDenied
    kinds = entered_kinds(request.user, deputy)
    form = DutyEntryForm(request.POST or None, deputy=deputy, kinds=kinds, entry=_again(request, deputy))
    if request.method == "POST" and form.is_valid():
        entry = verbs.enter_duty(form.draft(), request.user, form.cleaned_data["request_key"])
        confirmed = entry.state == EntryState.CONFIRMED
        messages.success(request, "已记入履职记录。" if confirmed else "已补录，人大办确认以后计入履职记录。")
        return redirect("deputies:entry", entry.pk)
    return render(
        request, "deputies/entry_form.html", {"form": form, "deputy": deputy, "back_url": _file_of(request, deputy), "has_kinds": bool(kinds)}
    )


@require_http_methods(["GET", "POST"])
def entry_quick(request: HttpRequest) -> HttpResponse:
    """记一条: the deputy's own, in three taps. What was typed stays in the phone until it is saved."""
    if not deputy_id_of(request.user):
        raise PermissionDenied
    deputy = request.user.deputy
    kinds = entered_kinds(request.user, deputy)
    form = QuickEntryForm(request.POST or None, deputy=deputy, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        entry = verbs.enter_own(form.draft(), request.user, form.cleaned_data["request_key"])
        if entry.request_key != form.cleaned_data["request_key"]:
            messages.info(request, "这一条刚才已经记下，没有再记一次。")
        else:
            confirmed = entry.state == EntryState.CONFIRMED
            messages.success(request, "已记入履职记录。" if confirmed else "已记下，人大办确认以后计入履职记录。")
        return redirect(f"{found_url(entry)}?saved=1")
    return render(request, "deputies/entry_quick.html", {"form": form, "back_url": reverse("deputies:duty"), "has_kinds": bool(kinds)})


@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry, and what may be done with it."""
    found = _entry(request, pk)
    named([found])
    decides = rules.can_decide(request.user, found.deputy)
    is_open = found.state in (EntryState.WAITING, EntryState.CONFIRMED)
    context = {
        "entry": found,
        "lead": LEADS[EntryState(found.state)],
        "back_url": _file_of(request, found.deputy),
        "own": found.deputy.user_id == request.user.pk,
        "saved": "saved" in request.GET,
        "may_confirm": decides and found.state == EntryState.WAITING,
        "may_refuse": decides and is_open,
        "may_withdraw": rules.can_withdraw(request.user, found),
        "may_repeat": found.state == EntryState.REFUSED and rules.can_enter(request.user, found.deputy),
        "may_correct": is_open and (decides or rules.can_withdraw(request.user, found)),
        "refuse_form": WordsForm(**REASON),
    }
    return render(request, "deputies/entry_detail.html", context)


@require_http_methods(["GET", "POST"])
def entry_correct(request: HttpRequest, pk: int) -> HttpResponse:
    found = _entry(request, pk)
    if not rules.can_decide(request.user, found.deputy) and not rules.can_withdraw(request.user, found):
        raise PermissionDenied
    kinds = entered_kinds(request.user, found.deputy)
    if all(kind.code != found.kind for kind in kinds):  # as it was entered, though it may no more be chosen
        kinds = [*kinds, kinds_of_deputy(found.deputy)[found.kind]]
    form = DutyEntryForm(request.POST or None, deputy=found.deputy, kinds=kinds, entry=found)
    if request.method == "POST" and form.is_valid():
        found.version = form.cleaned_data["version"]
        return _done(request, found, "已更正。", lambda: verbs.correct_entry(found, form.draft(), request.user))
    return render(
        request, "deputies/entry_form.html", {"form": form, "deputy": found.deputy, "entry": found, "back_url": found_url(found), "has_kinds": True}
    )


@require_POST
def entry_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = _as_seen(request, pk)
    count = verbs.confirm_duties([found], request.user)
    passed = "这一条刚才有人改过，或者已经有人办过，没有确认。请看过现在的内容再办。"
    messages.success(request, "已确认，计入履职记录。") if count else messages.warning(request, passed)
    return redirect(found_url(found))


@require_POST
def entry_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = _as_seen(request, pk)
    form = WordsForm(request.POST, **REASON)
    if not form.is_valid():
        named([found])
        context = {
            "entry": found,
            "lead": LEADS[EntryState(found.state)],
            "back_url": _file_of(request, found.deputy),
            "may_refuse": True,
            "refuse_form": form,
        }
        return render(request, "deputies/entry_detail.html", context)
    words = form.cleaned_data["words"]
    return _done(request, found, "已记下不确认的原因，不计入履职记录。", lambda: verbs.refuse_duty(found, request.user, words))


@require_POST
def entry_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _entry(request, pk)
    if request.user.pk not in {found.entered_by_id, found.deputy.user_id}:
        raise PermissionDenied
    return _done(request, found, "已撤回。", lambda: verbs.withdraw_entry(found, request.user))


@require_http_methods(["GET", "POST"])
def entry_list(request: HttpRequest) -> HttpResponse:
    """The office: what waits to be confirmed, many at once; and what was decided."""
    if not can_manage(request.user):
        raise PermissionDenied
    kept = DutyEntry.objects.kept_by(request.user)
    if request.method == "POST":
        _confirm_picked(request, kept)
        return redirect("deputies:entries")
    state = request.GET.get("state") if request.GET.get("state") in EntryState.values else EntryState.WAITING
    rows = kept.filter(state=state).select_related("deputy", "entered_by", "decided_by")
    page = page_of(rows, request.GET.get("page"))
    named(page.rows)
    context = {"page": page, "state": state, "states": EntryState.choices, "waiting": EntryState.WAITING}
    return render(request, "deputies/entry_list.html", context)


@require_http_methods(["GET", "POST"])
def objection_new(request: HttpRequest, pk: int) -> HttpResponse:
    """异议 to one record, by the deputy or on the deputy's behalf."""
    record = get_object_or_404(DutyRecord.objects.visible_to(request.user).select_related("deputy"), pk=pk)
    if not rules.can_enter(request.user, record.deputy):
        raise PermissionDenied
    form = WordsForm(request.POST or None, **OBJECTION)
    back = _file_of(request, record.deputy)
    if request.method == "POST" and form.is_valid():
        object_to(record, form.cleaned_data["words"], request.user, form.cleaned_data["request_key"])
        messages.success(request, "异议已交给人大办，答复以后会在这里看到。")
        return redirect(back)
    named([record])
    earlier = record.objections.select_related("made_by", "answered_by")
    return render(request, "deputies/objection_form.html", {"form": form, "record": record, "earlier": earlier, "back_url": back})


@require_GET
def objection_list(request: HttpRequest) -> HttpResponse:
    """The office: objections, those without an answer first."""
    if not can_manage(request.user):
        raise PermissionDenied
    rows = DutyObjection.objects.kept_by(request.user).select_related("deputy", "record", "made_by", "answered_by")
    if not request.GET.get("all"):
        rows = rows.waiting()
    return render(request, "deputies/objection_list.html", {"page": page_of(rows, request.GET.get("page")), "all": request.GET.get("all")})


@require_http_methods(["GET", "POST"])
def objection_answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = DutyObjection.objects.visible_to(request.user).select_related("deputy", "record", "made_by")
    objection = get_object_or_404(found, pk=pk)
    if not rules.can_decide(request.user, objection.deputy):
        raise PermissionDenied
    form = WordsForm(request.POST or None, **ANSWER)
    if request.method == "POST" and form.is_valid():
        done = answer_objection(objection, form.cleaned_data["words"], request.user)
        messages.success(request, "已答复。") if done else messages.warning(request, "这条异议已经有人答复过，您写的没有保存。")
        return redirect("deputies:objections")
    return render(request, "deputies/objection_form.html", {"form": form, "objection": objection, "back_url": reverse("deputies:objections")})


def _confirm_picked(request: HttpRequest, kept: QuerySet[DutyEntry]) -> None:
    """Each picked value is an entry and the version that was read, as 「7-1」."""
    picked = [value.partition("-") for value in request.POST.getlist("picked")[:200]]
    seen = {_number(pk): _number(version) for pk, _, version in picked}
    entries = list(kept.filter(pk__in=seen))
    for entry in entries:
        entry.version = seen[entry.pk]
    count = verbs.confirm_duties(entries, request.user)
    if count:
        messages.success(request, f"已确认 {count} 条，计入履职记录。")
    if count < len(entries):
        messages.warning(request, f"有 {len(entries) - count} 条没有确认：勾选以后有人改过，或者已经有人办过。请看过现在的内容再办。")
    if not entries:
        messages.error(request, "还没有勾选等着确认的补录。")


def found_url(entry: DutyEntry) -> str:
    return reverse("deputies:entry", args=[entry.pk])


def _entry(request: HttpRequest, pk: int) -> DutyEntry:
    rows = DutyEntry.objects.visible_to(request.user).select_related("deputy", "entered_by", "decided_by")
    return get_object_or_404(rows, pk=pk)


def _again(request: HttpRequest, deputy: Deputy) -> DutyEntry | None:
    """The refused entry that is mended and sent once more."""
    asked = request.GET.get("again", "")
    return deputy.duty_entries.filter(pk=asked, state=EntryState.REFUSED).first() if asked.isascii() and asked.isdigit() else None


def _as_seen(request: HttpRequest, pk: int) -> DutyEntry:
    """The entry for the office to decide on, with the version that was read."""
    found = _entry(request, pk)
    if not rules.can_decide(request.user, found.deputy):
        raise PermissionDenied
    found.version = _number(request.POST.get("version", ""))
    return found


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _done(request: HttpRequest, entry: DutyEntry, words: str, act) -> HttpResponse:
    try:
        act()
    except (verbs.DecidedAlready, verbs.ChangedMeanwhile) as faster:
        messages.warning(request, str(faster))
    else:
        messages.success(request, words)
    return redirect(found_url(entry))


def _file_of(request: HttpRequest, deputy: Deputy) -> str:
    """The own page on the phone, or the file."""
    return reverse("deputies:duty") if deputy.user_id == request.user.pk else deputy.get_absolute_url()
