"""The five documents as a beginning: choose one, see it in plain words and what it would change, take it into the draft."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from stations.forms.regulation import PresetForm
from stations.rules.plain import changes
from stations.rules.plain.essentials import essentials
from stations.rules.plain.origins import origins_for
from stations.rules.plain.presets import quoted
from stations.rules.presets import is_proposed
from stations.rules.presets import presets as all_presets
from stations.rules.regulation.layers import resolve
from stations.services.drafts import take_preset, with_preset, working
from stations.views.regulation.drafts import congress_to_publish


@require_safe
def presets(request, pk):
    """All of them, those for congresses like this one first."""
    congress = congress_to_publish(request, pk)
    found = sorted(((is_proposed(preset, congress), preset) for preset in all_presets().values()), key=lambda pair: not pair[0])
    return render(request, "stations/regulation_presets.html", {"congress": congress, "presets": found})


@require_http_methods(["GET", "POST"])
def preset(request, pk, code):
    """What a document brings; a POST takes it into the draft, with `publish` on to the question before publishing."""
    congress = congress_to_publish(request, pk)
    if code not in all_presets():
        raise Http404
    chosen = all_presets()[code]
    form = PresetForm(request.POST or None, initial={"alone": ""})
    if request.method == "POST" and form.is_valid():
        take_preset(congress, chosen, form.cleaned_data["alone"], request.user)
        messages.success(request, f"已把「{chosen.document}」的规定存入草稿，还没有发布。")
        return redirect("stations:regulation_publish" if "publish" in request.POST else "stations:regulation_draft", pk)
    now = working(congress)
    own = with_preset(now.own, chosen, alone=False)
    body = resolve(now.base.body, own)
    context = {
        "congress": congress,
        "preset": chosen,
        "parts": quoted(chosen),
        "lines": [
            replace(line, state="这份文件") if line.addresses[0] in chosen.layer else line
            for line in essentials(body, origins_for(now.base.origins | dict.fromkeys(own, congress.pk), congress))
        ],
        "changes": changes(now.holding, body),
        "has_own": bool(now.own),
        "form": form,
    }
    return render(request, "stations/regulation_preset.html", context)
