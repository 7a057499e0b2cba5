"""The page of a closed year."""

from datetime import date

import pytest
from django.urls import reverse

from deputies.services.closings import close_year
from deputies.services.ledger import record_duty

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 12)


@pytest.fixture
def closing(town):
    record_duty("opinion", 1, town.deputy, "opinion", DAY, "路灯")
    return close_year(town.congress, 2025, town.office)


@pytest.fixture
def url(closing) -> str:
    return reverse("deputies:closing", args=[closing.pk])


def test_every_correction_can_be_read(client, town, url):
    for number in range(2, 53):
        record_duty("opinion", number, town.deputy, "opinion", DAY, f"第 {number} 件")
    client.force_login(town.office)
    first, second = client.get(url).context["page"], client.get(url, {"page": "2"}).context["page"]
    assert (len(first.rows), first.total, [row.title for row in second.rows]) == (50, 51, ["第 2 件"])
