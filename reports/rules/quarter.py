"""A quarter of a unit in figures, each of them the count of rows that one can open; the plain draft; who edits, sends and is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from common.clock import SHANGHAI
from constituents.choices import Outcome
from opinions.choices import State
from opinions.models import Opinion
from reports.rules.held import CAME, days_between, days_told, home_days_between, others_told, visits_between
from stations.choices import NUMBERED, STATION_ROLES, Role, UnitKind
from stations.models import Post, Unit
from stations.rules.access import access_of
from stations.rules.holders import holders_at, nearest_holders

TITLES = {
    "days": "接待日",
    "attended": "有代表到站的接待日",
    "home_days": "代表之家活动日",
    "visits": "来访",
    "answered": "有当场答复的来访",
    "others": "来电、走访、来信等",
    "received": "收到意见",
    "closed": "办结",
    "solved": "办结且解决",
    "open": "季度末还在办",
}


@dataclass(frozen=True)
class Quarter:
    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def after(self) -> date:
        """The day after its last."""
        return date(self.year + self.number // 4, self.number * 3 % 12 + 1, 1)

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)


def quarter_before(today: date) -> Quarter:
    """The last quarter that is over."""
    number = (today.month - 1) // 3
    return Quarter(today.year, number) if number else Quarter(today.year - 1, 4)


def rows_of(unit: Unit, quarter: Quarter) -> dict[str, QuerySet]:
    """The rows behind each figure: those of the home or station, or of all that hang below the congress."""
    stations = Unit.objects.under(unit).filter(kind__in=NUMBERED).order_by().values("pk")
    first, after = (datetime.combine(day, time(), SHANGHAI) for day in (quarter.first, quarter.after))
    days = days_between(stations, quarter.first, quarter.after)
    visits, others = visits_between(stations, quarter.first, quarter.after)
    opinions = Opinion.objects.filter(station__in=stations).exclude(state=State.VOIDED)
    closed = opinions.filter(state=State.CLOSED, merged_into=None, closed_at__gte=first, closed_at__lt=after)
    waiting = ~Q(state=State.CLOSED) | Q(closed_at__gte=after)
    return {
        "days": days,
        "attended": days.filter(CAME),
        "home_days": home_days_between(stations, quarter.first, quarter.after),
        "visits": visits,
        "answered": visits.filter(matters__outcome=Outcome.ANSWERED).distinct(),
        "others": others,
        "received": opinions.filter(received_on__gte=quarter.first, received_on__lt=quarter.after),
        "closed": closed,
        "solved": closed.filter(solved=True),
        "open": opinions.filter(waiting, merged_into=None, received_on__lt=quarter.after),
    }


def figures_of(unit: Unit, quarter: Quarter) -> dict[str, int]:
    """One query a figure. The page and the draft say the same ones; the draft those of the day it was made."""
    return {name: rows.count() for name, rows in rows_of(unit, quarter).items()}


def draft(unit: Unit, quarter: Quarter) -> str:
    """Plain sentences to go on from."""
    figures = figures_of(unit, quarter)
    return (
        f"{unit.name} {quarter.year} 年第{'一二三四'[quarter.number - 1]}季度小结\n\n"
        f"一、接待和联系群众\n{days_told(unit.kind, figures['days'], figures['attended'], figures['home_days'])}"
        f"接待来访 {figures['visits']} 人次，其中 {figures['answered']} 人次有当场答复。{others_told(figures['others'])}\n\n"
        f"二、社情民意办理\n收到意见 {figures['received']} 件，办结 {figures['closed']} 件，其中解决 {figures['solved']} 件；"
        f"季度末还在办 {figures['open']} 件。办结不等于解决，两个数分开统计。\n\n"
        "三、问题和下一季度的打算\n（请在这里写）\n"
    )


def can_edit(user, row) -> bool:
    """The unit's people and the offices above, until it is sent."""
    return row.sent_at is None and row.unit.closed_on is None and access_of(user).holds(row.unit_id, *STATION_ROLES, Role.OFFICE)


def can_send(user, row) -> bool:
    """The head (站长), or the congress's office."""
    return can_edit(user, row) and access_of(user).holds(row.unit_id, Role.HEAD, Role.OFFICE)


def in_charge(unit: Unit, day: date) -> bool:
    """Whether anybody was there by that day who could answer for the unit; a unit that began later owes nothing."""
    return Post.objects.filter(unit_id__in=unit.ancestor_ids, role__in=(Role.HEAD, Role.OFFICE)).held_on(day).exists()


def senders(units: Iterable[Unit]) -> dict[int, set[int]]:
    """By unit: ids of those who send: a congress's office; a home's or station's nearest heads; with who stands in for them. Two queries."""
    units = list(units)
    congresses = [unit.pk for unit in units if unit.kind == UnitKind.CONGRESS]
    heads = nearest_holders([unit for unit in units if unit.kind != UnitKind.CONGRESS], (Role.HEAD,))
    return heads | {pk: set() for pk in congresses} | holders_at(congresses, Role.OFFICE)


def readers(unit: Unit) -> set[int]:
    """Ids of those who get it: the nearest office of a congress above, with who stands in there."""
    return nearest_holders([unit.parent], (Role.OFFICE,))[unit.parent_id] if unit.parent_id else set()


def sent_words(told: set[int], sender_id: int) -> str:
    """What became of a summary that these readers got."""
    if told - {sender_id}:
        return "上级人大办已收到消息。"
    return "上级人大办就是您，不另发消息。" if told else "上面没有人大办的人，没有给谁发消息。"
