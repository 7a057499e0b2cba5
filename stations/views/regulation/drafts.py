"""The draft of a congress's regulation: look it over, change it section by section, publish it or give it up."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from stations.choices import UnitKind
from stations.forms.regulation import ITEM_FORMS, SectionForms, TitleForm
from stations.forms.regulation.items import NEW, ItemPage
from stations.models import Unit
from stations.rules.permissions import can_publish
from stations.rules.plain import changes, plain_words
from stations.rules.plain.essentials import essentials
from stations.rules.plain.origins import origins_for
from stations.rules.plain.sections import SECTIONS
from stations.rules.regulation.layers import entry_at
from stations.services.drafts import ChangedMeanwhile, change, give_up, publish_draft, rename, working
from stations.services.regulations import congresses_below

SAVED = "已存入草稿。现行制度还没有变，改完后请发布。"


def congress_to_publish(request, pk: int) -> Unit:
    congress = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk, kind=UnitKind.CONGRESS)
    if not can_publish(request.user, congress):
        raise PermissionDenied
    return congress


@require_http_methods(["GET", "POST"])
def draft(request, pk):
    """What would be published now, beside what holds; POST gives it another title."""
    congress = congress_to_publish(request, pk)
    now = working(congress)
    form = TitleForm(request.POST or None, initial={"title": now.title})
    if form.is_valid():
        rename(congress, form.cleaned_data["title"], request.user)
        messages.success(request, SAVED)
        return redirect("stations:regulation_draft", pk)
    context = {
        "congress": congress,
        "working": now,
        "form": form,
        "parts": plain_words(now.body, origins_for(now.origins, congress)),
        "changes": changes(now.holding, now.body),
    }
    return render(request, "stations/regulation_draft.html", context)


@require_http_methods(["GET", "POST"])
def section(request, pk, code):
    congress = congress_to_publish(request, pk)
    if code not in SECTIONS:
        raise Http404
    now = working(congress)
    forms = SectionForms(SECTIONS[code], now, origins_for(now.origins, congress), request.POST or None)
    happened: list[str] = []
    if request.method == "POST" and forms.is_valid():
        try:
            change(congress, forms.edits(), request.user)
        except ChangedMeanwhile as error:
            happened = error.happened
            now = working(congress)
            forms = forms.after_conflict(error.stale, now, origins_for(now.origins, congress))
        else:
            messages.success(request, SAVED)
            return redirect("stations:regulation_draft", pk)
    return render(
        request, "stations/regulation_section.html", {"congress": congress, "section": SECTIONS[code], "forms": forms, "happened": happened}
    )


@require_http_methods(["GET", "POST"])
def item(request, pk, code, row):
    """One norm or one checklist; `row` is its code, or «new». A POST with `drop` takes it out, with `restore` back to what is inherited."""
    congress = congress_to_publish(request, pk)
    now = working(congress)
    if code not in ITEM_FORMS or (row != NEW and entry_at(now.body, f"{code}.{row}") is None):
        raise Http404
    page = ItemPage(code, row, now, request.POST if request.method == "POST" else None)
    happened: list[str] = []
    if page.is_valid():
        try:
            change(congress, [page.edit()], request.user)
        except ChangedMeanwhile as error:
            happened = error.happened
            page.look_again(working(congress))
        else:
            messages.success(request, SAVED)
            return redirect("stations:regulation_section", pk, code)
    return render(request, "stations/regulation_item.html", {"congress": congress, "page": page, "happened": happened})


@require_http_methods(["GET", "POST"])
def publish(request, pk):
    """The question before publishing: what changes, for whom; POST publishes what was shown."""
    congress = congress_to_publish(request, pk)
    happened: list[str] = []
    if request.method == "POST":
        try:
            row = publish_draft(congress, request.POST.get("seen", ""), request.user)
        except ChangedMeanwhile as error:
            happened = error.happened
        else:
            messages.success(request, f"制度已发布，编号是第 {row.number} 版。新登记的意见按它办，在办的仍按原来那版。")
            return redirect("stations:regulation_version", row.pk)
    now = working(congress)
    context = {
        "congress": congress,
        "working": now,
        "changes": changes(now.holding, now.body),
        "lines": essentials(now.body, origins_for(now.origins, congress)) if now.is_first else [],
        "below": congresses_below(congress),
        "happened": happened,
    }
    return render(request, "stations/regulation_publish.html", context)


@require_POST
def discard(request, pk):
    congress = congress_to_publish(request, pk)
    if give_up(congress, request.user):
        messages.success(request, "草稿已删除，现行制度没有变。")
    return redirect("stations:regulation")
