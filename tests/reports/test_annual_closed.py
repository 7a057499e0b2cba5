"""A closed year is shown with today's numbers, and says what was reported."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from deputies.services.closings import close_year
from deputies.services.ledger import record_duty, withdraw_duty
from reports.rules.annual import EVERYONE, Only
from reports.services.annual import Tally, annual
from reports.services.annual_closed import closed_in
from reports.services.annual_workbook import workbook

pytestmark = pytest.mark.django_db
URL, DAY = reverse("reports:annual"), date(2025, 3, 12)
DIFFERS = "2026年1月8日关闭，关闭时 1 次，现在 2 次，关闭以后更正 1 条"


@pytest.fixture
def closing(town):
    record_duty("opinion", 1, town.deputy, "opinion", DAY, "路灯")
    with time_machine.travel("2026-01-08T01:00:00Z", tick=False):
        return close_year(town.congress, 2025, town.office)


@pytest.mark.parametrize("more", [{}, {"show": "groups"}, {"show": "years"}, {"below": "1"}])
def test_the_page_says_what_was_reported(client, town, closing, more):
    client.force_login(town.county_office if "below" in more else town.office)
    asked = {"year": 2025, "congress": town.county.pk if "below" in more else town.congress.pk} | more
    page = client.get(URL, asked).content.decode()
    assert "2026年1月8日关闭，关闭时和现在都是 1 次" in page
    record_duty("opinion", 2, town.deputies[1], "opinion", DAY, "水渠")
    page = client.get(URL, asked).content.decode()
    assert page.count(DIFFERS) == 2  # over the table, and in the explanation
    assert f'<a href="{reverse("deputies:closing", args=[closing.pk])}">看关闭时的表和更正' in page
    assert "关闭，" not in client.get(URL, asked | {"year": 2026}).content.decode()


def test_the_workbook_says_so_under_the_table_and_in_the_explanation(town, closing):
    record_duty("opinion", 2, town.deputies[1], "opinion", DAY, "水渠")
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(Tally(town.congress, 2025, False), "罗敏")[0]))
    table, words = (book.get_sheet_by_name(name).to_python() for name in ("统计表", "口径说明"))
    assert any(DIFFERS in str(row[0]) for row in table)
    assert [DIFFERS in row[1] for row in words if row[0] == "年度关闭"] == [True]


def test_of_some_deputies_their_own_figures_are_compared(town, closing):
    record_duty("opinion", 2, town.deputies[1], "opinion", DAY, "水渠")
    told = []
    for only in (EVERYONE, Only(deputy=town.deputy.pk), Only(deputy=town.deputies[1].pk)):
        (closed,) = closed_in(annual(town.congress, 2025, only=only).parts, 2025, only)
        told.append((closed.was, closed.now, closed.corrections))
    assert told == [(1, 2, 1), (1, 1, 0), (0, 1, 1)]


def test_corrections_that_make_up_for_one_another_are_told(town, closing):
    record_duty("opinion", 2, town.deputies[1], "opinion", DAY, "水渠")
    withdraw_duty("opinion", 1)
    (closed,) = closed_in(annual(town.congress, 2025).parts, 2025, EVERYONE)
    assert closed.differs
    assert closed.words.endswith("关闭时和现在都是 1 次，关闭以后更正 2 条。")
