"""The annual statistics by the congress's own table of duties: columns, folded kinds, once a day, sums over towns with different tables."""

import html
import re
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from deputies.models import DutyRecord
from reports.rules.annual_years import Years
from reports.services.annual import Tally, annual, annual_years
from reports.services.annual_workbook import workbook
from tests.factories.deputies import DutyRecordFactory, MandateFactory, TermFactory
from tests.factories.kinds import NIGHT, kind, rules_kinds, three_kinds

pytestmark = pytest.mark.django_db
YEAR, MARKET = 2026, "n7e7e7e7e"


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-20T01:00:00Z", tick=False):
        yield


def did(deputy, code: str, day: date = date(YEAR, 3, 1), place: str = "") -> DutyRecord:
    return DutyRecordFactory(deputy=deputy, kind=code, on=day, place=place, source="entered", source_id=None)


def shown(counted) -> dict[str, int]:
    return {kind.label: count for kind, count in counted.cells if count}


@pytest.fixture
def elsewhere(town):
    """A deputy of the other town."""
    return MandateFactory(term=TermFactory(congress=town.congress_elsewhere)).deputy


def test_columns_are_the_congresss_and_a_hidden_kind_has_one_while_records_stand_under_it(town):
    three_kinds(town.congress)
    did(town.deputy, NIGHT), did(town.deputy, "contact")
    report = annual(town.congress, YEAR)
    labels = [each.label for each in report.kinds]
    assert (labels[-1], len(labels)) == ("夜访选民", 13)
    assert "走村入户" in labels and "联系走访" not in labels and not any(label.startswith("调研") for label in labels)
    did(town.deputy, "research")
    report = annual(town.congress, YEAR)
    assert shown(report) == {"夜访选民": 1, "走村入户": 1, "调研（已停用）": 1}
    assert report.total == DutyRecord.objects.counted_for([town.congress.pk], YEAR).count() == 3


def test_the_countys_table_adds_up_towns_with_different_tables(town, elsewhere):
    three_kinds(town.congress, under="contact", counting="day")
    rules_kinds(town.congress_elsewhere, **{MARKET: kind("赶集宣讲"), "contact": kind("入户", counting="each")})
    did(town.deputy, NIGHT), did(town.deputy, NIGHT), did(town.deputy, "contact")
    did(elsewhere, MARKET), did(elsewhere, "contact"), did(elsewhere, "contact")
    own = annual(town.congress, YEAR), annual(town.congress_elsewhere, YEAR)
    assert [shown(report) for report in own] == [{"夜访选民": 1, "走村入户": 1}, {"入户": 2, "赶集宣讲": 1}]
    county = annual(town.county, YEAR, below=True)
    assert shown(county) == {"联系走访": 4, "其他": 1}
    assert {part.congress: part.total for part in county.parts if part.total} == {report.congress: report.total for report in own}
    assert county.total == sum(report.total for report in own) == 5
    words = {each.label: each.counted for each in county.kinds}
    assert "包括夜访选民" in words["联系走访"] and "赶集宣讲" in words["其他"]


def test_a_deputy_of_two_congresses_is_counted_as_each_of_them_counts(town):
    MandateFactory(deputy=town.deputy, term=TermFactory(congress=town.county))
    rules_kinds(town.congress, contact=kind("走村入户", counting="day"))
    did(town.deputy, "contact"), did(town.deputy, "contact")
    assert (annual(town.congress, YEAR).total, shown(annual(town.county, YEAR))) == (1, {"联系走访": 2})  # the county counts each act
    county = annual(town.county, YEAR, below=True)
    assert ({part.congress: part.total for part in county.parts if part.total}, county.repeated_total) == ({town.county: 2, town.congress: 1}, 1)
    assert county.total == 2


def test_a_kind_that_the_county_does_not_have_counts_there_as_in_its_town(town):
    MandateFactory(deputy=town.deputy, term=TermFactory(congress=town.county))
    three_kinds(town.congress, under="contact", counting="day")
    did(town.deputy, NIGHT), did(town.deputy, NIGHT)
    assert shown(annual(town.county, YEAR)) == {"联系走访": 1}


def test_the_workbook_counts_what_its_detail_shows(town, elsewhere):
    three_kinds(town.congress, under="contact", counting="place")
    did(town.deputy, NIGHT, place="河湾村"), did(town.deputy, NIGHT, place="河湾村"), did(town.deputy, NIGHT, place="白岩村")
    did(elsewhere, "training")
    for congress, below, name in ((town.congress, False, "夜访选民"), (town.county, True, "联系走访（夜访选民）")):
        data, report = workbook(Tally(congress, YEAR, below), "罗敏")
        rows = [row[1] for row in load_workbook(BytesIO(data))["明细"].iter_rows(min_row=4, values_only=True)]
        assert (rows.count(name), len(rows)) == (2, report.total)
        assert report == annual(congress, YEAR, below)


def test_the_rows_behind_a_figure_are_as_many_as_it_says(client, town, elsewhere):
    three_kinds(town.congress, under="contact", counting="day")
    did(town.deputy, NIGHT), did(town.deputy, NIGHT, place="另一处"), did(town.deputy, "contact"), did(elsewhere, "training")
    client.force_login(town.office)
    rows = reverse("reports:annual_rows") + f"?year={YEAR}&congress={town.congress.pk}&kind="
    assert len(client.get(rows + NIGHT).context["page"].rows) == 1
    assert client.get(rows + "walking").status_code == 404
    client.force_login(town.county_office)
    below = reverse("reports:annual_rows") + f"?year={YEAR}&congress={town.county.pk}&below=1&kind=contact"
    page = client.get(below)
    assert sorted(row.kind_name for row in page.context["page"].rows) == ["夜访选民", "走村入户"]
    assert "夜访选民" in client.get(reverse("reports:annual") + f"?year={YEAR}&congress={town.county.pk}&below=1").content.decode()


def test_each_figure_of_a_line_leads_to_as_many_rows(client, town, elsewhere):
    """In the county's columns, also where a town has kinds of its own."""
    MandateFactory(deputy=town.deputy, term=TermFactory(congress=town.county))
    three_kinds(town.congress, under="contact", counting="day")
    rules_kinds(town.congress_elsewhere, **{MARKET: kind("赶集宣讲")})
    did(town.deputy, NIGHT), did(town.deputy, NIGHT), did(town.deputy, "contact"), did(town.deputies[1], "training")
    did(elsewhere, MARKET), did(elsewhere, "contact")
    client.force_login(town.county_office)
    page = client.get(reverse("reports:annual"), {"year": YEAR, "congress": town.county.pk, "below": 1}).text
    cells = [
        (html.unescape(link), abs(int(figure))) for link, figure in re.findall(rf'href="({reverse("reports:annual_rows")}[^"]+)">(-?\d+)<', page)
    ]
    assert len([link for link, _ in cells if "part=" in link]) == 8
    pages = {link: client.get(link) for link, _ in cells}
    assert [len(pages[link].context["page"].rows) for link, _ in cells] == [figure for _, figure in cells]
    other = next(link for link, _ in cells if f"part={town.congress_elsewhere.pk}&kind=other" in link)
    assert f"{town.congress_elsewhere.name}这一行的这个数" in pages[other].text and "赶集宣讲" in pages[other].text
    assert client.get(other.replace(f"part={town.congress_elsewhere.pk}", f"part={town.station.pk}")).status_code == 404


def test_years_are_set_side_by_side_by_kind(town):
    three_kinds(town.congress)
    did(town.deputy, "research", date(2025, 3, 1)), did(town.deputy, NIGHT)
    years = Years(annual_years(town.congress, [2025, 2026]))
    assert {each.label: [cell.number for cell in cells] for each, cells in years.kinds if any(cell.number for cell in cells)} == {
        "夜访选民": [0, 1],
        "调研（已停用）": [1, 0],
    }


def test_own_kinds_cost_no_query_for_each_row(town, django_assert_num_queries):
    three_kinds(town.congress)
    did(town.deputy, NIGHT)
    with django_assert_num_queries(7):
        annual(town.congress, YEAR)
    for deputy in town.deputies:
        did(deputy, NIGHT), did(deputy, "research")
    with django_assert_num_queries(7):
        annual(town.congress, YEAR)
