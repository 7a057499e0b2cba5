"""Verbs of the work calendar: propose what the State Council's notice says of a year, save it, recount the open deadlines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic

from accounts.models import User
from accounts.services.audit import SYSTEM_CHAIN, recorded
from common import clock
from stations import known_years
from stations.models import CalendarChange, CalendarDay
from stations.registry import DeadlineSource, Recount, deadline_sources, planned_sources
from stations.rules.calendar_changes import cleared_of, effect_of, entries_of, stale_days, table_after
from stations.rules.festivals import Festival
from stations.rules.workdays import forget, recount_by, table
from stations.rules.yearly_notice import Notice

BATCH = 500  # cases a transaction
PATIENCE = 15  # seconds that somebody waits for the recounting; the rest is done by the worker
GRACE = timedelta(minutes=1)  # by then no other process goes by the old calendar
KEPT = timedelta(days=1)  # a change that nobody saved


def propose_festival(festival: Festival, actor: User) -> CalendarChange:
    """One festival's days off and make-up working days; a day that is there will be written over."""
    return _propose(festival.off[0].year, f"写入{festival.name}", actor, days=_rows([festival]))


def propose_notice(notice: Notice, actor: User) -> CalendarChange:
    """A whole year: what the calendar has of the year beside the notice goes."""
    days = _rows(notice.festivals)
    stale = stale_days(notice.year, {date.fromisoformat(day) for day, *_ in days})
    return _propose(notice.year, f"写入 {notice.year} 年的通知", actor, days=days, cleared=stale, doubts=notice.doubts)


def propose_clearing(year: int, name: str, actor: User) -> CalendarChange | None:
    """A festival's days will follow the plain week again; None when the year has no such festival."""
    days = list(CalendarDay.objects.filter(date__year=year, name=name).values_list("date", flat=True))
    return _propose(year, f"去掉{name}", actor, cleared=days) if days else None


def _rows(festivals: Iterable[Festival]) -> list[list]:
    rows = [[day.isoformat(), False, festival.name] for festival in festivals for day in festival.off]
    return sorted(rows + [[day.isoformat(), True, festival.name] for festival in festivals for day in festival.make_up])


def _propose(year: int, title: str, actor: User, *, days=(), cleared: Iterable[date] = (), doubts=()) -> CalendarChange:
    CalendarChange.objects.filter(created_by=actor, applied_at=None, created_at__lt=clock.now() - KEPT).delete()
    dates = sorted(day.isoformat() for day in cleared)
    return CalendarChange.objects.create(year=year, title=title, days=list(days), cleared=dates, doubts=list(doubts), created_by=actor)


def apply_change(change: CalendarChange, actor: User) -> CalendarChange:
    """Save the days, and tell whose planned days they move. The deadlines follow by `settle`. A change that is saved already stays as it is."""
    with recorded() as trail:
        change = CalendarChange.objects.select_for_update().get(pk=change.pk)
        if change.applied_at:
            return change
        before, after = table(), table_after(change)
        CalendarDay.objects.filter(date__in=cleared_of(change)).delete()
        rows = [CalendarDay(date=day, is_workday=is_workday, name=name) for day, (is_workday, name) in sorted(entries_of(change).items())]
        CalendarDay.objects.bulk_create(rows, update_conflicts=True, unique_fields=["date"], update_fields=["is_workday", "name"])
        change.applied_at = clock.now()
        change.save(update_fields=["applied_at"])
        for source in planned_sources():
            source.tell(before, after, actor)
        trail.add(SYSTEM_CHAIN, actor, "calendar.change", f"calendar:{change.year}", title=change.title, days=change.days, cleared=change.cleared)
    forget()
    return change


@dataclass
class Settled:
    """How many cases have another deadline now; unfinished when the time was too short for all."""

    cases: int = 0
    finished: bool = True


def settle(change: CalendarChange, seconds: float = PATIENCE) -> Settled:
    """Recount every open deadline by the calendar of this moment, batch by batch.

    May be repeated, stopped anywhere and run beside itself: each batch locks its cases before it reads the calendar.
    """
    ends = monotonic() + seconds
    forget()
    touched, settled = effect_of(table()).touched, Settled()
    for name, source in deadline_sources().items():
        for start in range(0, len(touched[name]), BATCH):
            if monotonic() > ends:
                return Settled(settled.cases, finished=False)
            settled.cases += _recount(change, source, touched[name][start : start + BATCH])
    return settled


def _recount(change: CalendarChange, source: DeadlineSource, ids: list[int]) -> int:
    with recorded() as trail:
        done = source.recount(ids, _by_fresh_calendar, change.created_by, trail)
        if done.units:
            kept = CalendarChange.objects.select_for_update().get(pk=change.pk)
            for unit_id, count in done.units.items():
                kept.moved[str(unit_id)] = kept.moved.get(str(unit_id), 0) + count
            kept.save(update_fields=["moved"])
    return done.moved


def _by_fresh_calendar() -> Recount:
    forget()
    return recount_by(table())


def settle_late(now=None) -> int:
    """Finish what was interrupted, and what others wrote by the old calendar while it changed; returns how many changes are settled."""
    now = now or clock.now()
    waiting = CalendarChange.objects.filter(applied_at__lt=now - GRACE, settled_at=None).select_related("created_by").order_by("-applied_at")
    done = [change.pk for change in waiting if settle(change, seconds=600).finished]
    return CalendarChange.objects.filter(pk__in=done).update(settled_at=now)


def fill_known_years() -> None:
    """The days that came with the product; what somebody entered since stays."""
    rows = [CalendarDay(date=day, is_workday=is_workday, name=name) for day, is_workday, name in known_years.days()]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    forget()
