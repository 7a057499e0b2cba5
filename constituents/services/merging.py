"""What becomes of a station's coming reception days and known visitors when it is merged or closed. Days that were held stay there."""

from django.db.models import Exists, OuterRef, QuerySet

from common import clock
from constituents.models import Constituent, ReceptionDay, ReceptionDuty, Visit
from stations.models import Unit


def foresee(unit: Unit, successor: Unit | None) -> list[str]:
    days, people = _coming(unit).count(), Constituent.objects.filter(station=unit).count()
    told = []
    if days:
        told.append(f"以后的 {days} 个接待日转到「{successor.name}」。" if successor else f"以后的 {days} 个接待日取消。")
    if people and successor:
        told.append(f"来过的 {people} 位群众，「{successor.name}」登记来访时也能选到。")
    return told


def settle(unit: Unit, successor: Unit | None) -> dict[str, int]:
    """Hand coming days and known visitors to the successor; without one the days are cancelled."""
    days = list(_coming(unit).order_by("pk"))
    if successor is None:
        ReceptionDay.objects.filter(pk__in=[day.pk for day in days]).delete()
        return {"days_cancelled": len(days)}
    people = Constituent.objects.filter(station=unit).update(station=successor)
    return {"visitors_moved": people, **_hand_over(days, successor)}


def _hand_over(days: list[ReceptionDay], successor: Unit) -> dict[str, int]:
    """Where the successor receives on that day itself, the deputies join it."""
    own = {day.date: day for day in ReceptionDay.objects.filter(station=successor, date__in=[day.date for day in days])}
    joined = [day for day in days if day.date in own]
    for day in joined:
        duties = [ReceptionDuty(day=own[day.date], deputy_id=duty.deputy_id) for duty in day.duties.order_by("pk")]
        ReceptionDuty.objects.bulk_create(duties, ignore_conflicts=True)
    ReceptionDay.objects.filter(pk__in=[day.pk for day in joined]).delete()
    ReceptionDay.objects.filter(pk__in=[day.pk for day in days if day.date not in own]).update(station=successor)
    return {"days_moved": len(days) - len(joined), "days_joined": len(joined)}


def _coming(unit: Unit) -> QuerySet[ReceptionDay]:
    """Days after today at which nobody was received yet."""
    visits, attended = Visit.objects.filter(day=OuterRef("pk")), ReceptionDuty.objects.filter(day=OuterRef("pk"), attended=True)
    return ReceptionDay.objects.filter(~Exists(visits), ~Exists(attended), station=unit, date__gt=clock.today())
