import uuid
from datetime import date

import pytest
from django.urls import reverse

from common import clock
from jobs.models import Job
from tests.factories.deputies import DeputyFactory, DutyRecordFactory, MandateFactory
from tests.factories.reports import YEAR

URL = reverse("reports:annual")
ROWS = reverse("reports:annual_rows")


@pytest.fixture(autouse=True)
def in_2026(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(YEAR, 11, 23))


@pytest.fixture
def office(client, town):
    client.force_login(town.office)
    return client


def page(client, url=URL, **query) -> str:
    return client.get(url, query).content.decode()


@pytest.mark.parametrize(
    ("who", "own", "another"),
    [
        ("office", 200, 404),
        ("head", 200, 404),
        ("deputy_head", 200, 404),
        ("county_office", 200, 200),
        ("officer", 403, 403),
        ("clerk", 403, 403),
        ("deputy_user", 403, 403),
        ("administrator", 403, 403),
    ],
)
def test_doors(client, town, who, own, another):
    client.force_login(getattr(town, who))
    for url in (URL, ROWS):
        codes = [client.get(url, {"congress": congress.pk}).status_code for congress in (town.congress, town.congress_elsewhere)]
        assert codes == [own, another]
    data = {"congress": town.congress_elsewhere.pk, "year": YEAR, "request_key": uuid.uuid4()}
    assert client.post(URL, data).status_code == (302 if another == 200 else another)


def test_it_opens_on_ones_own_congress_and_this_year(office, duty_year):
    shown = page(office)
    assert ("青禾镇人大主席团 · 2026年 · 共 6 次" in shown, "补选者" in shown, "5月1日起任" in shown) == (True, True, True)


def test_a_figure_leads_to_its_rows(office, duty_year):
    query = {"congress": duty_year.town.congress.pk, "year": YEAR, "deputy": duty_year.zhou.pk, "kind": "opinion"}
    link = f"{ROWS}?year={YEAR}&amp;congress={query['congress']}&amp;below=&amp;deputy={query['deputy']}&amp;kind=opinion"
    assert f'<a href="{link}">2</a>' in page(office)
    rows = page(office, ROWS, **query)
    assert (rows.count('<td class="title">'), "周启明 · 收到意见 · 2026年" in rows) == (2, True)


def test_a_row_leads_to_its_source_where_the_reader_may_open_it(office, town):
    seat = MandateFactory(term=town.term, group=town.groups[0])
    for number, (source, station) in enumerate(
        [("reception", "station"), ("activity", "station"), ("entered", ""), ("home_day", "station_elsewhere")], 1
    ):
        where = getattr(town, station) if station else None
        DutyRecordFactory(deputy=seat.deputy, on=date(YEAR, 5, 10), source=source, source_id=number, station=where)
    rows = page(office, ROWS, deputy=seat.deputy.pk)
    links = [reverse(name, args=[number]) for name, number in (("constituents:reception", 1), ("opinions:activity", 2), ("deputies:entry", 3))]
    assert [f'<a href="{link}">' in rows for link in links] == [True] * 3
    assert reverse("constituents:home_day", args=[4]) not in rows


def test_rows_of_nothing_of_anothers_deputy_and_of_nonsense(office, duty_year):
    stranger = DeputyFactory()
    assert "这个数是 0" in page(office, ROWS, kind="bill")
    assert [office.get(ROWS, query).status_code for query in ({"deputy": stranger.pk}, {"kind": "x"}, {"deputy": "x"}, {"year": "1900"})] == [404] * 4


def test_the_county_sees_towns_as_lines(client, duty_year):
    client.force_login(duty_year.town.county_office)
    shown = page(client, congress=duty_year.town.county.pk, below="1")
    assert ("减：重复列示" in shown, "共 7 次" in shown, "何秀兰" in shown) == (True, True, False)


def test_a_wrong_year_keeps_the_form_and_says_so(office, town):
    response = office.get(URL, {"year": "1900"})
    assert (response.status_code, "生成 Excel" in response.content.decode()) == (200, False)


def test_two_clicks_make_one_job(office, duty_year):
    data = {"congress": duty_year.town.congress.pk, "year": YEAR, "below": "", "request_key": uuid.uuid4()}
    first, second = office.post(URL, data), office.post(URL, data)
    job = Job.objects.get()
    assert (first["Location"], second["Location"]) == (job.get_absolute_url(),) * 2
    assert (job.title, job.owner) == ("青禾镇人大主席团2026年度代表履职情况统计表", duty_year.town.office)
    assert job.params == {"congress": duty_year.town.congress.pk, "year": YEAR, "below": False, "span": 3, "only": {}}


@pytest.mark.parametrize("url", [URL, ROWS])
def test_the_same_queries_for_1_and_3_rows(office, town, url, django_assert_max_num_queries):
    page(office, url)  # what the frame keeps in the cache is read once
    taken = []
    for rows in (1, 3):
        for _ in range(rows - len(taken)):
            deputy = MandateFactory(term=town.term, group=town.groups[0]).deputy
            DutyRecordFactory(deputy=deputy, on=date(YEAR, 5, 10), station=town.station)
        with django_assert_max_num_queries(20) as queries:
            assert "代表" in page(office, url)
        taken.append(len(queries))
    assert taken[0] == taken[1]
