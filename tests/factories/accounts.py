"""People who log in."""

from functools import lru_cache

import factory
from django.contrib.auth.hashers import make_password

from accounts.models import User

PASSWORD = "Liaison-2026"


@lru_cache
def hashed() -> str:
    """Hashing is slow on purpose: once is enough for all."""
    return make_password(PASSWORD)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"人员{n}")
    password = factory.LazyFunction(hashed)
