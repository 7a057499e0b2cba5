"""Steps of a case that wait too long: told to whoever holds the step, then to those above (LZ 五(一)); and the answer still to be told (C5)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from common.clock import SHANGHAI
from notices.registry import AFTER, BEFORE, ONCE, Draft, Kind, Slot
from opinions.choices import State
from opinions.models import Opinion
from stations.choices import Role
from stations.models import Unit
from stations.rules.holders import nearest_holders
from stations.rules.workdays import deadline, workday_before

ABOVE = "above"
URGE = ("初筛超期没有办：2 件意见", "河湾2026-0012、河湾2026-0015应在12月10日前初筛，请督促。")
LATE = Kind(
    "step-late",
    "初筛、审核、审批、交办、反馈超期",
    (
        Slot(ONCE, "办这一步的人", AFTER, 1, least=1, most=3, on="本环节期限"),
        Slot(ABOVE, "上一级：副站长、站长、人大办", AFTER, 3, workdays=True, least=1, most=10, on="本环节期限", example=URGE),
    ),
    "联络站制度规范 五（一）2–4",
    ("初筛超期：河湾2026-0012", "应在12月10日前初筛，还没有办。"),
    kept="制度给每个环节定了期限，超期必须有人知道；时间可以改。",
)
FEEDBACK = Kind(
    "feedback-due",
    "反馈快到期",
    (Slot(ONCE, "联络员", BEFORE, 1, workdays=True, most=5, on="反馈期限"),),
    "“双联系”方案 四（三）",
    ("请反馈：河湾2026-0012", "部门已经答复，请在12月10日前告诉群众并问满意度。"),
)
DONE = {
    State.SCREENING: "初筛",
    State.AUDITING: "审核",
    State.APPROVING: "审批",
    State.REFERRING: "交办",
    State.ABOVE: "上级处理",
    State.FEEDBACK: "反馈",
}
OFFICER, DEPUTY_HEAD, HEAD, OFFICE = Role.LIAISON_OFFICER, Role.DEPUTY_HEAD, Role.HEAD, Role.OFFICE
LEADERS = (DEPUTY_HEAD, HEAD)
HOLDERS = {  # who holds the step; then who is told that it is not done, the nearest first
    State.SCREENING: ((OFFICER,), LEADERS),
    State.AUDITING: ((DEPUTY_HEAD,), (HEAD,)),
    State.APPROVING: ((HEAD,), (OFFICE,)),
    State.REFERRING: ((OFFICER, HEAD), (OFFICE,)),
    State.ABOVE: ((OFFICE,), ()),
    State.FEEDBACK: ((OFFICER,), LEADERS),
}
TOLD_FOR = timedelta(days=30)
SPAN = timedelta(days=21)  # no ten working days reach farther: what the above are told falls due by then
SHOWN = 5


def step_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """On the morning after a step's limit its holders; some working days later those above, once for all that is late since the same day."""
    first, last = (since - SPAN).astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date()
    cases = _waiting(first, last, tuple(HOLDERS))
    holders = _people(cases, 0)
    for case in cases:
        for user_id in sorted(holders[case.pk]):
            yield _late(case, user_id)
    yield from _above(cases, holders, _people(cases, 1))


def feedback_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """A working day before the limit of the feedback: the station's liaison officers."""
    first, last = since.astimezone(SHANGHAI).date(), (until + SPAN).astimezone(SHANGHAI).date()
    cases = _waiting(first, last, (State.FEEDBACK,))
    holders, slot = _people(cases, 0), FEEDBACK.slot(ONCE)
    for case in cases:
        due_at = datetime.combine(workday_before(case.due_on, slot.days), slot.at, SHANGHAI)
        end = datetime.combine(case.due_on + timedelta(days=1), slot.at, SHANGHAI)  # then step-late speaks
        words = f"已经答复，请在{_short(case.due_on)}前告诉群众并问满意度。"
        for user_id in sorted(holders[case.pk]):
            yield _draft(FEEDBACK, case, user_id, (f"请反馈：{case.number}", words), (due_at, end))


def _waiting(first: date, last: date, states: tuple[str, ...]) -> list[Opinion]:
    rows = Opinion.objects.filter(state__in=states, due_on__range=(first, last)).select_related("station", "above")
    return list(rows.only("number", "state", "due_on", "station", "above").order_by("pk"))


def _people(cases: list[Opinion], rank: int) -> dict[int, set[int]]:
    """By case: ids of the holders of its step (rank 0), or of those above them (rank 1). One query a state that occurs."""
    found: dict[int, set[int]] = {}
    for state in sorted({case.state for case in cases}):
        own = [case for case in cases if case.state == state]
        at = nearest_holders({_place(case, rank) for case in own}, HOLDERS[State(state)][rank])
        found |= {case.pk: at[_place(case, rank).pk] for case in own}
    return found


def _place(case: Opinion, rank: int) -> Unit:
    """Where the step lies: with the office of the congress it was handed up to, else at the station."""
    return case.above if case.state == State.ABOVE and case.above else case.station


def _late(case: Opinion, user_id: int) -> Draft:
    slot, step = LATE.slot(ONCE), DONE[State(case.state)]
    due_at = datetime.combine(case.due_on + timedelta(days=slot.days), slot.at, SHANGHAI)
    words = f"应在{_short(case.due_on)}前{step}，还没有办。"
    return _draft(LATE, case, user_id, (f"{step}超期：{case.number}", words), (due_at, due_at + TOLD_FOR))


def _above(cases: list[Opinion], holders: dict[int, set[int]], above: dict[int, set[int]]) -> Iterator[Draft]:
    """One for each person, congress, step and limit, however many cases wait there."""
    slot = LATE.slot(ABOVE)
    at: dict[tuple[int, int, str, date], list[Opinion]] = {}
    for case in cases:
        for user_id in above[case.pk] - holders[case.pk]:
            at.setdefault((user_id, case.station.parent_id or case.station_id, case.state, case.due_on), []).append(case)
    for (user_id, congress_id, state, due_on), several in sorted(at.items()):
        due_at = datetime.combine(deadline(due_on, slot.days).due_on, slot.at, SHANGHAI)
        numbers = "、".join(case.number for case in several[:SHOWN]) + (f"等 {len(several)} 件" if len(several) > SHOWN else "")
        only = several[0] if len(several) == 1 else None
        yield Draft(
            kind=LATE.name,
            subject=f"of/{congress_id}",
            period=f"{state}/{due_on:%Y%m%d}/{ABOVE}",
            recipient_id=user_id,
            title=f"{DONE[State(state)]}超期没有办：{only.number if only else f'{len(several)} 件意见'}",
            body=f"{numbers}应在{_short(due_on)}前{DONE[State(state)]}，请督促。",
            url=reverse("opinions:detail", args=[only.pk]) if only else f"{reverse('opinions:list')}?state={state}",
            due_at=due_at,
            valid_until=due_at + TOLD_FOR,
            unit_id=congress_id,
            slot=ABOVE,
            day=due_on,
        )


def _draft(kind: Kind, case: Opinion, user_id: int, words: tuple[str, str], moments: tuple[datetime, datetime]) -> Draft:
    return Draft(
        kind=kind.name,
        subject=str(case.pk),
        period=f"{case.state}/{case.due_on:%Y%m%d}",
        recipient_id=user_id,
        title=words[0],
        body=words[1],
        url=reverse("opinions:detail", args=[case.pk]),
        due_at=moments[0],
        valid_until=moments[1],
        unit_id=case.station_id,
        day=case.due_on,
    )


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
