"""The rules of a version are kept once they are committed, not before."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stations.rules import published
from stations.services.regulations import current_regulation

pytestmark = pytest.mark.django_db


def asked(regulation) -> int:
    with CaptureQueriesContext(connection) as found:
        assert published.rules_of_version(regulation.pk).body == regulation.body
    return len(found)


def test_inside_a_transaction_nothing_is_kept(town):
    regulation = current_regulation(town.station)
    assert [asked(regulation), asked(regulation)] == [1, 1]


def test_outside_it_is_read_once(town, monkeypatch):
    regulation = current_regulation(town.station)
    monkeypatch.setattr(published, "_kept", {})
    monkeypatch.setattr(published, "connection", SimpleNamespace(in_atomic_block=False))
    assert [asked(regulation), asked(regulation)] == [1, 0]
