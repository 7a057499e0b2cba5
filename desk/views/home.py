"""The start page of each role: what it must do today."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import PasswordRequest
from accounts.rules import can_manage_accounts
from common import clock
from common.clock import SHANGHAI
from deputies.rules.seats import deputy_id_of
from desk import work
from desk.box_work import box_tasks
from desk.context import keep_at_hand
from desk.duties import duty_tasks
from desk.guide import for_desk
from desk.home_day_work import home_day_tasks
from stations.choices import STATION_ROLES, Role, UnitKind
from stations.models import Unit

RECEPTIONS = 3  # today's, shown in full


@require_safe
def home(request):
    post = request.post
    if not post:
        if deputy_id_of(request.user):
            return redirect("desk:today")
        return administrator(request) if request.user.is_superuser else render(request, "desk/no_post.html")
    if post.role in STATION_ROLES:
        return station(request, post)
    return {Role.OFFICE: office, Role.DEPARTMENT_CLERK: department, Role.ADMINISTRATOR: administrator}[post.role](request)


def _stations(post) -> list[int]:
    kinds = (UnitKind.STATION, UnitKind.HOME)
    return list(Unit.objects.under(post.unit).filter(kind__in=kinds).order_by().values_list("pk", flat=True))


def station(request, post):
    stations = _stations(post)
    tasks = work.station_tasks(post.role, stations) + box_tasks(stations) + home_day_tasks(stations)
    receptions = work.receptions_today(stations, RECEPTIONS + 1)
    context = _frame_of_day(tasks) | {
        "tasks": tasks,
        "receptions": receptions[:RECEPTIONS],
        "more_receptions": len(receptions) > RECEPTIONS,
        "reception": work.next_reception(stations),
        "on_duty": work.deputies_today(stations),
        "visits": work.recent_visits(stations),
        "quarter": work.quarter_figures(stations),
        "may_log": post.role in STATION_ROLES,
    }
    return render(request, "desk/home_station.html", context)


def office(request):
    stations = _stations(request.post)
    tasks = work.office_tasks(stations) + box_tasks(stations) + home_day_tasks(stations) + duty_tasks(request.user)
    context = _frame_of_day(tasks) | {
        "tasks": tasks,
        "reception": work.next_reception(stations),
        "visits": work.recent_visits(stations),
        "quarter": work.quarter_figures(stations),
        "stations": len(stations),
        "own_tasks": work.calendar_tasks(request.user),
    }
    return render(request, "desk/home_office.html", context | _guide(request))


def department(request):
    tasks = work.department_tasks([request.post.unit_id])
    return render(request, "desk/home_department.html", _frame_of_day(tasks) | {"tasks": tasks})


def administrator(request):
    keeps = can_manage_accounts(request.user)  # an administrator's post alone manages units and posts
    guide = _guide(request) if request.post else {}
    is_empty = keeps and not Unit.objects.exists()
    is_beginning = is_empty or bool(guide.get("guide_step"))
    tasks = work.calendar_tasks(request.user)
    context = {
        "keeps_accounts": keeps,
        "asked": PasswordRequest.objects.filter(answered_at=None).count() if keeps else 0,
        "has_demo": keeps and Unit.objects.filter(is_demo=True).open().exists(),
        "is_empty": is_empty,
        "now": [] if is_beginning else tasks,
        "later": tasks if is_beginning else [],
    }
    return render(request, "desk/home_administrator.html", context | guide)


def _guide(request) -> dict:
    found = for_desk(request.post, request.user)
    keep_at_hand(request, is_wanted=bool(found.get("guide_step")))
    return found


def _frame_of_day(tasks: list[work.Task]) -> dict:
    hour = clock.now().astimezone(SHANGHAI).hour
    part = next(word for limit, word in ((6, "夜深了"), (11, "上午好"), (13, "中午好"), (18, "下午好"), (24, "晚上好")) if hour < limit)
    return {"greeting": part, "today": clock.today(), "waiting": sum(task.count for task in tasks)}
