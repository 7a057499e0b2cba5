"""民情工作日志 (YH 四(三)): what was raised at each visit and what became of it, one matter a row."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.http import QueryDict

from common.masking import mask_name
from constituents.choices import LegalWay, Outcome
from constituents.filters import VisitFilter
from constituents.models import Matter, Visit
from opinions.choices import PublicationState, State
from opinions.models import Feedback
from reports.resources.ledger import Column, Ledger
from reports.services.paper import local
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.regulation.words import SCOPES

WEEKDAYS = "一二三四五六日"
HANDLING = ("outcome", "answer", "legal_way", "organ", "opinion__lead_department__name")
RESULT = ("outcome", "opinion__state", "opinion__reply_class", "visit__voided_at", "visit__void_reason")
STATE, WAY, OUTCOME = dict(State.choices), dict(LegalWay.choices), dict(Outcome.choices)


def day_of(moment: datetime) -> date:
    return local(moment).date()


def weekday_of(moment: datetime) -> str:
    return f"星期{WEEKDAYS[day_of(moment).weekday()]}"


def handling_of(facts: tuple) -> str:
    """Answered on the spot with what, shown which legal way, or handed to whom."""
    outcome, answer, legal_way, organ, department = facts
    if outcome == Outcome.ANSWERED:
        return f"现场解答：{answer}"
    if outcome == Outcome.LEGAL_WAY:
        return "告知法定途径：" + "，".join(part for part in (WAY.get(legal_way), organ) if part)
    return f"交{department}" if department else OUTCOME[outcome]


def result_of(facts: tuple) -> str:
    outcome, state, reply_class, voided_at, reason = facts
    if voided_at:
        return f"来访已作废：{reason}"
    if outcome != Outcome.REFERRED:
        return "已办结"
    words = STATE.get(state, "")
    return f"{words}（{reply_class} 类）" if reply_class else words


def scope_of(facts: tuple) -> str | None:
    """Where the result is public now."""
    state, scope = facts
    return (SCOPES[scope] if scope else "已公布") if state == PublicationState.PUBLIC else None


class VisitLedger(Ledger):
    """A visit that was voided keeps its number and says so."""

    title = "民情工作日志"
    sheet_name = "日志"
    order = ("visit__at", "visit_id", "position")

    number = Column("编号", "visit__number", width=18)
    on = Column("日期", "visit__at", day_of, width=12)
    weekday = Column("星期", "visit__at", weekday_of, width=9)
    station = Column("联络站", "visit__station__name", width=18)
    deputies = Column("值班代表", "visit_id", look_up="deputies_of", width=16, free=True)
    clerk = Column("值班工作人员", "visit__clerk__name", width=12)
    person = Column("来访人", "visit__constituent__name", mask_name, width=9)
    words = Column("反映问题", "words", width=50, free=True)
    handling = Column("现场解答 / 交办单位", HANDLING, handling_of, width=34, free=True)
    result = Column("办理结果", RESULT, result_of, width=18, free=True)
    told_at = Column("反馈时间", look_up="feedback_of", width=18)
    scope = Column("公布范围", ("opinion__publication__state", "opinion__publication__scope"), scope_of, width=12)

    def found(self, query: QueryDict) -> QuerySet:
        stations = access_of(self.user).units(*STAFF_AND_OFFICE)
        visits = VisitFilter(query, stations=stations, user=self.user).narrow(Visit.objects.visible_to(self.user))
        return Matter.objects.filter(visit__in=visits.order_by().values("pk"))

    @staticmethod
    def deputies_of(keys: list[int]) -> dict[int, str]:
        """Names by matter: the batch is of matters, the deputies hang on their visits."""
        seen = (
            Visit.deputies.through.objects.filter(visit__matters__id__among=keys).order_by("deputy_id").values_list("visit__matters", "deputy__name")
        )
        names: dict[int, list[str]] = {}
        for matter_id, name in seen:
            names.setdefault(matter_id, []).append(name)
        return {matter_id: "、".join(found) for matter_id, found in names.items()}

    @staticmethod
    def feedback_of(keys: list[int]) -> dict[int, datetime]:
        told = Feedback.objects.filter(opinion__matter_id__among=keys).order_by("at", "pk").values_list("opinion__matter_id", "at")
        return {matter_id: local(at) for matter_id, at in told}


class StationLog(VisitLedger):
    """The log as offices print it: exactly the columns of the printed form (YH 四(三))."""

    @property
    def columns(self) -> list[Column]:
        return [column for name, column in self.fields.items() if name not in ("number", "station")]
