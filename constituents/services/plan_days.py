"""One day of a plan: changed, added, dropped, brought back. An approved plan is to be approved anew; of a published one those concerned are told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from constituents.choices import OfferState, PlanState
from constituents.models import DutyOffer, ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.services.calendars import note_former
from constituents.services.changes import note_change
from constituents.services.plans import FASTER
from deputies.models import Deputy
from stations.models import Unit
from stations.rules.chains import chain_of

HELD = "这一天已经过去，或者已经有人到站、有人来访，不能再改。"


@dataclass(frozen=True)
class DayFacts:
    """What a day of the plan says."""

    date: date
    starts_at: time
    ends_at: time
    topic: str
    deputies: tuple[int, ...]
    place: str = ""


def add_day(plan: ReceptionPlan, facts: DayFacts, seen_version: int, actor: User) -> ReceptionDay:
    """A further day; one that visits have brought about already joins the plan with who came.

    Raises ValidationError when the date is taken or out of the year, a deputy is elsewhere, or the plan was changed meanwhile.
    """
    with recorded() as trail:
        plan = _locked(plan, seen_version)
        day = _unplanned(plan, facts.date) or ReceptionDay(station=plan.station)
        _check(plan, day, facts)
        _set(day, facts)
        day.announced_on = clock.today() if plan.state == PlanState.PUBLISHED else None
        day.save()
        day.duties.filter(deputy_id__in=facts.deputies).update(is_planned=True)
        ReceptionDuty.objects.bulk_create((ReceptionDuty(day=day, deputy_id=pk) for pk in facts.deputies), ignore_conflicts=True)
        _changed(plan)
        trail.add(chain_of(plan.station), actor, "reception_plan.add_day", day, date=facts.date)
        note_change(day, f"加一天：{_when(facts.date, facts.starts_at)}，接待代表{_names(facts.deputies)}", actor, facts.deputies)
    return day


def change_day(plan: ReceptionPlan, day: ReceptionDay, facts: DayFacts, seen_version: int, actor: User) -> ReceptionDay:
    """Another date, time, place, topic or other deputies. Raises ValidationError as `add_day` does, and for a day that was held."""
    with recorded() as trail:
        plan = _locked(plan, seen_version)
        day = _open(day)
        before = _facts(day)
        if before == facts:
            return day
        _check(plan, day, facts)
        if facts.date != before.date:
            _move(plan, day, facts.date)
        _set(day, facts)
        day.save()
        gone = set(before.deputies) - set(facts.deputies)
        day.duties.filter(deputy_id__in=gone).delete()
        note_former(day, gone)
        ReceptionDuty.objects.bulk_create(ReceptionDuty(day=day, deputy_id=pk) for pk in facts.deputies if pk not in before.deputies)
        _withdraw_offers(day, gone)
        _changed(plan)
        trail.add(chain_of(plan.station), actor, "reception_plan.change_day", day, date=facts.date)
        moved = f"改到{_when(facts.date, facts.starts_at)}" if facts.date != before.date else ""
        note_change(day, _difference(before, facts), actor, {*before.deputies, *facts.deputies}, moved or "有变动", before.date)
    return day


def drop_day(plan: ReceptionPlan, day: ReceptionDay, reason: str, seen_version: int, actor: User) -> ReceptionDay:
    """The day does not take place; it stays in the plan with the reason."""
    with recorded() as trail:
        plan = _locked(plan, seen_version)
        day = _open(day)
        people = _facts(day).deputies
        day.is_planned, day.drop_reason = False, reason
        day.save(update_fields=["is_planned", "drop_reason"])
        day.duties.all().delete()
        note_former(day, people)
        _withdraw_offers(day, people)
        _changed(plan)
        trail.add(chain_of(plan.station), actor, "reception_plan.drop_day", day, date=day.date)
        note_change(day, f"取消{_when(day.date, day.starts_at)}的接待：{reason}", actor, people, "取消")
    return day


def restore_day(plan: ReceptionPlan, day: ReceptionDay, seen_version: int, actor: User) -> ReceptionDay:
    """A dropped day takes place after all; its deputies are to be chosen anew."""
    with recorded() as trail:
        plan = _locked(plan, seen_version)
        day = _open(day)
        day.is_planned, day.drop_reason = True, ""
        if plan.state == PlanState.PUBLISHED:
            day.announced_on = day.announced_on or clock.today()
        day.save(update_fields=["is_planned", "drop_reason", "announced_on"])
        _changed(plan)
        trail.add(chain_of(plan.station), actor, "reception_plan.restore_day", day, date=day.date)
        note_change(day, f"恢复{_when(day.date, day.starts_at)}的接待", actor, ())
    return day


def _unplanned(plan: ReceptionPlan, on: date) -> ReceptionDay | None:
    """The day as a visit has brought it about, locked, now planned."""
    rows = ReceptionDay.objects.select_for_update(no_key=True, of=("self",)).select_related("station")
    day = rows.filter(station=plan.station, date=on, is_planned=False, drop_reason="").first()
    if day:
        day.is_planned = True
    return day


def _locked(plan: ReceptionPlan, seen_version: int) -> ReceptionPlan:
    Unit.objects.select_for_update(no_key=True).get(pk=plan.station_id)
    plan = ReceptionPlan.objects.select_for_update(of=("self",)).select_related("station").get(pk=plan.pk)
    if plan.version != seen_version:
        raise ValidationError(FASTER)
    return plan


def _open(day: ReceptionDay) -> ReceptionDay:
    """The row, locked; a deputy's swap of this moment is in it."""
    day = ReceptionDay.objects.select_for_update(no_key=True, of=("self",)).select_related("station").get(pk=day.pk)
    if day.date < clock.today() or not ReceptionDay.objects.filter(pk=day.pk).untouched("appointments").exists():
        raise ValidationError(HELD)
    return day


def _changed(plan: ReceptionPlan) -> None:
    plan.version += 1
    if plan.state == PlanState.APPROVED:
        plan.state, plan.approved_at, plan.approved_by = PlanState.DRAFT, None, None
    plan.save(update_fields=["version", "state", "approved_at", "approved_by"])


def _check(plan: ReceptionPlan, day: ReceptionDay, facts: DayFacts) -> None:
    if facts.date.year != plan.year:
        raise ValidationError({"date": f"这是 {plan.year} 年的计划，请填 {plan.year} 年的日期。"})
    if facts.date < clock.today():
        raise ValidationError({"date": "这一天已经过去，请填今天或以后的日期。"})
    if ReceptionDay.objects.filter(station_id=plan.station_id, date=facts.date).exclude(pk=day.pk).exists():
        raise ValidationError({"date": "这一天在计划里已经有了，请换一天，或者直接改那一天。"})
    twice = ReceptionDuty.objects.filter(deputy_id__in=facts.deputies, day__date=facts.date).exclude(day__station_id=plan.station_id)
    places = [f"{duty.deputy.name}这一天在{duty.day.station.name}接待" for duty in twice.select_related("deputy", "day__station").order_by("pk")]
    if places:
        raise ValidationError({"deputies": f"{'；'.join(places)}。同一天不能排在两个站，请换一位。"})


def _facts(day: ReceptionDay) -> DayFacts:
    deputies = tuple(day.duties.order_by("deputy_id").values_list("deputy_id", flat=True))
    return DayFacts(day.date, day.starts_at, day.ends_at, day.topic, deputies, day.place)


def _move(plan: ReceptionPlan, day: ReceptionDay, to: date) -> None:
    """To another date; the one that the public was told first is kept."""
    first = day.moved_from or (day.date if day.announced_on else None)
    day.moved_from = None if first == to else first
    day.ruled_on = None
    day.announced_on = clock.today() if plan.state == PlanState.PUBLISHED else None


def _set(day: ReceptionDay, facts: DayFacts) -> None:
    day.date, day.starts_at, day.ends_at, day.topic, day.place = facts.date, facts.starts_at, facts.ends_at, facts.topic, facts.place


def _withdraw_offers(day: ReceptionDay, givers: Iterable[int]) -> None:
    open_ones = DutyOffer.objects.filter(day=day, giver_id__in=list(givers), state=OfferState.OPEN)
    open_ones.update(state=OfferState.WITHDRAWN, answered_at=clock.now())


def _difference(before: DayFacts, after: DayFacts) -> str:
    told = []
    if (before.date, before.starts_at, before.ends_at) != (after.date, after.starts_at, after.ends_at):
        told.append(f"时间由{_when(before.date, before.starts_at)}改为{_when(after.date, after.starts_at)}—{after.ends_at:%H:%M}")
    if before.deputies != after.deputies:
        told.append(f"接待代表由{_names(before.deputies)}改为{_names(after.deputies)}")
    if before.place != after.place:
        told.append(f"地点改到{after.place or '站里'}")
    if before.topic != after.topic:
        told.append(f"议题改为「{after.topic}」" if after.topic else "不再定议题")
    return "；".join(told)


def _when(day: date, starts_at: time | None) -> str:
    return f"{day.month}月{day.day}日" + (f" {starts_at:%H:%M}" if starts_at else "")


def _names(ids: Iterable[int]) -> str:
    return "、".join(Deputy.objects.filter(pk__in=list(ids)).order_by("pk").values_list("name", flat=True)) or "（还没有）"
