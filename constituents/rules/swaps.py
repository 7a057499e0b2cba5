"""Who may take over a colleague's day, and what of it a deputy may do."""

from django.db.models import Exists, OuterRef, QuerySet

from common import clock
from constituents.choices import OfferState
from constituents.models import Away, DutyOffer, ReceptionDay, ReceptionDuty
from deputies.models import Deputy


def colleagues(day: ReceptionDay) -> QuerySet[Deputy]:
    """Deputies of the station who may act on the day, are not on duty anywhere that day and have not said that they are away."""
    busy = ReceptionDuty.objects.filter(deputy=OuterRef("pk"), day__date=day.date)
    away = Away.objects.filter(deputy=OuterRef("pk")).covering(day.date)
    return Deputy.objects.linked_to(day.station_id, day.date).filter(~Exists(busy), ~Exists(away)).order_by("name", "pk")


def can_offer(deputy_id: int | None, duty: ReceptionDuty) -> bool:
    return duty.deputy_id == deputy_id and duty.day.is_planned and duty.day.date > clock.today()


def can_accept(deputy_id: int | None, offer: DutyOffer) -> bool:
    """Whom the question is put to; whether it can still be is for the verb."""
    return deputy_id is not None and deputy_id != offer.giver_id and offer.receiver_id in (None, deputy_id)


def can_withdraw(deputy_id: int | None, offer: DutyOffer) -> bool:
    return offer.giver_id == deputy_id and offer.state == OfferState.OPEN
