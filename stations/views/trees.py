"""The tree of units: whole, folded at its congresses, searched, and as a workbook."""

import io

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common import clock
from common.downloads import workbook_response
from common.pages import page_of
from common.workbooks import SheetSpec, stream
from stations.choices import UnitKind
from stations.forms.units import UnitSearchForm
from stations.models import Unit
from stations.resources.units import COLUMNS, unit_rows
from stations.rules.facilities import can_see_facilities
from stations.rules.permissions import KEEPERS
from stations.rules.tree import IN_ORDER, WHOLE, asked_for, folded_rows, rows_of
from stations.services.units import note_export

PER_PAGE = 50


@require_safe
def tree(request):
    """A search is flat. Without one: all units in order, or (when they are many) one congress at a time with what is folded below."""
    form = UnitSearchForm(request.GET or None)
    wanted = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    seen = Unit.objects.visible_to(request.user)
    units = asked_for(seen, wanted).with_post_counts(clock.today()).select_related("parent")
    context = {"form": form, "searched": bool(wanted), "can_see_facilities": can_see_facilities(request.user)}
    context["can_add"] = bool(request.post) and request.post.role in KEEPERS
    if wanted:
        page = page_of(units.order_by(*IN_ORDER), request.GET.get("page"), PER_PAGE)
        context |= {"page": page, "rows": folded_rows(page.rows)}
    elif not request.GET.get("under") and seen.open().count() <= WHOLE:
        context["rows"] = rows_of(units)
    else:
        under = _under(request, seen)
        page = page_of((units.filter(parent=under) if under else _tops(units, seen)).order_by(*IN_ORDER), request.GET.get("page"), PER_PAGE)
        context |= {"page": page, "rows": folded_rows(page.rows), "under": under, "above": _above(under, seen)}
    return render(request, "stations/unit_tree.html", context)


@require_safe
def export(request):
    """All units that the search asks for, with who works there."""
    form = UnitSearchForm(request.GET or None)
    wanted = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    units = asked_for(Unit.objects.visible_to(request.user), wanted).select_related("parent")
    under = request.GET.get("under")
    if under:
        units = units.under(_under(request, Unit.objects.visible_to(request.user)))
    rows = rows_of(units)
    place, day = request.post.unit.name if request.post else "", clock.today()
    facts = [f"填报单位：{place}", f"填报日期：{day:%Y-%m-%d}"]
    out = io.BytesIO()
    count = stream(out, [SheetSpec("组织", COLUMNS, unit_rows(rows), title="组织一览表", facts=facts, frozen_columns=2)])
    note_export(request.post.unit if request.post else None, count, request.user)
    return workbook_response(out.getvalue(), f"组织一览表-{day:%Y%m%d}.xlsx")


def _under(request, seen) -> Unit | None:
    """The congress whose units are asked for; without one the only one at the top."""
    asked = request.GET.get("under", "")
    if asked:
        return get_object_or_404(seen.filter(kind=UnitKind.CONGRESS), pk=asked if asked.isdigit() and len(asked) < 19 else 0)
    tops = list(_tops(seen.open(), seen)[:2])
    return tops[0] if len(tops) == 1 and tops[0].kind == UnitKind.CONGRESS else None


def _tops(units, seen):
    """Those above which the user sees nothing."""
    return units.exclude(parent_id__in=seen.values("pk"))


def _above(unit: Unit | None, seen) -> list[Unit]:
    return list(seen.filter(pk__in=unit.ancestor_ids[:-1]).order_by("path")) if unit else []
