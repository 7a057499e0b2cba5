"""What a congress's regulation (制度) says, read from the JSON of one published version."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from django.core.exceptions import ValidationError

from stations.rules.regulation import cases, days, duties
from stations.rules.regulation.defaults import DEFAULT_BODY, FIRST_BODY, NEUTRAL_DAY
from stations.rules.regulation.kinds import Kinds, kind_faults, order_faults, uncounted_faults
from stations.rules.regulation.values import said, whole
from stations.rules.regulation.words import RATINGS, STEPS


@dataclass(frozen=True)
class Limit:
    """Working days for one step, and the article (or the congress's decision) they come from."""

    days: int
    source: str


@dataclass(frozen=True)
class ReplyClass:
    """One line of the congress's table of answers: does it count as solved, does it carry a promised date."""

    code: str
    name: str
    solved: bool
    promised: bool


class Rules:
    """The values of one regulation. Raises ValidationError with every fault, in Chinese, when the body is not whole.

    A body of the first schema says nothing about what came later; it reads as «not set» there, and its row stays as it is.
    """

    def __init__(self, body: dict) -> None:
        faults = list(_faults(body)) if isinstance(body, dict) else ["制度的内容应是一张表。"]
        if faults:
            raise ValidationError(faults)
        self.body = filled(body)

    def chain(self, channel: str) -> tuple[str, ...]:
        """The steps before the referral, in order. A channel unknown to this version takes all of them."""
        return tuple(self.body["chains"].get(channel, STEPS))

    @property
    def four_eyes(self) -> bool:
        """Whether nobody may do two steps of one case in a row."""
        return self.body["four_eyes"]

    def limit(self, name: str) -> Limit:
        return Limit(**self.body["limits"][name])

    @cached_property
    def reply_classes(self) -> list[ReplyClass]:
        return [ReplyClass(**row) for row in self.body["reply_classes"]]

    def reply_class(self, code: str) -> ReplyClass | None:
        return next((row for row in self.reply_classes if row.code == code), None)

    @property
    def satisfaction(self) -> list[dict]:
        """The person's ratings: {"code", "name", "rated", "satisfied"}."""
        return self.body["satisfaction"]

    def rating_name(self, code: str) -> str:
        """What the congress calls a rating; one it no longer has keeps the product's name."""
        return next((row["name"] for row in self.satisfaction if row["code"] == code), RATINGS.get(code, code))

    @property
    def feedback(self) -> dict:
        """Whether the plan is told too (YH 五(四)), whether the unsatisfied are handled again, and how often at most."""
        return self.body["feedback"]

    @property
    def publication(self) -> dict:
        """{"scope", "days", "reviewed"} of published results (YH 四(三), 五(六))."""
        return self.body["publication"]

    @property
    def reception(self) -> dict:
        """The day on which stations receive the public (YH 四(二), TZ art. 5(三)); stations.rules.receptions reads it."""
        return self.body["reception"]

    @property
    def rota(self) -> dict:
        """Deputies at the station week by week (YH 四(三)), beside the reception day."""
        return self.body["rota"]

    @property
    def home_day(self) -> dict:
        """The day of the homes, once a quarter (TZ art. 5(三))."""
        return self.body["home_day"]

    @property
    def notice_lead_days(self) -> int:
        """Calendar days before a reception day by which it must have been announced."""
        return self.body["notice_lead_days"]

    @property
    def box(self) -> dict:
        """Letter boxes: {"at", "every", "opener", "stand_in", "list_every"} (XM 三, TZ art. 2(四))."""
        return self.body["box"]

    @property
    def households(self) -> dict:
        """Linked households of a deputy: {"number", "visits" a year, "per", "categories"} (YH 三(三))."""
        return self.body["households"]

    @property
    def activities(self) -> dict:
        """Contact activities: {"per_year", "kinds", "forms"} (XM 一)."""
        return self.body["activities"]

    @cached_property
    def kinds(self) -> Kinds:
        """The congress's table of duties: which kinds there are and how each counts (D1, D2)."""
        return Kinds.of(self.body["kinds"], self.body["kind_order"])

    @property
    def norms(self) -> list[dict]:
        """What must be reached by whom in which period (D2); `number_in(norm, year)` reads the number."""
        return self.body["norms"]

    @property
    def report_to_voters(self) -> dict:
        """How many deputies report to their voters (XM 二, TZ art. 3)."""
        return self.body["report_to_voters"]

    @property
    def checklists(self) -> list[dict]:
        """Facility checklists (六有 YH, 五到位/八有/三公开 TZ): {"code", "name", "applies_to": ["station", "home"], "items", "source"}.

        `items` is a list of {"code", "name"}.
        """
        return self.body["checklists"]

    @property
    def retention(self) -> dict:
        """Years for which cases, people and duty files are kept; 0: not set."""
        return self.body["retention"]

    @property
    def yearly(self) -> dict:
        """Until which day of the year plan and summary are due, as 「01-31」; empty: not set."""
        return self.body["yearly"]

    @property
    def projects(self) -> dict:
        """Livelihood projects: months from the closing to the plan, stages by month, the four kinds of activity (JH 四)."""
        return self.body["projects"]


def filled(body: dict) -> dict:
    """The body with «not set» where it is silent; nothing of it is changed."""
    chains = DEFAULT_BODY["chains"] | body["chains"]
    feedback = DEFAULT_BODY["feedback"] | body.get("feedback", {})
    return {**DEFAULT_BODY, **body, "chains": chains, "feedback": feedback, "reception": {**NEUTRAL_DAY, **body["reception"]}}


def number_in(norm: dict, year: int) -> int:
    """How many a norm asks for in that year: the year's own number where there is one."""
    return norm["years"].get(str(year), norm["number"])


_CHECKS: dict[str, Callable[[object], Iterator[str]]] = {
    "chains": cases.chain_faults,
    "limits": cases.limit_faults,
    "reply_classes": cases.class_faults,
    "satisfaction": cases.satisfaction_faults,
    "feedback": cases.feedback_faults,
    "publication": cases.publication_faults,
    **{name: partial(days.day_faults, name) for name in days.DAY_RULES},
    "box": days.box_faults,
    "yearly": days.yearly_faults,
    "projects": days.project_faults,
    "households": duties.household_faults,
    "activities": duties.activity_faults,
    "kinds": kind_faults,
    "kind_order": order_faults,
    "norms": duties.norm_faults,
    "report_to_voters": duties.report_faults,
    "checklists": duties.checklist_faults,
    "retention": duties.retention_faults,
}


def faults_at(body: dict, key: str) -> list[str]:
    """What is wrong with one key of a filled body."""
    return list(_CHECKS[key](body[key])) if key in _CHECKS else []


def _faults(body: dict) -> Iterator[str]:
    missing = FIRST_BODY.keys() - body.keys()
    unknown = body.keys() - DEFAULT_BODY.keys()
    if missing or unknown:
        yield from (f"缺少「{name}」。" for name in sorted(missing))
        yield from (f"不认识「{name}」。" for name in sorted(unknown))
        return
    for name, check in _CHECKS.items():
        if name in body:
            yield from check(_with_neutral(name, body[name]))
    yield from uncounted_faults(body.get("norms"), body.get("kinds", DEFAULT_BODY["kinds"]))
    if not isinstance(body["four_eyes"], bool):
        yield "「前后两步须由不同的人办」应为是或否。"
    if not whole(body["notice_lead_days"], 0, 30):
        yield "接待预告应提前 0 至 30 天，请填整数。"
    sources = body.get("sources", {})
    if not isinstance(sources, dict) or not all(said(source) for source in sources.values()):
        yield "各项的依据应为文字。"


def _with_neutral(name: str, value: object) -> object:
    """A reception rule of the first schema knows no weekdays."""
    if name == "reception" and isinstance(value, dict) and value:
        return {**NEUTRAL_DAY, **value}
    return value
