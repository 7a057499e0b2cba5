"""Letter boxes: the list, one box with its openings, adding and changing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.pages import page_of
from constituents.forms.boxes import BoxForm
from constituents.models import BoxOpening, Letter, LetterBox
from constituents.rules.boxes import box_lines, box_rules, can_keep_box, can_list_boxes, can_open_box, groups_seen, keeps_boxes
from constituents.services.boxes import save_box
from constituents.views.choosing import asked_station
from stations.models import Unit
from stations.rules.plain.days import box as rule_words

VIEWS = (("", "在用的"), ("late", "没有按时开的"), ("waiting", "有信待处理的"), ("closed", "停用的"))
OPENINGS = 20


@require_safe
def box_list(request: HttpRequest) -> HttpResponse:
    """Boxes with how each stands today, in the order of the tree."""
    if not can_list_boxes(request.user):
        raise PermissionDenied
    today, state = clock.today(), request.GET.get("state", "")
    boxes = LetterBox.objects.visible_to(request.user).for_list()
    lines = box_lines(boxes.filter(closed_on__lt=today) if state == "closed" else boxes.in_use(today), today)
    if state == "late":
        lines = [line for line in lines if line.standing.late]
    if state == "waiting":
        lines = [line for line in lines if line.box.waiting]
    context = {
        "lines": lines,
        "views": VIEWS,
        "state": state,
        "can_add": keeps_boxes(request.user).exists(),
        "may_list": groups_seen(request.user).exists(),
        "stations": len({line.box.station_id for line in lines}),
    }
    return render(request, "constituents/box_list.html", context)


@require_safe
def box(request: HttpRequest, pk: int) -> HttpResponse:
    """One box: who opens it, by which rule, its openings and letters."""
    row = get_object_or_404(LetterBox.objects.visible_to(request.user).for_list(), pk=pk)
    openings = BoxOpening.objects.filter(box=row).select_related("by").order_by("-on", "-id")
    letters = Letter.objects.filter(opening__box=row)
    context = {
        "line": box_lines([row])[0],
        "box": row,
        "rules": _said(row.station),
        "page": page_of(openings, request.GET.get("page"), OPENINGS, shape=lambda found: found.prefetch_related("letters__deputy")),
        "waiting": letters.waiting().for_list().order_by("opening__on", "pk"),
        "can_open": can_open_box(request.user, row) and row.closed_on is None,
        "can_keep": can_keep_box(request.user, row),
    }
    return render(request, "constituents/box_detail.html", context)


@require_http_methods(["GET", "POST"])
def box_new(request: HttpRequest) -> HttpResponse:
    stations = keeps_boxes(request.user)
    station = asked_station(request, stations)
    if station is None:
        raise PermissionDenied
    return _edit(request, LetterBox(), station, stations)


@require_http_methods(["GET", "POST"])
def box_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(LetterBox.objects.visible_to(request.user).select_related("station"), pk=pk)
    if not can_keep_box(request.user, row):
        raise PermissionDenied
    return _edit(request, row, row.station)


def _edit(request: HttpRequest, row: LetterBox, station: Unit, stations=()) -> HttpResponse:
    rule = box_rules([station])[station.pk]
    form = BoxForm(request.POST or None, instance=row, station=station, rule=rule)
    if request.method == "POST" and form.is_valid():
        saved = save_box(form.box(), request.user)
        messages.success(request, f"「{saved.name}」已保存。")
        return redirect(saved)
    context = {"form": form, "box": row if row.pk else None, "station": station, "stations": stations, "rules": _said(station)}
    return render(request, "constituents/box_form.html", context)


def _said(station: Unit) -> list[tuple[str, str]]:
    """The regulation's words on boxes; what it leaves unset is left out."""
    rule = box_rules([station])[station.pk]
    told = (("设在哪里", rule_words("at", rule["at"])), ("谁来开", rule_words("opener", rule)), ("多久开一次", rule_words("every", rule["every"])))
    return [(label, words) for label, words in told if words]
