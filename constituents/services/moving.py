"""Days of a plan that a changed calendar touches: moved in one go where the station agrees; the stations are told of them (B1)."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.urls import reverse

from accounts.models import User
from accounts.services.audit import recorded
from constituents.models import ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.rules.moving import Move, moves, shifts
from constituents.services.changes import staff_at
from constituents.services.plan_days import DayFacts, change_day, drop_day
from notices.services import tell
from stations.models import Unit
from stations.registry import PlannedShift
from stations.rules.workdays import Table


@dataclass
class Moved:
    """What moving did: the days, how many appointments stand on them, who is on duty elsewhere on the new date and was taken off."""

    days: list[ReceptionDay] = field(default_factory=list)
    dropped: int = 0
    booked: int = 0
    off: list[str] = field(default_factory=list)


def move_days(plan: ReceptionPlan, wanted: Collection[int], seen_version: int, actor: User) -> Moved:
    """Move these days (by id) to where the calendar of now puts them, all or nothing; a day that it leaves alone stays.

    Raises ValidationError when the plan was changed since `seen_version`.
    """
    done = Moved()
    with recorded():
        version = seen_version
        for move in moves([plan.station], year=plan.year).get(plan.station_id, []):
            if move.day.pk not in wanted or move.is_open:
                continue
            done.booked += move.day.appointments.filter(state="booked").count()
            if move.to:
                day = change_day(plan, move.day, _facts(move, done.off), version, actor)
                day.ruled_on = move.day.ruled_on  # the regulation moved it: a further change of the calendar may move it again
                day.save(update_fields=["ruled_on"])
                done.days.append(day)
            else:
                drop_day(plan, move.day, move.why, version, actor)
                done.dropped += 1
            version += 1
    return done


def tell_stations(before: Table, after: Table, actor: User | None) -> None:
    """Each station once: how many of its planned days the new calendar moves (stations.registry)."""
    known = {(each.unit_id, each.on, each.to) for each in shifts(before)}
    new: dict[int, list[PlannedShift]] = {}
    for each in shifts(after):
        if (each.unit_id, each.on, each.to) not in known:
            new.setdefault(each.unit_id, []).append(each)
    named, staff = Unit.objects.filter(pk__among=set(new)).in_bulk(), staff_at(new)
    for unit_id, found in sorted(new.items()):
        days = "、".join(f"{each.on.month}月{each.on.day}日（{each.why}）" for each in found[:5])
        body = f"{days}{'等' if len(found) > 5 else ''}。请在接待计划里挪到上班的日子。"
        url = reverse("constituents:plan_year", args=[unit_id, found[0].on.year])
        tell(staff[unit_id], f"放假安排改了，{named[unit_id].name}有 {len(found)} 个接待日要挪", body, url)


def _facts(move: Move, off: list[str]) -> DayFacts:
    """The day as it is, on its new date, without those who are on duty at another station then."""
    day, people = move.day, list(move.day.duties.select_related("deputy").order_by("deputy_id"))
    elsewhere = ReceptionDuty.objects.filter(day__date=move.to, deputy__in=[duty.deputy_id for duty in people]).exclude(day__station=day.station_id)
    busy = set(elsewhere.values_list("deputy_id", flat=True))
    off += [f"{duty.deputy.name}（{move.to.month}月{move.to.day}日）" for duty in people if duty.deputy_id in busy]
    free = tuple(duty.deputy_id for duty in people if duty.deputy_id not in busy)
    return DayFacts(move.to, day.starts_at, day.ends_at, day.topic, free, day.place)
