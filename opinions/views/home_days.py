"""纪要 of a home day, with what was raised at it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from constituents.models import HomeDay
from constituents.rules.home_days import can_keep_home_day
from opinions.forms.home_days import MinutesForm, raised_forms
from opinions.models import Category
from opinions.rules.organs import organs_for
from opinions.services.home_days import write_home_day


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def home_day_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Minutes and what was raised on one page; what was typed stays when something is wrong."""
    row = get_object_or_404(HomeDay.objects.visible_to(request.user).select_related("station"), pk=pk)
    if not can_keep_home_day(request.user, row):
        raise PermissionDenied
    form = MinutesForm(request.POST or None, initial={"minutes": row.minutes, "seen": row.minutes})
    matters = raised_forms(row, request.POST or None)
    if request.method == "POST" and all([form.is_valid(), matters.is_valid()]):
        raised = matters.raised()
        try:
            write_home_day(row, form.draft(raised), request.user)
        except ValidationError as error:
            form.add_error(None, error)
            form.renew(HomeDay.objects.get(pk=row.pk).minutes)
        else:
            messages.success(request, f"纪要已保存，登记了 {len(raised)} 件提出的事。" if raised else "纪要已保存。")
            return redirect(row)
    context = {
        "day": row,
        "form": form,
        "matters": matters,
        "known": row.matters.valid().count(),
        "organs": organs_for(row.station),
        "categories": Category.objects.filter(is_active=True).values_list("full_name", flat=True),
        "now": HomeDay.objects.get(pk=row.pk).minutes if form.non_field_errors() else "",
    }
    return render(request, "opinions/home_day_minutes.html", context)
