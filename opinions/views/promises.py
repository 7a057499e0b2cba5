"""承诺事项台账: what departments promised, and what became of it."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import clock
from common.downloads import sheets_response
from common.pages import page_of
from common.workbooks import SheetSpec
from opinions.choices import PromiseState
from opinions.models import Reply
from opinions.rules.deadlines import left_until
from stations.choices import Role
from stations.rules.access import STAFF_AND_OFFICE, access_of

PER_PAGE = 25
VIEWS = (("", "还没有落实的"), ("due", "已到期的"), ("kept", "落实了的"), ("broken", "落实不了的"))
COLUMNS = (("编号", 18), ("事项", 36), ("联络站", 18), ("承办单位", 20), ("答复时间", 12), ("答复摘要", 50), ("承诺落实日期", 14), ("现在", 12))


@require_safe
def promise_list(request: HttpRequest) -> HttpResponse:
    """The earliest first; departments see their own."""
    found, state = _asked(request)
    today = clock.today()
    page = page_of(found, request.GET.get("page"), PER_PAGE)
    rows = [(reply, left_until(reply.promised_on, today) if reply.promise_state == PromiseState.WAITING else None) for reply in page.rows]
    return render(request, "opinions/promise_list.html", {"page": page, "rows": rows, "views": VIEWS, "state": state})


@require_safe
def promises_export(request: HttpRequest) -> HttpResponse:
    """All rows of the list as 承诺事项台账."""
    found, state = _asked(request)
    facts = [f"统计：{dict(VIEWS)[state]}", f"填报日期：{clock.today():%Y-%m-%d}"]
    name = f"承诺事项台账{clock.today():%Y%m%d}"
    return sheets_response([SheetSpec("承诺事项", COLUMNS, _lines(found), title="承诺事项台账", facts=facts, frozen_columns=1)], name)


def _asked(request: HttpRequest) -> tuple[QuerySet[Reply], str]:
    if not access_of(request.user).has_role(*STAFF_AND_OFFICE, Role.DEPARTMENT_CLERK):
        raise PermissionDenied
    state = request.GET.get("state", "")
    found = Reply.objects.promises().visible_to(request.user).select_related("referral__opinion__station", "referral__department")
    if state in (PromiseState.KEPT, PromiseState.BROKEN):
        return found.filter(promise_state=state).order_by("-promised_on", "-pk"), state
    found = found.filter(promise_state=PromiseState.WAITING).order_by("promised_on", "pk")
    return (found.filter(promised_on__lte=clock.today()), state) if state == "due" else (found, "")


def _lines(found: QuerySet[Reply]) -> Iterator[list]:
    for reply in found.iterator(chunk_size=500):
        opinion, department = reply.referral.opinion, reply.referral.department
        day = reply.at.astimezone(clock.SHANGHAI).date()
        yield [
            opinion.number,
            opinion.summary,
            opinion.station.name,
            department.name,
            day,
            reply.text[:200],
            reply.promised_on,
            reply.get_promise_state_display(),
        ]
