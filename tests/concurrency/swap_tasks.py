"""Colleagues who take the same offered days at the same moment: tasks of the racer."""

from datetime import timedelta

DAYS = 60


def prepare_offers() -> dict:
    """A station with a giver and eight colleagues; each of the giver's days is offered to any of them."""
    from common import clock
    from constituents.models import DutyOffer, ReceptionDay, ReceptionDuty
    from stations.models import Unit
    from tests.concurrency.racer import prepare_station
    from tests.factories.deputies import DeputyFactory, MandateFactory, TermFactory
    from tests.factories.stations import UnitFactory

    prepare_station()
    congress, today = Unit.objects.get(name="青禾镇人大主席团"), clock.today()
    station = UnitFactory(parent=congress, name=f"换班站{Unit.objects.count()}")
    term = TermFactory(congress=congress, name=f"换班届{station.pk}", starts_on=today, ends_on=today + timedelta(days=400))
    people = [MandateFactory(deputy=DeputyFactory(), term=term, station=station).deputy for _ in range(9)]
    offers = []
    for number in range(1, DAYS + 1):
        day = ReceptionDay.objects.create(station=station, date=today + timedelta(days=number))
        ReceptionDuty.objects.create(day=day, deputy=people[0])
        offers.append(DutyOffer.objects.create(day=day, giver=people[0]).pk)
    return {"offers": offers, "takers": [deputy.pk for deputy in people[1:]]}


def same_offers(number: int, rounds: int, prepared: dict) -> list:
    """Each process is one colleague and accepts every offer; answer with those that it was given."""
    from django.core.exceptions import ValidationError

    from constituents.models import DutyOffer
    from constituents.services.swaps import accept_offer
    from deputies.models import Deputy
    from tests.concurrency.racer import _officer

    taker, got = Deputy.objects.get(pk=prepared["takers"][number]), []
    for offer in DutyOffer.objects.filter(pk__in=prepared["offers"]).order_by("pk"):
        try:
            accept_offer(offer, taker, _officer())
            got.append(offer.pk)
        except ValidationError:
            pass
    return got


def naive_offers(number: int, rounds: int, prepared: dict) -> list:
    """Look whether it is open, then write."""
    from constituents.models import DutyOffer

    got = []
    for pk in prepared["offers"]:
        offer = DutyOffer.objects.get(pk=pk)
        if offer.state == "open":
            offer.state, offer.taker_id = "accepted", prepared["takers"][number]
            offer.save(update_fields=["state", "taker"])
            got.append(pk)
    return got


PREPARE = {"same_offers": prepare_offers, "naive_offers": prepare_offers}
TASKS = {"same_offers": same_offers, "naive_offers": naive_offers}
