"""履职指标完成情况: who is short of what the regulation asks for; on the page and as a sheet."""

import io
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from common import clock
from common.workbooks import SheetSpec, stream
from deputies.forms.norms import NormsForm
from deputies.rules.files import can_manage, congresses_of
from deputies.rules.norms import Norm, Shortfall, Standing, Tenure
from deputies.rules.reminders import words_of
from deputies.services.norm_places import places_of
from deputies.services.norm_reminders import remind, with_told, without_login
from deputies.services.norms import norms_of, shortfalls_of, standings_of, with_seats
from deputies.views.coverage import XLSX

PER_PAGE = 50
COLUMNS = [
    ("序号", 6),
    ("指标", 24),
    ("要求", 12),
    ("代表", 12),
    ("代表小组", 18),
    ("联系的站（家）", 24),
    ("已完成", 8),
    ("还差", 8),
    ("哪些时段", 40),
]


@require_GET
def norms(request: HttpRequest) -> HttpResponse:
    """Every norm with how many meet it; of the chosen one, those who are short, in the order of the roster."""
    form, norms, found = _found(request)
    chosen = _chosen(request, found)
    page = Paginator(chosen.short if chosen else [], PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = _shown(form, chosen, page.object_list)
    places = places_of(form.congress, form.year, norms) if form.congress else []
    may_remind = form.year == clock.today().year and bool(page.object_list)
    base = urlencode({"year": form.year, "congress": form.congress.pk}) if form.congress else ""
    context = {"form": form, "year": form.year, "found": found, "chosen": chosen, "page": page, "places": places, "may_remind": may_remind}
    return render(request, "deputies/norms.html", context | {"base": base})


@require_http_methods(["GET", "POST"])
def norms_remind(request: HttpRequest) -> HttpResponse:
    """Whom a reminder will reach and what it says; then it is sent, once for each deputy, norm and period."""
    form, _, found = _found(request)
    chosen, back = _chosen(request, found), f"{reverse('deputies:norms')}?{_query(request)}"
    wanted = _wanted(request, chosen) if chosen and form.year == clock.today().year else []
    if not wanted:
        nobody = "没有可以提醒的代表：只能提醒今年和本届还差的、现在履职的，离任和暂停的不用提醒。"
        messages.error(request, "还没有勾选要提醒的代表。" if chosen and chosen.remindable else nobody)
        return redirect(back)
    rows = _shown(form, chosen, wanted)
    if request.method == "POST":
        count = remind(form.congress, rows, request.user)
        messages.success(request, f"已提醒 {count} 位代表，一分钟内发出。") if count else messages.warning(
            request, "这些代表都已经提醒过，没有再发一次。"
        )
        return redirect(back)
    out = without_login(rows)
    context = {
        "year": form.year,
        "norm": chosen.norm,
        "new": [row for row in rows if not row.told and row.tenure.deputy_id not in out],
        "told": [row for row in rows if row.told],
        "out": [row for row in rows if not row.told and row.tenure.deputy_id in out],
        "back_url": back,
    }
    context["example"] = words_of(context["new"][0], form.congress.name) if context["new"] else None
    return render(request, "deputies/norms_remind.html", context)


def _chosen(request: HttpRequest, found: list[Shortfall]) -> Shortfall | None:
    return next((each for each in found if each.norm.code == request.GET.get("norm")), found[0] if found else None)


def _shown(form: NormsForm, chosen: Shortfall, tenures: list[Tenure]) -> list[Standing]:
    """What these have done, with their names and when they were reminded."""
    if not tenures:
        return []
    ((_, rows),) = standings_of(form.congress, form.year, {each.deputy_id for each in tenures}, [chosen.norm])
    return with_told(form.congress, with_seats(rows))


def _wanted(request: HttpRequest, chosen: Shortfall) -> list[Tenure]:
    """All who fall short and may act, or those of them that were ticked."""
    if request.GET.get("who") == "all":
        return chosen.remindable
    picked = {int(pk) for pk in request.GET.getlist("picked") if pk.isascii() and pk.isdigit()}
    return [each for each in chosen.remindable if each.deputy_id in picked]


def _query(request: HttpRequest) -> str:
    """The filter without what was ticked."""
    query = request.GET.copy()
    for name in ("picked", "who"):
        query.pop(name, None)
    return query.urlencode()


@require_GET
def norms_export(request: HttpRequest) -> HttpResponse:
    """All who are short, of every norm that the filter shows."""
    form, norms = _asked(request)
    found = standings_of(form.congress, form.year, norms=norms) if norms else []
    lines = [(norm, row) for norm, rows in found for row in rows if row.is_short and form.keeps(row.tenure)]
    with_seats([row for _, row in lines])
    rows = (
        [number, f"{norm.name}（本届）" if norm.is_of_term else norm.name, "必须完成" if norm.is_binding else "力争完成", *_cells(row)]
        for number, (norm, row) in enumerate(lines, 1)
    )
    out, day = io.BytesIO(), clock.today()
    facts = [f"人大：{form.congress.name if form.congress else ''}", f"统计日期：{day:%Y-%m-%d}"]
    stream(out, [SheetSpec("还差的", COLUMNS, rows, title=f"{form.year} 年履职指标还差的", facts=facts, frozen_columns=4)])
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'履职指标-{form.year}-{day:%Y%m%d}.xlsx')}"
    return response


def _cells(row) -> list:
    seat = row.seat
    group, station = seat.group.name if seat.group else "", seat.station.name if seat.station else ""
    return [seat.deputy.name, group, station, row.done, row.missing, "；".join(row.short_in)]


def _asked(request: HttpRequest) -> tuple[NormsForm, list[Norm]]:
    if not can_manage(request.user):
        raise PermissionDenied
    form = NormsForm(request.GET, congresses=congresses_of(request.user))
    return form, norms_of(form.congress, form.year) if form.congress else []


def _found(request: HttpRequest) -> tuple[NormsForm, list[Norm], list[Shortfall]]:
    form, norms = _asked(request)
    return form, norms, shortfalls_of(form.congress, form.year, norms, form.keeps if form.narrows else None) if norms else []
