"""Addresses of rows are those of the resolver."""

import pytest
from django.urls import reverse

from common.addresses import address_of


@pytest.mark.parametrize("name", ["opinions:detail", "opinions:visit", "deputies:detail", "stations:unit", "stations:unit_edit"])
def test_an_address_is_the_resolvers(name):
    for pk in (1, 90, 1000):
        assert address_of(name, pk) == reverse(name, args=[pk])
