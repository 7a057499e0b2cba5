"""What the demonstration's stations keep about themselves: how they stand against the town's checklist, what they mean to do this year."""

from datetime import timedelta

from accounts.models import User
from common import clock
from desk.demo.places import STATIONS
from stations.choices import FacilityState, PlanSort
from stations.models import Unit
from stations.rules.facilities import checklists_of
from stations.rules.plans import end_of_month
from stations.services.facilities import Entry, save_checks
from stations.services.plans import Line, confirm_plan, mark_done, save_plan

NOT_THERE = {
    1: [(3, FacilityState.FIXING, "牌子已定做，月底挂")],
    2: [(4, FacilityState.MISSING, "还没有打印机"), (5, FacilityState.FIXING, "信箱已买，还没装")],
    4: [(2, FacilityState.MISSING, "制度还没上墙")],
}
NOT_FILLED = 5  # this station has not looked at its checklist yet
PLAN = (
    (2, PlanSort.STUDY, "组织代表学习代表法和镇人大工作要点", "林小禾", "到会 9 人"),
    (4, PlanSort.CONTACT, "走访联系户，了解春耕用水", "林小禾", "走访 14 户，收到意见 3 件"),
    (6, PlanSort.RESEARCH, "视察村道和路灯", "冯国栋", "看了 5 个村，提出建议 2 件"),
    (9, PlanSort.MEETING, "座谈会：冬春灌溉怎么安排", "沈雨", ""),
    (12, PlanSort.REPORT, "代表向选民述职", "沈雨", ""),
)


def fill(units: dict[str, Unit]) -> None:
    _check(units)
    _plan(units[STATIONS[0]])


def _plan(station: Unit) -> None:
    """This year's plan; what lay before this month is done, but for one line."""
    officer, office, today = User.objects.get(username="lianluo"), User.objects.get(username="renda"), clock.today()
    lines = [Line(sort, title, end_of_month(today.year, month), True, person) for month, sort, title, person, _ in PLAN]
    plan = save_plan(station, today.year, lines, 0, officer)
    confirm_plan(plan, plan.version, office)
    notes = {title: note for _, _, title, _, note in PLAN}
    for item in plan.items.filter(due_on__lt=today):
        if notes[item.title]:
            mark_done(item, item.due_on - timedelta(days=6), notes[item.title], officer)


def _check(units: dict[str, Unit]) -> None:
    officer, day = User.objects.get(username="lianluo"), clock.today() - timedelta(days=40)
    for number, name in enumerate(STATIONS):
        items = [item for each in checklists_of([units[name]])[units[name].pk] for item in each.items]
        states = {place: (state, note) for place, state, note in NOT_THERE.get(number, [])}
        if number != NOT_FILLED:
            found = (states.get(place, (FacilityState.DONE, "")) for place in range(len(items)))
            save_checks(units[name], [Entry(item.key, *each) for item, each in zip(items, found, strict=True)], day, officer)
