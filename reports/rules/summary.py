"""A year of a home or station in figures, and the plain draft of its summary. Every figure counts rows that one can open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

from common.clock import SHANGHAI
from constituents.choices import Outcome
from constituents.models import Matter
from opinions.choices import State
from opinions.models import Opinion
from reports.rules.held import CAME, days_between, days_told, home_days_between, others_told, visits_between
from stations.models import PlanItem, Unit


@dataclass(frozen=True)
class Figures:
    """Receptions and home days until today; visits by their day; opinions received by the day they came, closed and solved by the day of that."""

    planned_days: int
    attended_days: int
    home_days: int
    visits: int
    others: int
    matters: int
    answered: int
    referred: int
    legal_way: int
    received: int
    closed: int
    solved: int
    open: int


def figures_of(unit: Unit, year: int, today: date) -> Figures:
    """Six queries."""
    begins, ends = date(year, 1, 1), date(year + 1, 1, 1)
    first, last = (datetime.combine(day, time(), SHANGHAI) for day in (begins, ends))
    until = min(ends, today + timedelta(days=1))
    days = days_between([unit], begins, until).aggregate(all=Count("pk"), attended=Count("pk", filter=CAME))
    visits, others = visits_between([unit], begins, ends)
    by_outcome = dict(Matter.objects.filter(visit__in=visits).order_by().values_list("outcome").annotate(n=Count("*")))
    opinions = Opinion.objects.filter(station=unit).exclude(state=State.VOIDED)
    ended = Q(state=State.CLOSED, merged_into=None, closed_at__gte=first, closed_at__lt=last)
    counts = opinions.aggregate(
        received=Count("pk", filter=Q(received_on__year=year)),
        closed=Count("pk", filter=ended),
        solved=Count("pk", filter=ended & Q(solved=True)),
        open=Count("pk", filter=Q(merged_into=None, received_on__lte=date(year, 12, 31)) & (~Q(state=State.CLOSED) | Q(closed_at__gte=last))),
    )
    return Figures(
        planned_days=days["all"],
        attended_days=days["attended"],
        home_days=home_days_between([unit], begins, until).count(),
        visits=visits.count(),
        others=others.count(),
        matters=sum(by_outcome.values()),
        answered=by_outcome.get(Outcome.ANSWERED, 0),
        referred=by_outcome.get(Outcome.REFERRED, 0),
        legal_way=by_outcome.get(Outcome.LEGAL_WAY, 0),
        **counts,
    )


def draft(unit: Unit, year: int, items: Iterable[PlanItem], figures: Figures, today: date) -> str:
    """Plain sentences to go on from; whoever signs it says the rest."""
    items = list(items)
    done = [item for item in items if item.done_on]
    left = [item for item in items if not item.done_on]
    parts = [
        f"{unit.name} {year} 年工作总结",
        _plan(done, left) if items else "一、计划完成情况\n今年没有在系统里写计划。",
        _receptions(unit, figures),
        _cases(figures, "年底" if year < today.year else "现在"),
    ]
    return "\n\n".join([*parts, "四、问题和下一年的打算\n（请在这里写）"]) + "\n"


def _plan(done: list[PlanItem], left: list[PlanItem]) -> str:
    lines = ["一、计划完成情况", f"年度计划 {len(done) + len(left)} 项，完成 {len(done)} 项，没有完成 {len(left)} 项。"]
    lines += [f"{number}. {_done(item)}" for number, item in enumerate(done, start=1)]
    if left:
        lines.append("没有完成的：")
        lines += [f"{number}. {item.title}（原定{item.due_words}{_by(item)}）。" for number, item in enumerate(left, start=1)]
    return "\n".join(lines)


def _done(item: PlanItem) -> str:
    note = item.done_note.rstrip("。")
    return f"{item.title}（{item.done_on.month}月{item.done_on.day}日{_by(item)}）。" + (f"{note}。" if note else "")


def _by(item: PlanItem) -> str:
    return f"，{item.person}" if item.person else ""


def _receptions(unit: Unit, figures: Figures) -> str:
    return (
        f"二、接待和联系群众\n{days_told(unit.kind, figures.planned_days, figures.attended_days, figures.home_days)}"
        f"接待来访 {figures.visits} 人次，反映 {figures.matters} 件事："
        f"当场答复 {figures.answered} 件，转交办理 {figures.referred} 件，告知法定途径 {figures.legal_way} 件。{others_told(figures.others)}"
    )


def _cases(figures: Figures, until: str) -> str:
    return (
        "三、社情民意办理\n"
        f"收到意见 {figures.received} 件，办结 {figures.closed} 件，其中解决 {figures.solved} 件；{until}还在办 {figures.open} 件。"
        "办结不等于解决，两个数分开统计。"
    )
