"""Visitors and visits, logged by the product's own verbs."""

from datetime import timedelta

import factory

from common import clock
from constituents.models import Constituent, Visit
from opinions.services.visits import MatterDraft, VisitDraft, Visitor, take_visit

WORDS = "村东头的水渠塌了一段，浇不上地。"


class ConstituentFactory(factory.django.DjangoModelFactory):
    """A visitor of `station=`, who must be given."""

    class Meta:
        model = Constituent

    name = "王小明"
    phone = "13912346215"
    village = "河湾村"


def draft(town, **facts) -> VisitDraft:
    """A walk-in at the town's station an hour ago, with one referred matter."""
    known = {"station": town.station, "at": clock.now() - timedelta(hours=1), "matters": (MatterDraft(words=WORDS),)}
    return VisitDraft(**(known | facts))


def visited(town, name="王小明", phone="13912346215", **facts) -> Visit:
    """That visit, logged by the town's liaison officer."""
    return take_visit(draft(town, visitor=Visitor(name=name, phone=phone, village="河湾村"), **facts), town.officer)
