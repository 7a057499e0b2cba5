"""Units, posts, regulations."""

from datetime import date

import factory

from stations.choices import Level, Role, UnitKind
from stations.models import Post, Regulation, Unit
from stations.rules.regulation import DEFAULT_BODY
from tests.factories.accounts import UserFactory


class UnitFactory(factory.django.DjangoModelFactory):
    """A station; `kind=`, `parent=` make anything else."""

    class Meta:
        model = Unit

    kind = UnitKind.STATION
    name = factory.Sequence(lambda n: f"单位{n}")
    mark = factory.Sequence(lambda n: f"字{n}")


class CongressFactory(UnitFactory):
    kind = UnitKind.CONGRESS
    level = Level.TOWN
    mark = ""


class DepartmentFactory(UnitFactory):
    kind = UnitKind.DEPARTMENT
    mark = ""


class PostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Post

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Role.LIAISON_OFFICER
    starts_on = date(2020, 1, 1)


class RegulationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Regulation

    congress = factory.SubFactory(CongressFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "代表联络站工作制度"
    body = factory.LazyFunction(lambda: DEFAULT_BODY)
