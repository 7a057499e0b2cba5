"""The page of a closed year."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from deputies.models import Deputy
from deputies.services.closings import close_year
from deputies.services.ledger import record_duty, withdraw_duty
from deputies.services.seats import end_mandate

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 12)


@pytest.fixture
def closing(town):
    """The first deputy stands in no group, and therefore last."""
    town.deputy.mandates.update(group=None)
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


def test_the_table_stays_as_it_was_reported(client, town, closing):
    withdraw_duty("opinion", 1)
    record_duty("letter", 2, town.deputies[1], "opinion", DAY, "来信")
    end_mandate(town.deputies[2].mandates.get(), date(2024, 12, 31), "moved", "", town.office)
    town.deputy.mandates.update(group=town.groups[0])
    client.force_login(town.office)
    page = client.get(reverse("deputies:closing_table", args=[closing.pk]))
    heads = page.context["table"].heads
    people = [town.deputies[2].name, town.deputies[1].name, town.deputy.name]
    assert [(line.name, bool(line.group), line.total) for line in page.context["page"].rows] == list(
        zip(people, (True, True, False), (0, 0, 1), strict=True)
    )
    assert [head for head, number in zip(heads, page.context["table"].sums, strict=True) if number] == ["收到意见"]
    answer = client.get(reverse("deputies:closing_export", args=[closing.pk]))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [(row[2], row[-1]) for row in rows[-3:]] == [(people[1], 0), (people[2], 1), ("3 名代表", 1)]
    assert len(rows[-1]) == len(heads) + 4


def test_a_table_kept_without_kinds_and_roster_is_read_by_those_of_today(client, town, closing):
    last = town.deputies[2]
    figures = closing.figures | {str(last.pk): {"gone": 2}}
    type(closing).objects.filter(pk=closing.pk).update(kinds=None, roster=None, figures=figures)
    end_mandate(last.mandates.get(), date(2024, 12, 31), "moved", "", town.office)
    client.force_login(town.office)
    table = client.get(reverse("deputies:closing_table", args=[closing.pk])).context["table"]
    assert [(line.name, line.total) for line in table.lines] == [(town.deputies[1].name, 0), (town.deputy.name, 1), (last.name, 2)]
    assert (table.heads[-1], table.sums[-1]) == ("其他", 2)


def test_a_person_who_was_deleted_since_stays_a_line(client, town, closing):
    gone = max(Deputy.objects.values_list("pk", flat=True)) + 1
    type(closing).objects.filter(pk=closing.pk).update(figures=closing.figures | {str(gone): {"opinion": 1}})
    client.force_login(town.office)
    table = client.get(reverse("deputies:closing_table", args=[closing.pk])).context["table"]
    assert ("（已删去）", 1) in [(line.name, line.total) for line in table.lines]
