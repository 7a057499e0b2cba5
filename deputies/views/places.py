"""Constituencies of a term and groups of a congress: lists, one of them with its people, order, merging, deleting."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from common import clock
from common.pages import page_of
from deputies.forms.places import ConstituencyForm, GroupForm, MergeForm, NamesForm, OrderForm
from deputies.models import Constituency, Group, Mandate, Term
from deputies.rules import files as rules
from deputies.rules.places import Place, by_number, keeps, seats_in
from deputies.rules.seats import state_of
from deputies.services import places
from stations.models import Unit

PER_PAGE = 50


def constituencies(request, pk):
    """The constituencies of one term with their deputies of today, and the box that adds more."""
    term = _term(request, pk)
    form = NamesForm(request.POST or None, model=Constituency)
    if request.method == "POST" and form.is_valid():
        count = places.add_constituencies(term, form.cleaned_data["names"], request.user)
        messages.success(request, f"已添加 {count} 个选区。")
        return redirect("deputies:constituencies", term.pk)
    held = Mandate.objects.held_on(clock.today()).select_related("deputy").order_by("pk")
    found = term.constituencies.prefetch_related(Prefetch("mandates", held, to_attr="seats"), "stations")
    page = page_of(found.order_by("position", "pk"), request.GET.get("page"), PER_PAGE)
    return render(request, "deputies/constituency_list.html", {"term": term, "page": page, "form": form})


def groups(request, pk=None):
    """The groups of one congress with leader, liaison and number of deputies today; without pk, of one's own congress."""
    congress, congresses = _congress(request, pk)
    form = NamesForm(request.POST or None, model=Group)
    if request.method == "POST" and form.is_valid():
        count = places.add_groups(congress, form.cleaned_data["names"], request.user)
        messages.success(request, f"已添加 {count} 个小组。")
        return redirect("deputies:groups_of", congress.pk)
    today = clock.today()
    held = Mandate.objects.filter(term__congress=congress).held_on(today).order_by()
    counts = dict(held.exclude(group=None).values_list("group").annotate(Count("deputy", distinct=True)))
    found = Group.objects.filter(congress=congress).with_leadership(today).order_by("position", "pk")
    lines = [(group, counts.get(group.pk, 0)) for group in found]
    return render(request, "deputies/group_list.html", {"congress": congress, "congresses": congresses, "lines": lines, "form": form})


def constituency(request, pk):
    """One constituency: its name, the stations that it covers, who holds and held its seats."""
    place = _kept(request, Constituency.objects.select_related("term__congress"), pk)
    form = ConstituencyForm(request.POST or None, instance=place)
    if request.method == "POST" and form.is_valid():
        places.change_constituency(form.save(commit=False), form.cleaned_data["stations"], form.changed_data, request.user)
        messages.success(request, f"已保存「{place.name}」。")
        return redirect("deputies:constituencies", place.term_id)
    return _page(request, place, form, reverse("deputies:constituencies", args=[place.term_id]))


def group(request, pk):
    """One group: its name, leader and liaison, and its deputies."""
    place = _kept(request, Group.objects.with_leadership(clock.today()).select_related("congress"), pk)
    form = GroupForm(request.POST or None, instance=place)
    if request.method == "POST" and form.is_valid():
        places.change_group(form.save(commit=False), form.changed_data, request.user)
        messages.success(request, f"已保存「{place.name}」。")
        return redirect("deputies:groups_of", place.congress_id)
    return _page(request, place, form, reverse("deputies:groups_of", args=[place.congress_id]))


def _page(request, place: Place, form, back_url: str):
    today = clock.today()
    seats = [(seat, *state_of(seat, today)) for seat in seats_in(place)]
    now = [line for line in seats if line[2] != "已离任"]
    saved = type(place).objects.get(pk=place.pk).name  # the form may hold another, not yet valid one
    context = {"place": place, "kind": place._meta.model_name, "name": saved, "form": form, "back_url": back_url}
    return render(request, "deputies/place_detail.html", context | {"now": now, "past": [line for line in seats if line not in now]})


def constituency_order(request, pk):
    term = _term(request, pk)
    back = reverse("deputies:constituencies", args=[term.pk])
    return _order(request, list(term.constituencies.select_related("term__congress")), f"选区的顺序 · {term.name}", back)


def group_order(request, pk):
    congress, _ = _congress(request, pk)
    back = reverse("deputies:groups_of", args=[congress.pk])
    return _order(request, list(congress.groups.select_related("congress")), f"代表小组的顺序 · {congress.name}", back)


def _order(request, rows: list[Place], title: str, back: str):
    """Numbers beside the names; or, at one click, the order of the numbers in the names."""
    form = OrderForm(request.POST or None, places=rows)
    by_name = "by_name" in request.POST
    if request.method == "POST" and (by_name or form.is_valid()):
        places.put_in_order(by_number(rows) if by_name else form.ordered(), request.user)
        messages.success(request, "已保存顺序。")
        return redirect(back)
    return render(request, "deputies/place_order.html", {"form": form, "title": title, "back_url": back})


def merge(request, model, pk):
    """Two that are one: choose the one that stays, see what moves, confirm."""
    place = _kept(request, _with_keeper(model), pk)
    form = MergeForm(request.POST or None, place=place)
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        into = form.cleaned_data["into"]
        if "confirmed" not in request.POST:
            return render(request, "deputies/place_merge.html", {"place": place, "into": into, "form": form, "seats": place.mandates.count()})
        try:
            places.merge_places(place, into, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"「{place.name}」已合并到「{into.name}」。")
        return redirect(into)
    return render(request, "deputies/place_merge.html", {"place": place, "form": form})


@require_POST
def delete(request, model, pk):
    place = _kept(request, _with_keeper(model), pk)
    back = (
        reverse("deputies:constituencies", args=[place.term_id]) if model is Constituency else reverse("deputies:groups_of", args=[place.congress_id])
    )
    try:
        places.delete_place(place, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(place)
    messages.success(request, f"已删去「{place.name}」。")
    return redirect(back)


def _with_keeper(model):
    return model.objects.select_related("term__congress" if model is Constituency else "congress")


def _kept(request, queryset, pk) -> Place:
    place = get_object_or_404(queryset.visible_to(request.user), pk=pk)
    if not keeps(request.user, place):
        raise PermissionDenied
    return place


def _term(request, pk) -> Term:
    term = get_object_or_404(Term.objects.visible_to(request.user).select_related("congress"), pk=pk)
    if not rules.congresses_of(request.user).filter(pk=term.congress_id).exists():
        raise PermissionDenied
    return term


def _congress(request, pk) -> tuple[Unit, list[Unit]]:
    """The congress asked for, and all whose groups the user keeps."""
    if pk is not None:
        get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if not rules.can_manage(request.user):
        raise PermissionDenied
    congresses = list(rules.congresses_of(request.user).order_by("path"))
    own = request.post.unit_id if request.post else None
    found = [one for one in congresses if one.pk == (own if pk is None else pk)] or ([] if pk else congresses[:1])
    if not found:
        raise PermissionDenied
    return found[0], congresses
