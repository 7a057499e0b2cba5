"""Reception days: who was there, and what that writes into the duty ledger."""

from collections.abc import Iterable, Iterator
from datetime import date

from accounts.models import User
from accounts.services.audit import Trail
from constituents.models import ReceptionDay, ReceptionDuty, Visit
from deputies.choices import DutyKind, DutySource
from deputies.models import Deputy
from deputies.registry import Duty
from deputies.services.ledger import record_duties, withdraw_duty
from stations.models import Unit


def attend(station: Unit, day: date, deputies: Iterable[Deputy], actor: User, by_hand: bool = False) -> ReceptionDay | None:
    """Note that the deputies received people at the station on that day; joins the caller's `recorded()`.

    接待 counts once per deputy and reception day, however many came (YH 四(二)). Without deputies only a planned day is returned.
    by_hand: marked by a clerk, not derived from a visit, so it stays when the visit is voided.
    """
    deputies = list(deputies)
    if not deputies:
        return ReceptionDay.objects.filter(station=station, date=day).first()
    ReceptionDay.objects.bulk_create([ReceptionDay(station=station, date=day, is_planned=False)], ignore_conflicts=True)
    reception = locked(station=station, date=day)
    duties = [ReceptionDuty(day=reception, deputy=deputy, is_planned=False) for deputy in sorted(deputies, key=lambda one: one.pk)]
    ReceptionDuty.objects.bulk_create(duties, ignore_conflicts=True)
    new = list(reception.duties.filter(deputy__in=deputies, attended=False).values_list("deputy_id", flat=True))
    if by_hand:
        reception.duties.filter(deputy__in=deputies).update(marked_by=actor)
    if new:  # the second visit of the day changes nothing here
        reception.duties.filter(deputy_id__in=new).update(attended=True, absence="", absence_note="")
        reception.duties.filter(instead_of__in=new).update(instead_of=None)  # who came needed no substitute
        record_duties(_duty(reception, station, deputy_id) for deputy_id in new)
    return reception


def release(reception: ReceptionDay | None, deputies: Iterable[Deputy]) -> None:
    """Take attendance back from those for whom no other valid visit and no hand mark of that day speaks."""
    if reception:
        locked(pk=reception.pk)
    for deputy in deputies if reception else ():
        if Visit.objects.valid().filter(day=reception, deputies=deputy).exists():
            continue
        duty = reception.duties.filter(deputy=deputy, marked_by=None)
        if duty.update(attended=False):
            duty.filter(is_planned=False).delete()
            withdraw_duty(DutySource.RECEPTION, reception.pk, deputy)


def all_duties() -> Iterator[Duty]:
    """Every duty that attended reception days put into the ledger (for its rebuild)."""
    attended = ReceptionDuty.objects.filter(attended=True).select_related("day__station").order_by("day_id", "deputy_id")
    for duty in attended.iterator():
        yield _duty(duty.day, duty.day.station, duty.deputy_id)


def rename(station: Unit, trail: Trail) -> None:
    """The duty records of the station's days say its name."""
    attended = ReceptionDuty.objects.filter(attended=True, day__station=station).select_related("day")
    record_duties([_duty(duty.day, station, duty.deputy_id) for duty in attended], trail)


def lock_days(station: Unit, days: Iterable[date]) -> None:
    """Lock the station's reception days of these dates in one order, so that two visits that swap their days do not wait for each other."""
    list(ReceptionDay.objects.select_for_update(no_key=True).filter(station=station, date__in=set(days)).order_by("pk"))


def locked(**which) -> ReceptionDay:
    """The day's row, so that a visit logged right now and one voided right now agree on who was there."""
    return ReceptionDay.objects.select_for_update(no_key=True).get(**which)


def _duty(reception: ReceptionDay, station: Unit, deputy_id: int) -> Duty:
    title = f"在{station.name}接待群众"
    return Duty(DutySource.RECEPTION, reception.pk, deputy_id, DutyKind.RECEPTION, reception.date, title, reception.topic, station.name, station)
