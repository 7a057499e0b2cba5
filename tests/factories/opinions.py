"""Opinions in any state, and the categories they are sorted into."""

import factory

from common import clock
from opinions.choices import Channel
from opinions.models import Category, Opinion, OpinionEvent
from opinions.services import Registration, register
from opinions.services.register import drafted
from stations.services.regulations import current_regulation


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"领域{n}")


def registered(town, **facts) -> Opinion:
    """An opinion as the liaison officer of the town's station registers it."""
    known = {"station": town.station, "channel": Channel.VISIT, "received_on": clock.today(), "words": "村东头的水渠塌了一段，浇不上地。"}
    return register(Registration(**(known | facts)), town.officer)


class OpinionFactory(factory.django.DjangoModelFactory):
    """A row as it is, without number counter, events, duty records: `station=`, `registered_by=` must be given."""

    class Meta:
        model = Opinion

    channel = Channel.VISIT
    words = factory.Sequence(lambda n: f"第 {n} 件事，请帮忙看一看。")
    serial = factory.Sequence(lambda n: n + 1)
    number = factory.LazyAttribute(lambda row: f"{row.station.mark}2026-{row.serial:04d}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        known = {key: kwargs.pop(key) for key in ("station", "channel", "words") if key in kwargs}
        actor = kwargs.pop("registered_by")
        received_on = kwargs.pop("received_on", clock.today())
        row = drafted(Registration(received_on=received_on, **known), actor, current_regulation(known["station"]))
        row.year = received_on.year
        for key, value in kwargs.items():
            setattr(row, key, value)
        row.save(force_insert=True)
        OpinionEvent.objects.create(
            opinion=row, at=row.registered_at, actor=actor, action="register", to_state=row.state, detail={"version": row.version}
        )
        return row
