"""What becomes of a station's coming reception days when it is merged or closed. Days that were held stay where they were."""

from django.db.models import Exists, OuterRef, QuerySet

from common import clock
from constituents.models import ReceptionDay, ReceptionDuty, Visit
from stations.models import Unit


def foresee(unit: Unit, successor: Unit | None) -> list[str]:
    days = _coming(unit).count()
    if not days:
        return []
    return [f"以后的 {days} 个接待日转到「{successor.name}」。" if successor else f"以后的 {days} 个接待日取消。"]


def settle(unit: Unit, successor: Unit | None) -> dict[str, int]:
    """Hand the coming days to the successor; where it receives on that day itself, the deputies join. Without one they are cancelled."""
    days = list(_coming(unit).order_by("pk"))
    if not days:
        return {}
    if successor is None:
        ReceptionDay.objects.filter(pk__in=[day.pk for day in days]).delete()
        return {"days_cancelled": len(days)}
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
