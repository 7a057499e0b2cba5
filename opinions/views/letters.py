"""开箱登记, the page of a letter, what becomes of it, its scans."""

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from constituents.models import Letter, LetterBox, LetterScan
from constituents.rules.boxes import box_lines, can_handle_letter, can_open_box
from constituents.services.boxes import add_scan, remove_scan, scan_contents
from opinions.forms.letters import LetterHandleForm, OpeningForm, ScanForm, letter_forms, with_rows
from opinions.models import Category, SealedStatement
from opinions.rules.letters import letter_line
from opinions.rules.organs import organs_for
from opinions.services.letters import handle_letter, open_box
from stations.models import Unit


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def box_open(request: HttpRequest, pk: int) -> HttpResponse:
    """An opening with all its letters on one page; what was typed stays when something is wrong."""
    box = get_object_or_404(LetterBox.objects.visible_to(request.user).for_list(), pk=pk)
    if not can_open_box(request.user, box) or box.closed_on:
        raise PermissionDenied
    form = OpeningForm(request.POST or None, box=box, opener=_name_in(box_lines([box])[0].opener) or str(request.user))
    letters = letter_forms(box, request.POST or None, request.FILES or None)
    if request.method == "POST" and all([form.is_valid(), letters.is_valid()]) and form.has_all(letters.letters()):
        try:
            opening = open_box(form.facts(), letters.letters(), request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            many = f"{opening.count} 封信" if opening.count else "没有信"
            messages.success(request, f"已登记：{opening.on.month}月{opening.on.day}日开箱，{many}。")
            return redirect(box)
    elif request.method == "POST":
        letters = letter_forms(box, with_rows(request.POST, form.data.get("count", ""), box), request.FILES)
    context = {"box": box, "form": form, "letters": letters} | _lists(box.station)
    return render(request, "opinions/box_open.html", context)


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    row = _letter(request, pk)
    sealed = SealedStatement.objects.visible_to(request.user).filter(matter__visit=row.visit_id) if row.visit_id else ()
    context = {
        "line": letter_line(row),
        "letter": row,
        "box": row.opening.box,
        "sealed": next(iter(sealed), None),
        "scans": row.scans.select_related("by"),
        "scan_form": ScanForm(),
        "may_handle": can_handle_letter(request.user, row),
        "matter": next(iter(row.visit.matters.all())) if row.visit_id else None,
        "sees_box": LetterBox.objects.visible_to(request.user).filter(pk=row.opening.box_id).exists(),
    }
    return render(request, "opinions/letter_detail.html", context)


@require_http_methods(["GET", "POST"])
def letter_handle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what becomes of a letter that waits."""
    row = _letter_to_handle(request, pk)
    form = LetterHandleForm(request.POST or None, letter=row)
    if request.method == "POST" and form.is_valid():
        try:
            handle_letter(row, form.handled(), request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已登记这封信的处理。")
            return redirect(row)
    context = {"letter": row, "form": form} | _lists(row.opening.box.station)
    return render(request, "opinions/letter_handle.html", context)


@require_POST
def letter_scan(request: HttpRequest, pk: int) -> HttpResponse:
    row = _letter_to_handle(request, pk)
    form = ScanForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            add_scan(row, form.cleaned_data["file"], request.user, form.cleaned_data["request_key"])
            messages.success(request, "已加上扫描件。")
        else:
            messages.error(request, next(iter(form.errors.values()))[0])
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(row)


@never_cache
@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, to be saved; the browser takes it for nothing else."""
    row = get_object_or_404(LetterScan.objects.visible_to(request.user), pk=pk)
    try:
        answer = HttpResponse(scan_contents(row), content_type="application/octet-stream")
    except FileNotFoundError as error:
        raise Http404 from error
    name = row.name if row.name.lower().endswith(f".{row.kind}") else f"{row.name.rsplit('.', 1)[0]}.{row.kind}"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def scan_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(LetterScan.objects.visible_to(request.user).select_related("letter__opening__box__station"), pk=pk)
    _letter_to_handle(request, row.letter_id)
    remove_scan(row, request.user)
    messages.success(request, "已删去扫描件。")
    return redirect(row.letter)


def _letter(request: HttpRequest, pk: int) -> Letter:
    found = Letter.objects.visible_to(request.user).for_list().select_related("opening__box__group__liaison", "opening__by", "handled_by")
    return get_object_or_404(found, pk=pk)


def _letter_to_handle(request: HttpRequest, pk: int) -> Letter:
    row = _letter(request, pk)
    if not can_handle_letter(request.user, row):
        raise PermissionDenied
    return row


def _lists(station: Unit) -> dict:
    """What the fields of a matter offer."""
    return {"organs": organs_for(station), "categories": Category.objects.filter(is_active=True).values_list("full_name", flat=True)}


def _name_in(opener: str) -> str:
    """The person in 「周启明代表」; nothing where nobody is set."""
    return "" if "没有指定" in opener or opener == "联络员" else opener.partition("（")[0].removesuffix("代表")
