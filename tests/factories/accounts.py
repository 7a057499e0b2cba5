"""People who log in."""

import factory
from django.contrib.auth.hashers import MD5PasswordHasher

from accounts.models import User

PASSWORD = "Liaison-2026"


HASHED = MD5PasswordHasher().encode(PASSWORD, "salt")  # of tests/conftest.py; a module's fixture may come before it


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"人员{n}")
    password = HASHED
