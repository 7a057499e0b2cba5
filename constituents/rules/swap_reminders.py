"""A swap that nobody has taken by the eve of the day: whoever asked for it is told that the day is still theirs."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from common.clock import SHANGHAI
from constituents.choices import OfferState
from constituents.models import DutyOffer, ReceptionDuty
from notices.registry import BEFORE, Draft, Kind, Slot

EVE = Slot(to="要换班的代表", side=BEFORE, days=1, at=time(17), on="接待日")
SWAP_OPEN = Kind(
    "swap-open",
    "换班没有人接",
    (EVE,),
    "联络站制度规范 五（二）1",
    ("12月10日的班没有人接，仍由您接待", "河湾村联络站 09:00。今天还有人接的话，会再告诉您。"),
)


def swap_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """For each open offer of a day that takes place, with the giver on duty there and a login of theirs. One query."""
    first, last = since.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date() + timedelta(days=EVE.days)
    on_duty = ReceptionDuty.objects.filter(day=OuterRef("day"), deputy=OuterRef("giver"))
    offers = DutyOffer.objects.filter(Exists(on_duty), state=OfferState.OPEN, day__date__gte=first, day__date__lte=last, day__is_planned=True)
    for offer in offers.filter(giver__user__isnull=False).select_related("day__station", "giver").order_by("pk"):
        day = offer.day
        due_at = datetime.combine(day.date - timedelta(days=EVE.days), EVE.at, SHANGHAI)
        if offer.offered_at >= due_at:  # asked on the very eve: nobody had the time to answer
            continue
        yield Draft(
            kind=SWAP_OPEN.name,
            subject=str(offer.pk),
            period=f"{day.date:%Y%m%d}",
            recipient_id=offer.giver.user_id,
            title=f"{day.date.month}月{day.date.day}日的班没有人接，仍由您接待",
            body=f"{day.station.name} {day.begins:%H:%M}。今天还有人接的话，会再告诉您。",
            url=reverse("constituents:duties"),
            due_at=due_at,
            valid_until=day.begins,
            unit_id=day.station_id,
            day=day.date,
        )
