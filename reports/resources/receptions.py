"""接待日台账: each reception day with who came and what was raised, from its visits and attendance (LZ 五(二)4)."""

from django.db.models import QuerySet
from django.http import QueryDict

from constituents.forms.records import ReceptionFilter
from constituents.models import ReceptionDay
from constituents.rules.records import STATES, Facts, facts_of, state_of, with_state
from reports.resources.ledger import Column, Ledger
from reports.resources.visits import WEEKDAYS
from stations.rules.access import STAFF_AND_OFFICE, access_of


class ReceptionLedger(Ledger):
    """One reception day a row."""

    title = "接待选民台账"
    sheet_name = "接待日"
    order = ("date", "station__path", "pk")

    on = Column("日期", "date", width=12)
    weekday = Column("星期", "date", lambda day: f"星期{WEEKDAYS[day.weekday()]}", width=9)
    station = Column("联络站", "station__name", width=18, free=True)
    starts_at = Column("开始", "starts_at", lambda at: f"{at:%H:%M}" if at else None, width=8)
    ends_at = Column("结束", "ends_at", lambda at: f"{at:%H:%M}" if at else None, width=8)
    topic = Column("议题", "topic", width=20, free=True)
    came = Column("到站代表", look_up="came_of", width=20, free=True)
    absent = Column("未到代表及原因", look_up="absent_of", width=20, free=True)
    visits = Column("接待人次", look_up="visits_of", width=9)
    matters = Column("反映件数", look_up="matters_of", width=9)
    answered = Column("当场答复", look_up="answered_of", width=9)
    referred = Column("转交办理", look_up="referred_of", width=9)
    legal_way = Column("告知法定途径", look_up="legal_way_of", width=12)
    summary = Column("小结", "summary", width=30, free=True)
    state = Column("状态", look_up="states_of", width=12)

    def __init__(self, user) -> None:
        super().__init__(user)
        self._read: tuple[tuple[int, ...], dict[int, Facts]] = ((), {})

    def found(self, query: QueryDict) -> QuerySet:
        stations = access_of(self.user).units(*STAFF_AND_OFFICE)
        return ReceptionFilter(query, stations=stations).narrow(ReceptionDay.objects.filter(station_id__among=stations))

    def facts(self, keys: list[int]) -> dict[int, Facts]:
        """The batch's facts, read once for all columns."""
        if self._read[0] != tuple(keys):
            self._read = (tuple(keys), facts_of(ReceptionDay(pk=key) for key in keys))
        return self._read[1]

    def states_of(self, keys: list[int]) -> dict[int, str]:
        days = with_state(ReceptionDay.objects.filter(pk__among=keys)).prefetch_related("duties")
        return {day.pk: STATES[state_of(day, day.duties.all())] for day in days}

    def came_of(self, keys: list[int]) -> dict[int, str]:
        return {key: "、".join(facts.came) for key, facts in self.facts(keys).items()}

    def absent_of(self, keys: list[int]) -> dict[int, str]:
        return {key: "、".join(facts.absent) for key, facts in self.facts(keys).items()}

    def visits_of(self, keys: list[int]) -> dict[int, int]:
        return {key: facts.visits for key, facts in self.facts(keys).items()}

    def matters_of(self, keys: list[int]) -> dict[int, int]:
        return {key: facts.matters for key, facts in self.facts(keys).items()}

    def answered_of(self, keys: list[int]) -> dict[int, int]:
        return {key: facts.answered for key, facts in self.facts(keys).items()}

    def referred_of(self, keys: list[int]) -> dict[int, int]:
        return {key: facts.referred for key, facts in self.facts(keys).items()}

    def legal_way_of(self, keys: list[int]) -> dict[int, int]:
        return {key: facts.legal_way for key, facts in self.facts(keys).items()}
