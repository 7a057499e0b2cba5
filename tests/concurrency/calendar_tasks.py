"""Two change the work calendar again and again while others move cases: each case ends with the deadline of its own step."""

from datetime import date, timedelta


def prepare_redates() -> dict:
    from stations.models import CalendarChange, CalendarDay
    from tests.concurrency.racer import prepare_cases

    CalendarChange.objects.all().delete()
    CalendarDay.objects.filter(name="洪水").delete()
    return prepare_cases()


def redates(number: int, rounds: int, prepared: dict) -> list:
    return _keep_changing(number, rounds, _settle) if number < 2 else _move_on(number, prepared["cases"])


def naive_redates(number: int, rounds: int, prepared: dict) -> list:
    """The obvious way: read the open cases, compute, write."""
    return _keep_changing(number, rounds, _write_unlocked) if number < 2 else _move_on(number, prepared["cases"])


def _keep_changing(number: int, rounds: int, follow) -> list:
    from accounts.models import User
    from common import clock
    from stations.rules.festivals import Festival
    from stations.services.calendar import apply_change, propose_clearing, propose_festival, settle_late

    keeper, today = User.objects.get(username=("county_office", "administrator")[number]), clock.today()
    for turn in range(rounds):
        day = today + timedelta(days=1 + (turn + number) % 3)
        change = propose_festival(Festival("洪水", [day]), keeper) if turn % 2 == 0 else propose_clearing(day.year, "洪水", keeper)
        if change:
            follow(apply_change(change, keeper))
    if number == 0:
        settle_late(clock.now() + timedelta(hours=1))
    return []


def _settle(change) -> None:
    from stations.services.calendar import settle

    settle(change, seconds=60)


def _write_unlocked(change) -> None:
    from opinions.models import Opinion
    from stations.rules.workdays import forget, recount_by, table

    forget()
    again = recount_by(table())
    cases = list(Opinion.objects.open())
    for case in cases:
        case.due_basis = again(case.due_basis)
        case.due_on = date.fromisoformat(case.due_basis["due_on"])
    Opinion.objects.bulk_update(cases, ["due_on", "due_basis"])


def _move_on(number: int, cases: list) -> list:
    from opinions.models import Opinion
    from opinions.services.cases import Screening, screen
    from tests.concurrency.racer import _officer

    moved = []
    for pk in cases[number - 2 :: 4]:
        case = Opinion.objects.get(pk=pk)
        screen(case, _officer(), case.version, Screening("路灯", None))
        moved.append(pk)
    return moved


PREPARE = {"redates": prepare_redates, "naive_redates": prepare_redates}
TASKS = {"redates": redates, "naive_redates": naive_redates}
