"""Terms, groups, constituencies, deputies, mandates, duty records."""

from datetime import date

import factory

from deputies.choices import DutyKind, DutySource, SuspensionCause
from deputies.models import Constituency, Deputy, DutyRecord, Group, Mandate, Suspension, Term
from tests.factories.stations import CongressFactory


class TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Term

    congress = factory.SubFactory(CongressFactory)
    name = factory.Sequence(lambda n: f"第{n}届")
    starts_on = date(2021, 11, 1)
    ends_on = date(2030, 12, 31)


class GroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Group

    congress = factory.SubFactory(CongressFactory)
    name = factory.Sequence(lambda n: f"第{n}小组")
    position = factory.Sequence(lambda n: n)


class ConstituencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Constituency

    term = factory.SubFactory(TermFactory)
    name = factory.Sequence(lambda n: f"第{n}选区")


class DeputyFactory(factory.django.DjangoModelFactory):
    """A deputy without a seat; `user=` gives a login."""

    class Meta:
        model = Deputy

    name = factory.Sequence(lambda n: f"代表{n}")
    gender = "female"


class MandateFactory(factory.django.DjangoModelFactory):
    """A seat from the first day of its term; `term__congress=` puts it in a congress."""

    class Meta:
        model = Mandate

    deputy = factory.SubFactory(DeputyFactory)
    term = factory.SubFactory(TermFactory)
    starts_on = factory.SelfAttribute("term.starts_on")


class SuspensionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Suspension

    mandate = factory.SubFactory(MandateFactory)
    cause = SuspensionCause.DETAINED
    starts_on = date(2026, 3, 1)


class DutyRecordFactory(factory.django.DjangoModelFactory):
    """A record that arose from an opinion."""

    class Meta:
        model = DutyRecord

    deputy = factory.SubFactory(DeputyFactory)
    kind = DutyKind.OPINION
    on = date(2026, 5, 10)
    title = "收到一件意见"
    source = DutySource.OPINION
    source_id = factory.Sequence(lambda n: n + 1)
