"""社情民意台账: the list of opinions, all rows that its filter lets through."""

from django.db.models import QuerySet
from django.http import QueryDict

from common.masking import mask_name
from opinions.choices import LEFT_REFERRAL, OPEN_STATES, Channel, Rating, ReferralRole, State
from opinions.filters import OpinionFilter, picked_ids
from opinions.models import Feedback, Opinion, Referral, Reply
from reports.resources.ledger import Column, Ledger, labels, yes_no
from reports.services.paper import local
from stations.rules.access import STAFF_AND_OFFICE, access_of

RATING = dict(Rating.choices)


class OpinionLedger(Ledger):
    """One opinion a row. Names are masked, and left out where the user sees the matter only as its department."""

    title = "社情民意台账"
    order = ("registered_at", "pk")

    number = Column("编号", "number", width=18)
    received_on = Column("收到日期", "received_on", width=12)
    channel = Column("反映方式", "channel", labels(Channel), width=10)
    station = Column("联络站", "station__name", width=18, free=True)
    category = Column("领域", "category__full_name", width=18, free=True)
    summary = Column("摘要", "summary", width=30, free=True)
    words = Column("原话", "words", width=50, free=True)
    state = Column("状态", "state", labels(State), width=9)
    lead = Column("主办单位", "lead_department__name", width=18, free=True)
    assisting = Column("协办单位", look_up="assisting_of", width=18, free=True)
    due_on = Column("期限", "due_on", width=12)
    late = Column("是否逾期", ("state", "due_on"), "is_late", width=9)
    reply_class = Column("答复类别", "reply_class", width=9)
    result = Column("办得怎样", look_up="results_of", width=24, free=True)
    solved = Column("是否解决", "solved", yes_no, width=9)
    closed_at = Column("办结时间", "closed_at", local, width=18)
    work_rating = Column("满意度（工作）", look_up="work_ratings_of", width=10)
    result_rating = Column("满意度（结果）", look_up="result_ratings_of", width=10)
    person = Column("反映人", ("constituent__name", "station_id", "identity_released"), "person_of", width=9)

    def __init__(self, user) -> None:
        super().__init__(user)
        self.own = frozenset(access_of(user).units(*STAFF_AND_OFFICE))

    def found(self, query: QueryDict) -> QuerySet:
        """The rows of the filter, or the ones that were picked in the list: of both, only what the user may see."""
        if "picked" in query:
            return Opinion.objects.visible_to(self.user).filter(pk__among=picked_ids(query))
        return OpinionFilter(query, self.user).queryset

    def is_late(self, facts: tuple) -> str | None:
        """是 or 否 while the case is open, nothing afterwards; derived from dates, as everywhere."""
        state, due_on = facts
        if state not in OPEN_STATES or due_on is None:
            return None
        return "是" if due_on < self.today else "否"

    def person_of(self, facts: tuple) -> str | None:
        name, station_id, released = facts
        return mask_name(name) if released or station_id in self.own else None

    @staticmethod
    def assisting_of(keys: list[int]) -> dict[int, str]:
        """Departments that assist in the latest round, those that gave the matter back left out."""
        given = Referral.objects.filter(opinion_id__among=keys, role=ReferralRole.ASSIST).exclude(state__in=LEFT_REFERRAL)
        rounds: dict[int, tuple[int, list[str]]] = {}
        for opinion_id, number, name in given.order_by("opinion", "round", "pk").values_list("opinion_id", "round", "department__name"):
            if rounds.get(opinion_id, (0,))[0] != number:
                rounds[opinion_id] = (number, [])
            rounds[opinion_id][1].append(name)
        return {opinion_id: "、".join(names) for opinion_id, (_, names) in rounds.items()}

    @staticmethod
    def results_of(keys: list[int]) -> dict[int, str]:
        """What the lead's last standing answer says became of the matter."""
        said = Reply.objects.filter(referral__opinion_id__among=keys, referral__role=ReferralRole.LEAD, returned_at=None)
        said = said.select_related("referral").only("outcome", "refusal", "promised_on", "referral__opinion_id").order_by("at", "pk")
        return {reply.referral.opinion_id: reply.result for reply in said}

    def work_ratings_of(self, keys: list[int]) -> dict[int, str]:
        return _last_ratings(keys, "work_rating")

    def result_ratings_of(self, keys: list[int]) -> dict[int, str]:
        return _last_ratings(keys, "result_rating")


def _last_ratings(keys: list[int], field: str) -> dict[int, str]:
    given = Feedback.objects.filter(opinion_id__among=keys).order_by("opinion", "at", "pk")
    return {opinion_id: RATING[rating] for opinion_id, rating in given.values_list("opinion_id", field)}  # the last one stays
