"""Background jobs."""

import factory

from jobs.models import Job
from tests.factories.accounts import UserFactory


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    kind = "count"
    title = factory.Sequence(lambda n: f"任务{n}")
    owner = factory.SubFactory(UserFactory)
