"""What waits for whom: the figures and rows of the start pages. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import Count, Prefetch, Q, Subquery
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from constituents.choices import PlanState
from constituents.models import Matter, ReceptionDay, ReceptionDuty, ReceptionPlan, Visit
from constituents.rules.receptions import unmarked_days
from constituents.rules.records import unconfirmed_days
from deputies.models import Deputy
from opinions.choices import PromiseState, PublicationState, ReferralState, State
from opinions.models import Feedback, Opinion, Publication, Referral, Reply
from opinions.workflow import LEADERS
from stations.choices import STATION_ROLES, Role
from stations.rules.permissions import can_edit_calendar
from stations.rules.published import rules_of_version
from stations.rules.workdays import missing_years, workdays_between


@dataclass(frozen=True)
class Task:
    """One kind of work that waits, with its oldest case (props of components/task.html)."""

    count: int
    title: str
    note: str
    url: str
    verb: str
    tone: str = ""


@dataclass(frozen=True)
class Queue:
    """Opinions that wait in one state for one of the roles."""

    state: str
    returned: bool | None
    title: str
    verb: str
    roles: tuple[str, ...]

    @property
    def flags(self) -> tuple[bool, ...]:
        return (False, True) if self.returned is None else (self.returned,)

    def of(self, opinions):
        return opinions.filter(state=self.state) if self.returned is None else opinions.filter(state=self.state, returned=self.returned)

    def first_in(self, oldest: dict):
        return next(oldest[self.state, flag] for flag in self.flags if (self.state, flag) in oldest)


QUEUES = (
    Queue(State.SCREENING, False, "新意见待初筛", "去初筛", (Role.LIAISON_OFFICER,)),
    Queue(State.SCREENING, True, "被退回修改", "去修改", (Role.LIAISON_OFFICER,)),
    Queue(State.AUDITING, None, "待审核", "去审核", (Role.DEPUTY_HEAD,)),
    Queue(State.APPROVING, None, "待审批", "去审批", (Role.HEAD,)),
    Queue(State.REFERRING, None, "已批准，待交办", "去交办", (Role.HEAD, Role.LIAISON_OFFICER)),
    Queue(State.ABOVE, None, "报上级人大，待处理", "去处理", ()),
    Queue(State.FEEDBACK, None, "已答复，待反馈给群众", "去反馈", (Role.LIAISON_OFFICER,)),
)


PLAN_STEPS = {
    PlanState.DRAFT: ("接待计划待审核", "看过日子和代表就能审核，审核了才能公布", "去审核", (Role.HEAD, Role.OFFICE)),
    PlanState.APPROVED: ("接待计划待公布", "公布以后群众看得到，代表收到通知", "去公布", (*STATION_ROLES, Role.OFFICE)),
}


def station_tasks(role: str, station_ids: list[int]) -> list[Task]:
    """What waits for a role at these stations, late referrals first."""
    opinions = Opinion.objects.filter(station_id__among=station_ids)
    late = _late_referrals(_referrals_of(station_ids), "去催办")
    tasks = late + _promises(_replies_of(station_ids)) + _queue_tasks([queue for queue in QUEUES if role in queue.roles], opinions)
    tasks += _reviews(station_ids) if role in LEADERS else []
    return tasks + _attendance(station_ids) + _records(station_ids) + _errands(station_ids) + _plans(station_ids, role)


def office_tasks(station_ids: list[int]) -> list[Task]:
    """What is late or stuck anywhere below the congress, whoever it waits for."""
    late = _late_referrals(_referrals_of(station_ids), "去看看")
    found = _queue_tasks([queue for queue in QUEUES if queue.returned is not True], Opinion.objects.filter(station_id__among=station_ids))
    return (
        late + [replace(task, verb="去看看") for task in found] + _promises(_replies_of(station_ids)) + _reviews(station_ids) + _plans(station_ids)
    )  # the step itself is the station's


def _replies_of(station_ids: list[int]):
    return Reply.objects.filter(referral__opinion__station_id__among=station_ids)


def _promises(replies) -> list[Task]:
    """Promised dates that have come."""
    count = replies.promises().filter(promise_state=PromiseState.WAITING, promised_on__lte=clock.today()).count()
    url = reverse("opinions:promises") + "?state=due"
    return [Task(count, "承诺到期", "问一问落实了没有，落实了告诉群众", url, "去问", "soon")] if count else []


def _reviews(station_ids: list[int]) -> list[Task]:
    """Texts that wait to be reviewed before they are published."""
    count = Publication.objects.filter(state=PublicationState.REVIEW, opinion__station_id__among=station_ids).count()
    url = reverse("opinions:publications") + f"?state={PublicationState.REVIEW}"
    return [Task(count, "公布稿待审查", "看过保密和隐私，再公布", url, "去审查")] if count else []


def calendar_tasks(user) -> list[Task]:
    """The years whose holidays are not in the work calendar yet, for those who keep it."""
    years = missing_years(clock.today())
    if not years or not can_edit_calendar(user):
        return []
    words = "、".join(f"{year} 年" for year in years)
    note = f"跨到 {words}的期限先标「暂定」；国务院办公厅的通知下来以后，整篇贴进来"
    return [Task(len(years), f"录入 {words}的放假安排", note, reverse("stations:calendar_import"), "去录入")]


def department_tasks(department_ids: list[int]) -> list[Task]:
    """What waits for a department: late, to accept, to answer."""
    referrals = Referral.objects.filter(department_id__among=department_ids)
    tasks = _late_referrals(referrals, "去答复")
    for state, title, verb in ((ReferralState.SENT, "新交办，待受理", "去受理"), (ReferralState.ACCEPTED, "办理中，待答复", "去答复")):
        waiting = referrals.filter(state=state).select_related("opinion").order_by("due_on", "pk")
        count = waiting.count()
        if count:
            oldest = waiting.first()
            note = f"最早到期：{oldest.opinion.number} {oldest.opinion.summary}，{_day(oldest.due_on)}前答复"
            tasks.append(Task(count, title, note, _list_url(referral=state), verb))
    return tasks


def _referrals_of(station_ids: list[int]):
    """Open referrals belong to cases in handling; saying so lets an index answer which those are."""
    return Referral.objects.filter(opinion__station_id__among=station_ids, opinion__state=State.HANDLING)


def _late_referrals(referrals, verb: str) -> list[Task]:
    today = clock.today()
    late = referrals.overdue(today)
    count = late.count()
    if not count:
        return []
    shown = late.order_by("due_on", "pk").values_list("due_on", "opinion__number", "opinion__summary", "department__name")
    due_on, number, summary, department = shown[0]
    note = f"最久：{number} {summary}，{department}，已超 {workdays_between(due_on, today)} 个工作日"
    return [Task(count, "交办超期", note, _list_url(late="1"), verb, "late")]


def _queue_tasks(queues: list[Queue], opinions) -> list[Task]:
    """The queues that hold anything, each with its oldest case: one query counts, one fetches."""
    rows = opinions.open().order_by().values("state", "returned").annotate(n=Count("*"))
    counts = {(row["state"], row["returned"]): row["n"] for row in rows}
    filled = [(queue, count) for queue in queues if (count := sum(counts.get((queue.state, flag), 0) for flag in queue.flags))]
    firsts = Q(pk__in=[])
    for queue, _ in filled:
        firsts |= Q(pk=Subquery(queue.of(opinions).order_by("due_on", "pk").values("pk")[:1]))
    oldest = {(row.state, row.returned): row for row in Opinion.objects.filter(firsts).only("number", "summary", "due_on", "state", "returned")}
    return [_queue_task(queue, count, queue.first_in(oldest)) for queue, count in filled]


def _queue_task(queue: Queue, count: int, oldest: Opinion) -> Task:
    late = oldest.due_on and oldest.due_on < clock.today()
    note = f"最早：{oldest.number} {oldest.summary}" + (f"，应在{_day(oldest.due_on)}前办" if oldest.due_on else "")
    query = {"state": queue.state} | ({} if queue.returned is None else {"returned": int(queue.returned)})
    return Task(count, queue.title, note, _list_url(**query), queue.verb, "late" if late else "")


def _list_url(**query) -> str:
    return reverse("opinions:list") + "?" + "&".join(f"{key}={value}" for key, value in query.items())


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _attendance(station_ids: list[int]) -> list[Task]:
    """Past reception days on which nobody said who came."""
    days = unmarked_days(station_ids)
    count = days.count()
    if not count:
        return []
    oldest = days.first()
    note = f"最早：{_day(oldest.date)}，{oldest.station.name}。谁到了、谁没来，点一下就行"
    return [Task(count, "缺到站登记", note, reverse("constituents:reception", args=[oldest.pk]), "去登记")]


def _errands(station_ids: list[int]) -> list[Task]:
    """What somebody does for a visitor and is not done yet (代办)."""
    waiting = Matter.objects.at(station_ids).errands()
    count = waiting.count()
    if not count:
        return []
    oldest = waiting.select_related("visit").first()
    note = f"最早：{oldest.visit.number}，{oldest.errand_by}：{oldest.errand}"
    return [Task(count, "代办没有办完", note, reverse("constituents:errands"), "去看看")]


def _records(station_ids: list[int]) -> list[Task]:
    """Past days at stations whose record is written by itself and waits to be confirmed."""
    days = unconfirmed_days(station_ids)
    count = days.count()
    if not count:
        return []
    oldest = days.first()
    note = f"最早：{_day(oldest.date)}，{oldest.station.name}。来访、到站已经写好，看过、补上小结就能确认"
    return [Task(count, "接待情况待确认", note, reverse("constituents:receptions") + "?state=waiting", "去确认", "soon")]


def _plans(station_ids: list[int], role: str = Role.OFFICE) -> list[Task]:
    """Plans of reception days, of this year and the next, that wait to be approved (head, office) or published."""
    year = clock.today().year
    waiting = ReceptionPlan.objects.filter(station_id__among=station_ids, station__closed_on=None, year__gte=year).exclude(state=PlanState.PUBLISHED)
    tasks = []
    for each, state, count in waiting.order_by("year", "state").values_list("year", "state").annotate(Count("pk")):
        title, note, verb, roles = PLAN_STEPS[state]
        if role in roles:
            url = reverse("constituents:plans_year", args=[each]) + f"?state={state}"
            tasks.append(Task(count, f"{each} 年{title}", note, url, verb, "soon" if each == year else ""))
    return tasks


def receptions_today(station_ids: list[int], most: int) -> list[ReceptionDay]:
    """Today's reception days at these stations with who is expected; at most so many."""
    duties = Prefetch("duties", ReceptionDuty.objects.select_related("deputy", "instead_of").order_by("pk"))
    days = ReceptionDay.objects.filter(station_id__among=station_ids, date=clock.today()).select_related("station")
    return list(days.prefetch_related(duties).order_by("starts_at", "pk")[:most])


def next_reception(station_ids: list[int]) -> ReceptionDay | None:
    """The next planned reception day at one of these stations, with its deputies."""
    days = ReceptionDay.objects.filter(station_id__among=station_ids, is_planned=True).from_day(clock.today())
    return days.select_related("station").prefetch_related("deputies").first()


def deputies_today(station_ids: list[int]) -> list[str]:
    """Names of the deputies who receive today."""
    duties = Deputy.objects.filter(reception_duties__day__station_id__among=station_ids, reception_duties__day__date=clock.today())
    return list(duties.order_by("name").values_list("name", flat=True).distinct())


def recent_visits(station_ids: list[int]) -> list[Visit]:
    """The newest five visits, with their matters."""
    visits = Visit.objects.filter(station_id__among=station_ids).select_related("constituent").prefetch_related("matters")
    return list(visits.order_by("-at", "-id")[:5])


def quarter_figures(station_ids: list[int]) -> dict:
    """This quarter: received, closed and solved by closing date, and satisfied among those who gave a rating."""
    today = clock.today()
    start = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    moment = datetime.combine(start, time(), SHANGHAI)
    opinions = Opinion.objects.filter(station_id__among=station_ids)
    received = opinions.filter(received_on__gte=start).exclude(state=State.VOIDED).count()
    closed = opinions.filter(state=State.CLOSED, merged_into=None, closed_at__gte=moment).aggregate(
        n=Count("*"), solved=Count("solved", filter=Q(solved=True))
    )
    told = Feedback.objects.filter(opinion__in=opinions.filter(state=State.CLOSED, closed_at__gte=moment), at__gte=moment)
    ratings = _ratings(told.order_by().values_list("opinion__regulation_id", "result_rating").annotate(n=Count("*")))
    return {"start": start, "received": received, "closed": closed["n"], "solved": closed["solved"], **{f"rated_{k}": v for k, v in ratings.items()}}


def _ratings(counts: Iterable[tuple[int, str, int]]) -> dict[str, int]:
    """How many gave a rating and how many of them are satisfied, each case by the rules it was opened under."""
    found = {"n": 0, "satisfied": 0}
    meanings: dict[int, dict[str, dict]] = {}
    for regulation_id, code, count in counts:
        if regulation_id not in meanings:
            meanings[regulation_id] = {row["code"]: row for row in rules_of_version(regulation_id).satisfaction}
        row = meanings[regulation_id].get(code)
        if row and row["rated"]:
            found["n"] += count
            found["satisfied"] += count * row["satisfied"]
    return found
