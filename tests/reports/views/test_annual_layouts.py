"""Groups, stations, years, norms and one deputy on screen: every figure leads to its rows, and the workbook says the same."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from common import clock
from jobs import services as jobs
from jobs import storage
from jobs.models import Job
from reports.rules.annual import Only
from reports.services.annual import annual
from reports.services.annual_norms import norm_table
from tests.deputies.test_norms import norm, rule
from tests.factories.deputies import DeputyFactory, DutyRecordFactory, GroupFactory, MandateFactory
from tests.factories.reports import YEAR

URL, ROWS = reverse("reports:annual"), reverse("reports:annual_rows")
FIGURE = re.compile(r'<a href="([^"]+)">(-?\d+)</a>')


@pytest.fixture(autouse=True)
def in_2026(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(YEAR, 11, 23))


@pytest.fixture
def normed(duty_year):
    """The year with norms of deputies, a group, a station and the congress; one act of two deputies together."""
    town = duty_year.town
    asked = [
        norm("接待和培训", number=2, counts=["reception", "training"]),
        norm("意见", period="quarter", number=1, counts=["opinion"], binding=False),
    ]
    asked.append(norm("本届意见", period="term", number=5, counts=["opinion"]))
    places = [
        norm("小组视察", subject="group", number=1, counts=["inspection"]),
        norm("站里视察", subject="station", number=2, counts=["inspection"]),
    ]
    rule(town, *asked, *places, norm("集体视察", subject="congress", number=3, counts=["inspection"]))
    for deputy in (duty_year.zhou, duty_year.town.deputies[2]):
        DutyRecordFactory(deputy=deputy, kind="inspection", on=date(YEAR, 6, 1), source="activity", source_id=77, station=town.station)
    return duty_year


@pytest.fixture
def office(client, town):
    client.force_login(town.office)
    return client


def follow(client, url: str) -> int:
    """How many rows a figure's link leads to: duty records, or the lines of the roster."""
    response = client.get(url)
    assert response.status_code == 200
    return response.context["page"].total if url.startswith(ROWS) else len(response.context["part"].lines)


@pytest.mark.parametrize("show", ["", "groups", "stations", "years", "norms"])
def test_every_figure_leads_to_exactly_that_many_rows(office, normed, show):
    figures = FIGURE.findall(office.get(URL, {"show": show}).content.decode())
    assert len(figures) > 8
    assert {(url, int(number)) for url, number in figures} == {(url, follow(office, unescape(url))) for url, _ in figures}


@pytest.mark.parametrize("narrowed", ["group", "no_group", "station", "deputy"])
def test_so_do_those_of_one_group_station_and_deputy(office, normed, narrowed):
    town = normed.town
    given = {
        "group": {"group": town.groups[0].pk},
        "no_group": {"group": 0},
        "station": {"station": town.station.pk},
        "deputy": {"deputy": normed.zhou.pk},
    }
    for show in ("", "years", "norms"):
        figures = FIGURE.findall(office.get(URL, given[narrowed] | {"show": show}).content.decode())
        assert {(url, int(number)) for url, number in figures} == {(url, follow(office, unescape(url))) for url, _ in figures}
        assert figures or (narrowed, show) == ("no_group", "norms")


@pytest.mark.parametrize("show", ["", "years"])
def test_so_do_those_of_a_subtree_and_what_it_takes_off(client, normed, show):
    client.force_login(normed.town.county_office)
    figures = FIGURE.findall(client.get(URL, {"congress": normed.town.county.pk, "below": "1", "show": show}).content.decode())
    assert any(number.startswith("-") for _, number in figures) == (show == "")
    assert {(url, abs(int(number))) for url, number in figures} == {(url, follow(client, unescape(url))) for url, _ in figures}
    assert len(figures) > 8


def test_a_link_that_says_another_number_would_be_found(office, normed):
    ((url, number), *_) = FIGURE.findall(office.get(URL).content.decode())
    DutyRecordFactory(deputy=normed.zhou, kind="opinion", on=date(YEAR, 8, 8))
    assert follow(office, unescape(url)) != int(number)


def test_an_act_of_several_is_one_row_with_all_their_names(office, normed):
    town = normed.town
    (place,) = [place for place in norm_table(town.congress, YEAR).places if place.norm.subject == "congress"]
    assert (place.done, place.wanted, place.missing) == (1, 3, 2)
    shown = office.get(ROWS, {"norm": place.norm.code, "place": place.pk}).content.decode()
    assert ("马文山、周启明" in shown or "周启明、马文山" in shown, "几名代表一起做的算一次" in shown) == (True, True)


def test_norms_ask_for_whole_periods_and_too_much_in_one_makes_up_for_no_other(normed):
    table = norm_table(normed.town.congress, YEAR)
    told = {line.name: [(each.wanted, each.done, each.missing) for each in table.of(line)] for line in table.part.lines}
    assert told == {
        "周启明": [(2, 1, 1), (4, 1, 3), (5, 2, 3)],  # one opinion in the first quarter, one the year before; the last of December is to come
        "马文山": [(2, 0, 2), (4, 0, 4), (5, 0, 5)],
        "何秀兰": [(2, 1, 1), (4, 0, 4), (5, 0, 5)],
        "补选者": [(0, 0, 0), (2, 0, 2), (5, 0, 5)],  # since the first of May: the third and fourth quarter
        "离任者": [(0, 0, 0), (2, 0, 2), (0, 0, 0)],
    }
    DutyRecordFactory.create_batch(3, deputy=normed.zhou, kind="opinion", on=date(YEAR, 2, 2))
    table = norm_table(normed.town.congress, YEAR, Only(deputy=normed.zhou.pk))
    assert [(each.wanted, each.done, each.missing) for each in table.lines[0]] == [(2, 1, 1), (4, 4, 3), (5, 5, 0)]
    assert [(each.norm.name, each.missing) for each in table.sums] == [("接待和培训", 1), ("意见", 3), ("本届意见", 0)]


def made(client, **given):
    """The workbook that the button makes, and its job."""
    client.post(URL, {"year": YEAR, "request_key": "5b0e3c1e-7d4b-4a54-9a39-1f5a7b0f6c11"} | given)
    jobs.run_pending()
    job = Job.objects.get()
    assert job.state == "done", job.error
    return load_workbook(BytesIO(b"".join(storage.read(job.result_path)))), job


def rows_of(sheet) -> list[tuple]:
    return [row for row in sheet.iter_rows(min_row=4, values_only=True) if isinstance(row[0], int) or row[0] in {"合计", "小计"}]


def test_screen_workbook_and_function_say_the_same(office, normed):
    congress = normed.town.congress
    book, _ = made(office)
    assert book.sheetnames == ["统计表", "按小组", "按站（家）", "历年对比", "对照指标", "明细", "口径说明"]
    (part,) = annual(congress, YEAR).parts
    for name, show, parts in (("按小组", "groups", part.groups), ("按站（家）", "stations", part.stations)):
        told = [(each.name, len(each.lines), *each.counts, each.total) for each in parts]
        assert [row[1:17] for row in rows_of(book[name])[:-1]] == told
        assert rows_of(book[name])[-1][2:17] == (part.deputies, *part.counts, part.total)
        assert [(each.name, len(each.lines), *each.counts, each.total) for each in office.get(URL, {"show": show}).context["parts"]] == told
    years = office.get(URL, {"show": "years"}).context["years"]
    told = [cells for _, cells in years.kinds] + [years.total] + [row.cells for _, _, rows in years.sections for row in rows]
    flat = [tuple(value for place, cell in enumerate(cells) for value in (cell.number, cell.change)[: 2 if place else 1]) for cells in told]
    assert [row[2:7] for row in rows_of(book["历年对比"])] == flat
    norms = office.get(URL, {"show": "norms"}).context["norms"]
    told = [tuple(value for each in norms.of(line) for value in (each.wanted, each.done, each.missing)) for line in norms.part.lines]
    assert [row[3:12] for row in rows_of(book["对照指标"]) if row[2] in {line.name for line in part.lines}] == told
    assert [row[1:6] for row in rows_of(book["对照指标"])[-len(norms.places) :]] == [
        (place.norm.name, place.name, place.wanted, place.done, place.missing) for place in norms.places
    ]


@pytest.mark.parametrize("narrowed", ["group", "station", "deputy"])
def test_the_workbook_of_one_group_station_or_deputy(office, normed, narrowed):
    town = normed.town
    pk, name = {"group": (town.groups[0].pk, "第一代表小组"), "station": (town.station.pk, "河湾村联络站"), "deputy": (normed.zhou.pk, "周启明")}[
        narrowed
    ]
    book, job = made(office, **{narrowed: pk}, span=2)
    only = Only(**{narrowed: pk})
    report = annual(town.congress, YEAR, only=only)
    lines = [row for row in rows_of(book["统计表"]) if isinstance(row[0], int)]
    assert [(row[2], row[16]) for row in lines] == [(line.name, line.total) for line in report.lines]
    assert book["明细"].max_row - 3 == report.total == office.get(ROWS, {narrowed: pk}).context["page"].total
    assert [cell.value for cell in book["历年对比"][3]] == ["序号", "项目", "2025年", "2026年", "增减", "备注"]
    assert (job.result_name, book["统计表"]["A2"].value) == (
        f"青禾镇人大主席团{name}2026年度代表履职情况统计表.xlsx",
        f"填报单位：青禾镇人大主席团{name}",
    )


def test_a_group_of_another_congress_is_left_out_and_refused_in_rows(office, normed):
    foreign = GroupFactory(congress=normed.town.congress_elsewhere).pk
    response = office.get(URL, {"group": foreign})
    assert (response.context["wanted"].only, len(response.context["part"].lines)) == (Only(), 5)
    assert office.get(ROWS, {"group": foreign}).status_code == 404
    assert [office.get(url, {"deputy": DeputyFactory().pk}).status_code for url in (URL, ROWS)] == [404, 404]
    assert office.get(ROWS, {"norm": "nonsense"}).status_code == 404


def test_without_norms_and_without_deputies_the_page_says_what_to_do(office, duty_year):
    assert "这一年没有指标" in office.get(URL, {"show": "norms"}).content.decode()
    assert "这里在这一年没有在任的代表" in office.get(URL, {"group": 0, "station": duty_year.town.station.pk}).content.decode()
    assert "这几年没有在任" in office.get(URL, {"deputy": duty_year.elected_in_may.pk, "year": YEAR - 2, "span": 2}).content.decode()


@pytest.mark.parametrize("show", ["groups", "stations", "years", "norms", "deputy"])
def test_the_same_queries_for_1_and_3_rows(office, town, show, django_assert_max_num_queries):
    rule(town, norm("接待"), norm("小组视察", subject="group"))
    query = {"deputy": town.deputy.pk} if show == "deputy" else {"show": show}
    office.get(URL, query)  # what the frame keeps in the cache is read once
    taken = []
    for rows in (1, 3):
        for _ in range(rows - len(taken)):
            deputy = MandateFactory(term=town.term, group=GroupFactory(congress=town.congress), station=town.station).deputy
            DutyRecordFactory.create_batch(2, deputy=deputy, on=date(YEAR, 5, 10), station=town.station)
        with django_assert_max_num_queries(31) as queries:
            assert "代表" in office.get(URL, query).content.decode()
        taken.append(len(queries))
    assert taken[0] == taken[1]
