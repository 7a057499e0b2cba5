"""Addresses of rows, many on a page."""

from functools import cache

from django.urls import reverse


def address_of(name: str, pk: int) -> str:
    """`reverse(name, args=[pk])` for an address with one number; the resolver is asked once a process, not once a row."""
    before, after = _parts(name)
    return f"{before}{pk}{after}"


@cache
def _parts(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return before, after
