"""A closed year keeps its figures; what changes afterwards stands beside them."""

from datetime import date
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.services.audit import recorded
from deputies.models import YearClosing
from deputies.registry import Duty
from deputies.services.closed_years import differences_of
from deputies.services.closings import close_year, figures_of, reopen_year
from deputies.services.entries import EntryDraft, correct_entry, enter_duty, refuse_duty
from deputies.services.ledger import record_duties, record_duty
from deputies.services.seats import end_mandate
from tests.factories.deputies import MandateFactory, TermFactory
from tests.factories.stations import CongressFactory

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 12)


@pytest.fixture
def closed(town):
    """2025 closed with one training of the first deputy; the entry and its closing."""
    entry = enter_duty(EntryDraft(town.deputy, "training", DAY, "代表培训"), town.office, uuid4())
    return entry, close_year(town.congress, 2025, town.office)


def told(closing) -> list[tuple]:
    return [(each.deputy_id, each.kind, each.frozen, each.corrected, each.now) for each in differences_of(closing)]


def checked() -> str:
    """What --check says."""
    out = StringIO()
    call_command("rebuild_duty_ledger", "--check", stdout=out)
    return out.getvalue()


def test_closing_twice_is_one_closing_and_its_figures_stay(town, closed):
    _entry, closing = closed
    assert close_year(town.congress, 2025, town.office) == closing
    closing.refresh_from_db()
    assert closing.figures == {str(town.deputy.pk): {"training": 1}}
    assert told(closing) == []


def test_what_changes_after_closing_is_listed_beside_the_frozen_figures(town, closed):
    entry, closing = closed
    other = town.deputies[1]
    record_duty("opinion", 7, other, "opinion", date(2025, 5, 1), "路灯")
    record_duty("opinion", 7, other, "opinion", date(2025, 5, 1), "路灯不亮")  # only its words changed
    record_duty("opinion", 8, other, "opinion", date(2026, 1, 1), "另一年的")
    refuse_duty(entry, town.office, "没有参加")
    assert told(closing) == [(town.deputy.pk, "training", 1, -1, 0), (other.pk, "opinion", 0, 1, 1)]
    assert all(each.is_explained for each in differences_of(closing))
    assert list(closing.corrections.values_list("title", "change")) == [("路灯", 1), ("代表培训", -1)]


def test_a_record_that_moves_out_of_the_year_is_taken_off(town, closed):
    entry, closing = closed
    correct_entry(entry, EntryDraft(town.deputy, "training", date(2026, 1, 5), "代表培训"), town.office)
    assert told(closing) == [(town.deputy.pk, "training", 1, -1, 0)]


def test_a_seat_that_ended_earlier_shows_without_a_correction(town, closed):
    _entry, closing = closed
    end_mandate(town.deputy.mandates.get(), date(2025, 1, 31), "moved", "", town.office)
    assert told(closing) == [(town.deputy.pk, "training", 1, 0, 0)]
    (difference,) = differences_of(closing)
    assert not difference.is_explained
    assert difference.by_seats
    assert "0 处更正，1 处因为代表资格改过，0 处没有说明" in checked()


def test_corrections_of_days_that_no_longer_count_stay_told(town, closed):
    entry, closing = closed
    end_mandate(town.deputy.mandates.get(), date(2025, 1, 31), "moved", "", town.office)
    enter_duty(EntryDraft(town.deputy, "research", DAY, "调研水渠"), town.office, uuid4())
    refuse_duty(entry, town.office, "没有参加")
    assert told(closing) == [(town.deputy.pk, "research", 0, 1, 0), (town.deputy.pk, "training", 1, -1, 0)]
    assert [each.is_explained for each in differences_of(closing)] == [False, True]
    assert "1 处更正，1 处因为代表资格改过，0 处没有说明" in checked()


def test_what_neither_a_correction_nor_a_seat_explains_is_a_difference(town, closed):
    _entry, closing = closed
    closing.corrections.all().delete()
    YearClosing.objects.filter(pk=closing.pk).update(figures={str(town.deputy.pk): {"training": 2}})
    end_mandate(town.deputies[1].mandates.get(), date(2025, 1, 31), "moved", "", town.office)  # somebody else's seat
    with pytest.raises(CommandError, match="有 1 处和关闭时不同"):
        checked()
    YearClosing.objects.filter(pk=closing.pk).update(roster=None)  # closed before the roster was kept: nobody can tell
    assert "1 处因为代表资格改过" in checked()


def test_of_a_kind_that_counts_once_a_day_acts_that_fall_together_are_no_difference(town, closed):
    _entry, closing = closed
    rows = [row | {"counting": "day"} if row["code"] == "training" else row for row in closing.kinds]
    YearClosing.objects.filter(pk=closing.pk).update(kinds=rows)
    second = enter_duty(EntryDraft(town.deputy, "training", DAY, "又一场"), town.office, uuid4())
    assert [each.is_explained for each in differences_of(closing)] == [True]
    correct_entry(second, EntryDraft(town.deputy, "training", date(2025, 3, 13), "又一场"), town.office)
    closing.refresh_from_db()
    assert told(closing) == [(town.deputy.pk, "training", 1, 1, 2)]
    end_mandate(town.deputy.mandates.get(), date(2025, 1, 31), "moved", "", town.office)
    assert not any(each.is_wrong for each in differences_of(closing))


def test_reopening_needs_no_second_click_and_a_new_closing_freezes_again(town, closed):
    entry, closing = closed
    refuse_duty(entry, town.office, "没有参加")
    assert reopen_year(closing, "补报", town.office)
    assert not reopen_year(closing, "又点一次", town.office)
    record_duty("opinion", 7, town.deputy, "opinion", DAY, "路灯")  # no correction: the year is open
    again = close_year(town.congress, 2025, town.office)
    assert again != closing
    assert (again.corrections.count(), YearClosing.objects.standing().get()) == (0, again)
    assert again.figures == {str(town.deputy.pk): {"opinion": 1}}
    assert figures_of(town.congress, 2025) == {town.deputy.pk: {"opinion": 1}}


def test_check_says_how_many_corrections_stand_beside_a_closed_year(town, closed):
    entry, _ = closed
    refuse_duty(entry, town.office, "没有参加")
    assert "2025 年已关闭，关闭以后有 1 处更正" in checked()


@pytest.fixture
def county_too(town, closed):
    """The first deputy sits in the county's congress, too; it closed this year and another."""
    county = TermFactory(congress=town.county)
    MandateFactory(deputy=town.deputy, term=county)
    return [close_year(town.county, year, town.county_office) for year in (2024, 2025)]


@pytest.mark.parametrize("number", [1, 3])
def test_rows_of_a_closed_year_ask_as_often_for_three_as_for_one(town, county_too, django_assert_num_queries, number):
    duties = [Duty("opinion", 10 + each, town.deputies[each % 2].pk, "opinion", DAY, "路灯") for each in range(number)]
    with recorded() as trail, django_assert_num_queries(10):
        record_duties(duties, trail)
    assert [row.closing.congress_id for row in county_too[1].corrections.all()] == [town.county.pk] * (number - number // 2)


def test_other_congresses_closings_are_not_read(town, closed):
    deputy = MandateFactory(term__congress=CongressFactory(name="外县人大")).deputy
    with recorded(), CaptureQueriesContext(connection) as asked:
        record_duty("opinion", 7, deputy, "opinion", DAY, "路灯")
    (closings,) = [query["sql"] for query in asked.captured_queries if 'FROM "deputies_yearclosing"' in query["sql"]]
    assert "kinds" not in closings
    assert "figures" not in closings
    assert not any("deputies_dutycorrection" in query["sql"] for query in asked.captured_queries)
