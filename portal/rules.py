"""What the public is told about a case: plain words, nothing personal."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from common import clock
from common.text import find_personal
from constituents.choices import Outcome
from constituents.models import Matter, ReceptionDay, Visit
from opinions.choices import State
from opinions.models import Opinion
from opinions.rules.plain import Standing, standing
from stations.choices import UnitKind
from stations.models import Unit

TOLD = {
    "register": "联络站已登记",
    "screen": "联络站已看过并分好类",
    "split": "说了几件事，联络站已拆开各办各的",
    "audit": "已审核",
    "approve": "已批准交办",
    "refer": "已交给承办单位",
    "hand_up": "已报上级人大处理",
    "answer": "上级人大已答复联络站",
    "send_down": "上级人大已退回，正在另找承办单位",
    "accept": "承办单位已开始办理",
    "decline": "承办单位提出不归它管，正在另找单位",
    "reassign": "已改由别的单位承办",
    "withdraw": "正在另找承办单位",
    "reply": "承办单位已答复联络站",
    "return_reply": "联络站请承办单位再办一次",
    "settle": "联络站已研究，不再交办，正在告诉您",
    "merge": "与其他群众反映的同一件事合在一起办理",
    "unmerge": "改为单独办理",
    "feedback": "联络站已向您反馈",
    "void": "登记有误，已作废",
}


@dataclass(frozen=True)
class Step:
    at: datetime
    words: str


@dataclass(frozen=True)
class Thing:
    """One matter: what kind it was, where it stands, what happened, what was answered."""

    title: str
    standing: Standing
    steps: list[Step]
    answer: str = ""


@dataclass(frozen=True)
class Progress:
    number: str
    at: datetime
    station: Unit
    things: list[Thing]


def progress_of(case: Visit | Opinion) -> Progress:
    """Everything that is told about a visit or an opinion."""
    if isinstance(case, Opinion):
        return Progress(case.number, case.registered_at, case.station, [_opinion(case, case.number)])
    if case.voided_at:
        gone = Thing("这次来访", Standing("idle", "已作废", "登记有误，已作废。有疑问请问联络站。"), [])
        return Progress(case.number, case.at, case.station, [gone])
    matters = case.matters.select_related("opinion__lead_department", "opinion__category")
    return Progress(case.number, case.at, case.station, [thing for matter in matters for thing in _things(matter)])


def _things(matter: Matter) -> list[Thing]:
    """The matter, and what its opinion was split into."""
    parts = matter.opinion.parts.select_related("lead_department", "category") if matter.outcome == Outcome.REFERRED else ()
    return [_matter(matter), *(_opinion(part, f"第 {matter.position} 件事（拆出的意见 {part.number}）") for part in parts)]


def _matter(matter: Matter) -> Thing:
    title = f"第 {matter.position} 件事"
    if matter.outcome == Outcome.ANSWERED:
        return Thing(title, Standing("done", "当场答复", "接待时已经当场答复您。"), [], without_personal(matter.answer))
    if matter.outcome == Outcome.LEGAL_WAY:
        where = f"，受理机关：{matter.organ}" if matter.organ else ""
        return Thing(title, Standing("idle", "告知法定途径", f"这件事要按法律走{matter.get_legal_way_display()}{where}。"), [])
    return _opinion(matter.opinion, f"{title}（意见 {matter.opinion.number}）")


def _opinion(opinion: Opinion, title: str) -> Thing:
    """A voice is told of the lead's handling, too. The departments' words come once the case is closed: until then better ones may be asked for."""
    steps, lead = _steps(opinion), opinion.merged_into or opinion
    if lead != opinion:
        merged_at = max(event.at for event in opinion.events.all() if event.action == "merge")
        steps += [step for step in _steps(lead) if step.at > merged_at and step.words != TOLD["feedback"]]
    closed = next((one for one in (opinion, lead) if one.state == State.CLOSED), None)
    return Thing(title, standing(closed or lead), sorted(steps, key=lambda step: step.at), _reply(lead) if closed else "")


def _steps(opinion: Opinion) -> list[Step]:
    return [Step(event.at, TOLD[event.action]) for event in opinion.events.order_by("id") if event.action in TOLD]


def _reply(opinion: Opinion) -> str:
    referrals = opinion.referrals.select_related("department").prefetch_related("replies").order_by("round", "role", "id")
    replies = [(one.department.name, reply) for one in referrals for reply in one.replies.all() if reply.returned_at is None]
    return "\n".join(without_personal("".join((f"{name}：", f"【{reply.result}】" if reply.result else "", reply.text))) for name, reply in replies)


def without_personal(text: str) -> str:
    """The text with what looks like phones and identity numbers taken out."""
    for hit in reversed(find_personal(text)):
        text = text[: hit.start] + "***" + text[hit.end :]
    return text


def receiving_stations(words: str = "") -> QuerySet[Unit]:
    """Open stations with an announced day to come, each with `next_day`; words: part of the name or of the villages it serves.

    Not homes: there the deputies meet among themselves (TZ art. 2(二)).
    """
    days = ReceptionDay.objects.announced().filter(station=OuterRef("pk"), date__gte=clock.today())
    stations = Unit.objects.open().filter(kind=UnitKind.STATION)
    found = stations.filter(Exists(days), Q(name__icontains=words) | Q(area__icontains=words)).select_related("parent")
    coming = Q(reception_days__date__gte=clock.today(), reception_days__announced_on__isnull=False, reception_days__drop_reason="")
    return found.annotate(next_day=Min("reception_days__date", filter=coming)).order_by("path")


def coming_days(station: Unit) -> QuerySet[ReceptionDay]:
    """Announced days from today on; one that was called off since stays, so that nobody comes in vain."""
    return ReceptionDay.objects.announced().filter(station=station).from_day(clock.today()).select_related("station").prefetch_related("deputies")


@dataclass(frozen=True)
class Line:
    """A date on a station's public page: its reception day, or `is_left`: the day that was moved away from it."""

    date: date
    day: ReceptionDay
    is_left: bool = False


def coming_lines(station: Unit) -> list[Line]:
    """`coming_days`, and each date to come that a moved day has left and no other took. Two queries."""
    today = clock.today()
    announced = ReceptionDay.objects.announced().filter(Q(date__gte=today) | Q(moved_from__gte=today), station=station)
    days = list(announced.select_related("station").prefetch_related("deputies"))
    lines = {day.moved_from: Line(day.moved_from, day, True) for day in days if day.moved_from}
    lines |= {day.date: Line(day.date, day) for day in days}
    return [lines[on] for on in sorted(lines) if on >= today]


def public_places_of(deputy_id: int) -> QuerySet[Unit]:
    """Stations whose public page names the deputy now. It is all that strangers read of a deputy: tests/portal/test_public_names.py watches it."""
    days = ReceptionDay.objects.announced().filter(station=OuterRef("pk"), date__gte=clock.today(), drop_reason="", deputies=deputy_id)
    return receiving_stations().filter(Exists(days))
