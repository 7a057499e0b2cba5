"""Verbs of home days on this floor: arranged, changed, dropped; who came; the duties. What was raised: opinions.services.home_days."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common import clock
from constituents.choices import HomeDayKind, HomeDayMark
from constituents.models import HomeDay, HomeDayDeputy
from constituents.rules.home_days import COUNTS_AS, counts_as
from constituents.services.changes import staff_of, users_of
from deputies.choices import DutySource
from deputies.models import Deputy, DutyRecord
from deputies.registry import Duty
from deputies.rules.kinds import kinds_of_deputies
from deputies.services.ledger import record_duties, withdraw_duty
from notices.services import tell_change
from stations.models import Unit
from stations.rules.chains import chain_of

NOT_YET = "这个活动日还没有到，到了那天再登记。"
DROPPED = "这个活动日已经取消。"
FASTER = "已有他人先行处理：纪要刚被{who}改过。您写的还在下面，请对照现在的纪要再保存一次。"


def save_home_day(row: HomeDay, expected: Iterable[Deputy], actor: User) -> HomeDay:
    """Arrange a home day, or change one that stands; whoever is expected and what counts follow.

    A new one whose request key is there already answers with that one. Raises ValidationError where somebody came already and the new
    date has not come, or the day was dropped meanwhile.
    """
    is_new = row.pk is None
    known = HomeDay.objects.filter(request_key=row.request_key).first() if is_new else None
    if known:
        return known
    with recorded() as trail:
        if is_new:
            row.by = actor
            row.save(force_insert=True)
        else:
            before = _save_facts(row)
        had = set(row.attendances.filter(is_expected=True).values_list("deputy_id", flat=True))
        now = {deputy.pk for deputy in expected}
        _expect(row, now)
        _count(row, trail)
        trail.add(chain_of(row.station), actor, "home_day.add" if is_new else "home_day.change", row, kind=row.kind, date=row.date)
        if not is_new:
            _tell_changed(before, row, (had, now), actor)
    return row


def drop_home_day(row: HomeDay, reason: str, actor: User) -> HomeDay:
    """It does not take place: the reason stays, those expected and the staff are told.

    Raises ValidationError where somebody came already or something was raised.
    """
    with recorded() as trail:
        fresh = locked(row)
        if fresh.drop_reason:
            return fresh
        if fresh.attendances.filter(mark=HomeDayMark.CAME).exists() or fresh.matters.valid().exists():
            raise ValidationError("已经登记有代表到会或有人提出问题，不能取消。确实没有办的，请先撤销那些登记。")
        fresh.drop_reason = reason
        fresh.save(update_fields=["drop_reason"])
        trail.add(chain_of(fresh.station), actor, "home_day.drop", fresh, reason=reason)
        if fresh.date >= clock.today():
            _tell_dropped(fresh, actor)
    return fresh


def mark_deputies(row: HomeDay, marks: dict[int, str], actor: User) -> HomeDay:
    """Say of deputies (by id) whether they came; one who was not expected is added by coming and goes again by being unmarked.

    Marking what is marked already changes nothing. Raises ValidationError before the day, or when it was dropped.
    """
    with recorded() as trail:
        row = _held(row)
        known = {each.deputy_id: each for each in row.attendances.all()}
        for deputy_id, mark in sorted(marks.items()):
            each = known.get(deputy_id) or HomeDayDeputy(home_day=row, deputy_id=deputy_id, is_expected=False)
            each.mark = HomeDayMark(mark)
            if each.mark == HomeDayMark.CAME or each.is_expected:
                each.save()
            elif each.pk:
                each.delete()
        _count(row, trail)
        trail.add(chain_of(row.station), actor, "home_day.mark", row, marks={str(pk): str(mark) for pk, mark in sorted(marks.items())})
    return row


def write_minutes(row: HomeDay, minutes: str, seen: str, actor: User, trail: Trail) -> HomeDay:
    """Write the minutes; joins the caller's `recorded()`. seen: those that the writer started from.

    Raises ValidationError before the day, when it was dropped, or when the minutes are others by now.
    """
    row = _held(row)
    if row.minutes == minutes:
        return row
    if row.minutes != seen:
        raise ValidationError(FASTER.format(who=row.minutes_by.name))
    row.minutes, row.minutes_by, row.minutes_at = minutes, actor, clock.now()
    row.save(update_fields=["minutes", "minutes_by", "minutes_at"])
    trail.add(chain_of(row.station), actor, "home_day.minutes", row)
    return row


def all_duties() -> Iterator[Duty]:
    """Every duty that home days put into the ledger (for its rebuild)."""
    came = HomeDayDeputy.objects.filter(mark=HomeDayMark.CAME, home_day__drop_reason="").select_related("home_day__station")
    for each in came.order_by("home_day_id", "deputy_id").iterator():
        yield _duty(each.home_day, each)


def locked(row: HomeDay) -> HomeDay:
    return HomeDay.objects.select_for_update(of=("self",)).select_related("station", "minutes_by").get(pk=row.pk)


# A home or station that is merged or closed (stations.registry) ---------------------------------------------------------
def foresee(unit: Unit, successor: Unit | None) -> list[str]:
    count = HomeDay.objects.standing().filter(station=unit, date__gt=clock.today()).count()
    if not count:
        return []
    return [f"以后的 {count} 个活动日转到「{successor.name}」。" if successor else f"以后的 {count} 个活动日取消。"]


def settle(unit: Unit, successor: Unit | None) -> dict[str, int]:
    """Coming days go to the successor, or are dropped; those that were held stay where they were."""
    coming = HomeDay.objects.standing().filter(station=unit, date__gt=clock.today())
    if successor is None:
        return {"home_days_dropped": coming.update(drop_reason=f"{unit.name}已撤销")}
    return {"home_days_moved": coming.update(station=successor)}


def _save_facts(row: HomeDay) -> HomeDay:
    """The day as it was before."""
    fresh = locked(row)
    if fresh.drop_reason:
        raise ValidationError(DROPPED)
    if row.date > clock.today() and fresh.attendances.exclude(mark=HomeDayMark.OPEN).exists():
        raise ValidationError("已经登记了谁到会，日期不能改到以后。请先撤销到会登记，或核对日期。")
    row.save(update_fields=["kind", "name", "date", "starts_at", "ends_at", "place", "agenda", "guests"])
    return fresh


def _expect(row: HomeDay, wanted: set[int]) -> None:
    """Whoever is no longer expected goes, but one who came stays, as having come unexpected."""
    row.attendances.exclude(deputy_id__in=wanted).filter(mark__in=[HomeDayMark.OPEN, HomeDayMark.ABSENT]).delete()
    row.attendances.exclude(deputy_id__in=wanted).update(is_expected=False)
    HomeDayDeputy.objects.bulk_create([HomeDayDeputy(home_day=row, deputy_id=pk) for pk in sorted(wanted)], ignore_conflicts=True)
    row.attendances.filter(deputy_id__in=wanted).update(is_expected=True)


def _held(row: HomeDay) -> HomeDay:
    """The row, locked, when it may say what happened on it."""
    row = locked(row)
    if row.drop_reason:
        raise ValidationError(DROPPED)
    if row.date > clock.today():
        raise ValidationError(NOT_YET)
    return row


def _count(row: HomeDay, trail: Trail) -> None:
    """Make the ledger say who came and as what: once for each deputy, whatever was corrected."""
    came = list(row.attendances.filter(mark=HomeDayMark.CAME).order_by("deputy_id"))
    tables = kinds_of_deputies(each.deputy_id for each in came)
    for each in came:
        each.counts_as = counts_as(row.kind, tables[each.deputy_id])
    HomeDayDeputy.objects.bulk_update(came, ["counts_as"])
    kinds = {each.deputy_id: each.counts_as for each in came}
    for standing in DutyRecord.objects.filter(source=DutySource.HOME_DAY, source_id=row.pk).select_related("deputy"):
        if standing.kind != kinds.get(standing.deputy_id):
            withdraw_duty(DutySource.HOME_DAY, row.pk, standing.deputy, trail)
    if came:
        record_duties([_duty(row, each) for each in came], trail)


def _duty(row: HomeDay, came: HomeDayDeputy) -> Duty:
    kind = came.counts_as or COUNTS_AS[HomeDayKind(row.kind)]
    return Duty(DutySource.HOME_DAY, row.pk, came.deputy_id, kind, row.date, row.name, row.agenda, row.place, row.station)


def _tell_changed(before: HomeDay, row: HomeDay, deputies: tuple[set[int], set[int]], actor: User) -> None:
    """When or where it is, to the staff and whoever is expected; that one need not come, to whoever was. What has begun tells nobody."""
    had, expected = deputies
    if max(before.begins, row.begins) <= clock.now():
        return
    words = _difference(before, row)
    on = f"{before.date.month}月{before.date.day}日"
    if words:
        people = users_of(expected) | staff_of(row.station_id)
        _tell(row, people - {actor.pk}, f"{on}的活动日有变动：{row.name}", f"{row.station.name}。{words}。")
    out = users_of(had - expected) - {actor.pk}
    _tell(row, out, f"{on}的活动日您不用参加：{row.name}", f"{row.station.name}改了应到的代表。", reverse("desk:home"))


def _difference(before: HomeDay, row: HomeDay) -> str:
    when = [(day.date, day.starts_at, day.ends_at) for day in (before, row)]
    told = []
    if when[0] != when[1]:
        until = f"—{row.ends_at:%H:%M}" if row.ends_at else ""
        told.append(f"时间改为{row.date.month}月{row.date.day}日 {row.starts_at:%H:%M}{until}")
    if before.place != row.place:
        told.append(f"地点改为{row.place}")
    return "；".join(told)


def _tell_dropped(row: HomeDay, actor: User) -> None:
    people = users_of(row.attendances.values_list("deputy_id", flat=True)) | staff_of(row.station_id)
    title = f"{row.date.month}月{row.date.day}日的活动日取消：{row.name}"
    _tell(row, people - {actor.pk}, title, f"{row.station.name}。原因：{row.drop_reason}")


def _tell(row: HomeDay, people: set[int], title: str, body: str, url: str = "") -> None:
    tell_change(people, title, body, url or reverse("constituents:home_day", args=[row.pk]), row.begins)
