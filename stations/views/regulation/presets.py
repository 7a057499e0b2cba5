"""The five documents as a beginning: choose one, see it in plain words and what it would change, take it into the draft."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from stations.forms.regulation import PresetForm
from stations.rules.plain import changes
from stations.rules.plain.presets import quoted
from stations.rules.presets import presets as all_presets
from stations.rules.regulation.layers import resolve
from stations.services.drafts import take_preset, with_preset, working
from stations.views.regulation.drafts import congress_to_publish


@require_safe
def presets(request, pk):
    return render(request, "stations/regulation_presets.html", {"congress": congress_to_publish(request, pk), "presets": all_presets().values()})


@require_http_methods(["GET", "POST"])
def preset(request, pk, code):
    congress = congress_to_publish(request, pk)
    if code not in all_presets():
        raise Http404
    chosen = all_presets()[code]
    form = PresetForm(request.POST or None, initial={"alone": ""})
    if request.method == "POST" and form.is_valid():
        take_preset(congress, chosen, form.cleaned_data["alone"], request.user)
        messages.success(request, f"已把「{chosen.document}」的规定存入草稿。请逐项看一遍，改好后发布。")
        return redirect("stations:regulation_draft", pk)
    now = working(congress)
    context = {
        "congress": congress,
        "preset": chosen,
        "parts": quoted(chosen),
        "changes": changes(now.holding, resolve(now.base.body, with_preset(now.own, chosen, alone=False))),
        "has_own": bool(now.own),
        "form": form,
    }
    return render(request, "stations/regulation_preset.html", context)
