"""What summaries count of receptions, of a quarter and of a year alike: what was held, and who really came."""

from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet

from common.clock import SHANGHAI
from constituents.choices import RECEIVED
from constituents.models import HomeDay, ReceptionDay, ReceptionDuty, Visit
from stations.choices import UnitKind

CAME = Exists(ReceptionDuty.objects.filter(day=OuterRef("pk"), attended=True))


def days_between(stations, first: date, after: date) -> QuerySet[ReceptionDay]:
    """Reception days that were not cancelled; a planned day of a home is held as its home day and counts there."""
    is_held = CAME | Q(drop_reason="", station__kind=UnitKind.STATION)
    return ReceptionDay.objects.filter(is_held, station__in=stations, date__gte=first, date__lt=after)


def home_days_between(stations, first: date, after: date) -> QuerySet[HomeDay]:
    return HomeDay.objects.standing().filter(station__in=stations, date__gte=first, date__lt=after)


def visits_between(stations, first: date, after: date) -> tuple[QuerySet[Visit], QuerySet[Visit]]:
    """Of people who came to the station, and what came by another way (calls, home visits, letters, questionnaires)."""
    begins, ends = (datetime.combine(day, time(), SHANGHAI) for day in (first, after))
    visits = Visit.objects.valid().filter(station__in=stations, at__gte=begins, at__lt=ends)
    return visits.filter(way__in=RECEIVED), visits.exclude(way__in=RECEIVED)


def days_told(kind: str, days: int, attended: int, home_days: int) -> str:
    """A station without home days says nothing of them, a home without reception days nothing of those."""
    receptions = f"接待日 {days} 个，其中有代表到站 {attended} 个。" if days or kind != UnitKind.HOME else ""
    return receptions + (f"代表之家活动日 {home_days} 次。" if home_days or kind != UnitKind.STATION else "")


def others_told(others: int) -> str:
    return f"另有来电、走访、来信等 {others} 次。" if others else ""
