"""The handbook inside the app."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.handbook import chapters


@require_safe
def handbook(request, slug=""):
    everything = chapters()
    chapter = next((each for each in everything if each.slug == slug), None) if slug else everything[0]
    if chapter is None:
        raise Http404
    return render(request, "desk/help.html", {"chapter": chapter, "chapters": everything})
