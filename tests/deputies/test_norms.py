"""Norms are met or not by what the ledger counts; nobody is asked for periods without a seat."""

import html
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db.models import F
from django.urls import reverse

from constituents.models import ReceptionDay, ReceptionDuty
from deputies.choices import Election
from deputies.services.closings import close_year
from deputies.services.entries import EntryDraft, enter_duty, enter_many
from deputies.services.norm_places import places_of
from deputies.services.norms import shortfalls_of, standings_of, still_to_do, with_seats
from deputies.services.objections import object_to
from stations.models import Unit
from stations.rules import published
from tests.factories.deputies import DutyRecordFactory, MandateFactory, SuspensionFactory, TermFactory
from tests.factories.home_days import arranged
from tests.factories.kinds import kind
from tests.factories.stations import RegulationFactory

pytestmark = pytest.mark.django_db
URL, EXPORT = reverse("deputies:norms"), reverse("deputies:norms_export")


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-20T01:00:00Z", tick=False):
        yield


def norm(name: str, **more) -> dict:
    facts = {"name": name, "subject": "deputy", "period": "year", "number": 2, "counts": ["reception"], "binding": True, "years": {}}
    return facts | {"source": "本镇规定"} | more


def rule(town, *norms: dict) -> None:
    """A newer regulation that asks for these."""
    body = town.regulation.body | {"norms": [row | {"code": f"n{number}"} for number, row in enumerate(norms)]}
    RegulationFactory(congress=town.congress, number=99, body=body)


def did(deputy, kind="reception", day=date(2026, 5, 10), **more):
    return DutyRecordFactory(deputy=deputy, kind=kind, on=day, source="reception", **more)


def told(figures) -> dict:
    """Deputy → done, asked, short; who is short is the same when only that is asked."""
    rows = figures.standings
    ids, congress = {row.tenure.deputy_id for row in rows}, Unit.objects.get(path=rows[0].tenure.congress_path)
    (only,) = shortfalls_of(congress, rows[0].year, [figures.norm], lambda seat: seat.deputy_id in ids)
    assert (only.total, [seat.deputy_id for seat in only.short]) == (len(rows), [row.tenure.deputy_id for row in figures.short])
    return {row.seat.deputy.name: (row.done, row.wanted, row.short_in) for row in with_seats(figures.standings)}


def test_who_did_enough_in_the_year_meets_it(town):
    rule(town, norm("接待"))
    first, second, third = town.deputies
    did(first), did(first), did(second)
    did(third, kind="training"), did(third, day=date(2025, 12, 31)), did(third)
    (figures,) = standings_of(town.congress, 2026)
    assert told(figures) == {first.name: (2, 2, ()), second.name: (1, 2, ("1/2",)), third.name: (1, 2, ("1/2",))}
    assert {row.tenure.deputy_id for row in figures.short} == {second.pk, third.pk}


def test_each_quarter_that_has_begun_is_asked_for(town):
    rule(town, norm("走访", period="quarter", number=1, counts=["contact"]))
    for month in (1, 4, 8):
        did(town.deputy, "contact", date(2026, month, 5))
    (figures,) = standings_of(town.congress, 2026, [town.deputy.pk])
    assert told(figures) == {town.deputy.name: (3, 4, ("第4季度0/1",))}


def test_a_seat_of_part_of_the_year_is_asked_for_whole_periods_alone_and_counts_its_own_days(town):
    rule(town, norm("年", number=1), norm("月", period="month", number=1))
    late = MandateFactory(term=town.term, starts_on=date(2026, 9, 1)).deputy
    did(late, day=date(2026, 8, 1))  # before the seat
    did(late, day=date(2026, 9, 5))
    year, month = standings_of(town.congress, 2026, [late.pk])
    assert told(year) == {late.name: (1, 0, ())}
    assert told(month) == {late.name: (1, 3, ("10月0/1", "11月0/1"))}


def test_what_was_done_while_suspended_does_not_count(town):
    rule(town, norm("接待", number=1))
    SuspensionFactory(mandate=town.deputy.mandates.get(), starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 1))
    did(town.deputy)
    (figures,) = standings_of(town.congress, 2026, [town.deputy.pk])
    assert told(figures) == {town.deputy.name: (0, 1, ("0/1",))}


def test_the_years_own_number_counts_and_none_is_not_asked(town):
    rule(town, norm("一", years={"2026": 0}), norm("二", years={"2026": 3}))
    assert [(each.norm.name, each.norm.number) for each in standings_of(town.congress, 2026)] == [("二", 3)]


def test_a_norm_of_the_term_counts_from_its_first_day_and_is_asked_of_whoever_was_elected_with_the_others(town):
    rule(town, norm("报告", period="term", counts=["report_to_voters"]))
    first, second, _ = town.deputies
    did(first, "report_to_voters", town.term.starts_on), did(first, "report_to_voters")
    did(second, "report_to_voters", town.term.starts_on - timedelta(days=1)), did(second, "report_to_voters")
    later = MandateFactory(term=town.term, starts_on=date(2026, 3, 1), elected_by=Election.BY_ELECTION).deputy
    did(later, "report_to_voters")
    (figures,) = standings_of(town.congress, 2026, [first.pk, second.pk, later.pk])
    assert told(figures) == {first.name: (2, 2, ()), second.name: (1, 2, ("1/2",)), later.name: (1, 0, ())}
    assert [row.norm.name for row in still_to_do(second, 2026)] == ["报告"]
    assert still_to_do(first, 2026) == still_to_do(later, 2026) == []


def test_what_each_does_once_in_a_term_is_asked_of_the_by_elected_who_stay(town):
    rule(town, norm("报告", period="term", number=1, counts=["report_to_voters"]))
    by = {"term": town.term, "starts_on": date(2026, 3, 1), "elected_by": Election.BY_ELECTION}
    stays, leaves, has = MandateFactory(**by).deputy, MandateFactory(**by, ends_on=date(2026, 10, 1)).deputy, MandateFactory(**by).deputy
    did(has, "report_to_voters", date(2026, 3, 1)), did(stays, "report_to_voters", date(2026, 2, 28))
    (figures,) = standings_of(town.congress, 2026, [stays.pk, leaves.pk, has.pk])
    assert told(figures) == {stays.name: (0, 1, ("0/1",)), leaves.name: (0, 0, ()), has.name: (1, 1, ())}
    assert [row.norm.name for row in still_to_do(stays, 2026)] == ["报告"]


def test_a_term_that_has_not_begun_asks_for_nothing_yet(town):
    rule(town, norm("报告", period="term"))
    term = TermFactory(congress=town.congress, name="下一届", starts_on=date(2026, 12, 1), ends_on=date(2031, 11, 30))
    (figures,) = standings_of(town.congress, 2026, [MandateFactory(term=term).deputy_id])
    assert [(row.done, row.wanted, row.is_short) for row in figures.standings] == [(0, 0, False)]


def test_seats_that_follow_one_another_are_asked_for_the_whole_year_and_a_gap_is_not(town):
    rule(town, norm("接待"))
    was = TermFactory(congress=town.congress, name="上届", starts_on=date(2021, 9, 1), ends_on=date(2026, 8, 31))
    now = TermFactory(congress=town.congress, name="新届", starts_on=date(2026, 9, 1), ends_on=date(2031, 8, 31))
    stays, returns = MandateFactory(term=was).deputy, MandateFactory(term=was, ends_on=date(2026, 6, 30)).deputy
    MandateFactory(term=now, deputy=stays), MandateFactory(term=now, deputy=returns)
    did(stays, day=date(2026, 8, 1)), did(stays, day=date(2026, 10, 1)), did(returns, day=date(2026, 8, 1)), did(returns, day=date(2026, 10, 1))
    (figures,) = standings_of(town.congress, 2026, [stays.pk, returns.pk])
    assert told(figures) == {stays.name: (2, 2, ()), returns.name: (1, 0, ())}


def test_of_a_deputy_and_of_the_whole_roster_the_same_is_said(town):
    """The sums of the database and the count by day agree."""
    rule(town, norm("年"), norm("季", period="quarter", number=1), norm("月", period="month", number=1), norm("届", period="term", number=3))
    for day in (date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 11, 20), date(2025, 5, 5)):
        did(town.deputy, day=day)
    short = [figures.short for figures in standings_of(town.congress, 2026)]
    own = {row.norm.name: (row.done, row.short_in) for rows in short for row in rows if row.tenure.deputy_id == town.deputy.pk}
    assert own == {row.norm.name: (row.done, row.short_in) for row in still_to_do(town.deputy, 2026)}
    assert own["季"] == (4, ("第3季度0/1",))


def test_an_act_of_several_counts_once_for_their_station_and_congress(town):
    rule(
        town,
        norm("视察", subject="congress", counts=["inspection"]),
        norm("站", subject="station", number=1, counts=["inspection"]),
        norm("届", subject="congress", period="term", counts=["inspection"]),
    )
    did(town.deputy, "inspection", date(2025, 5, 5), source_id=8)
    for deputy in town.deputies:
        did(deputy, "inspection", source_id=7, station=town.station)
    found = {(row.norm.name, row.name): (row.done, row.short_in) for row in places_of(town.congress, 2026)}
    assert found["视察", town.congress.name] == (1, ("1/2",))
    assert found["届", town.congress.name] == (2, ())
    assert (found["站", town.station.name], found["站", town.other_station.name]) == ((1, ()), (0, ("0/1",)))


def test_an_act_that_was_entered_for_several_counts_once_and_where_their_seats_are_linked(town):
    rule(
        town,
        norm("视察", subject="congress", counts=["inspection"]),
        norm("站", subject="station", number=1, counts=["inspection"]),
        norm("组", subject="group", number=1, counts=["inspection"]),
    )
    first, _, third = town.deputies  # of the first, the second, the first group
    third.mandates.update(station=town.other_station)
    same = [EntryDraft(deputy, "inspection", date(2026, 5, 10), "视察河湾村灌渠") for deputy in town.deputies]
    enter_many([*same, EntryDraft(first, "inspection", date(2026, 6, 1), "视察河湾村灌渠")], town.office)
    found = {row.name: row.done for row in places_of(town.congress, 2026)}
    assert (found[town.congress.name], found[town.station.name], found[town.other_station.name]) == (2, 2, 1)
    assert [found[group.name] for group in town.groups] == [2, 1]


def test_the_page_leads_from_the_figure_to_the_rows(client, town):
    rule(town, norm("接待"), norm("培训", counts=["training"], binding=False))
    client.force_login(town.office)
    page = client.get(URL, {"norm": "n1"})
    assert page.context["chosen"].norm.name == "培训"
    assert "力争完成" in page.content.decode()
    assert "<h1>2026年履职指标</h1>" in page.content.decode()
    assert f"{town.deputy.get_absolute_url()}?year=2026" in page.content.decode()
    assert len(page.context["page"].object_list) == 3
    grouped = client.get(URL, {"group": town.groups[1].pk}).context["page"].object_list
    assert [row.seat.group for row in grouped] == [town.groups[1]]
    assert client.get(EXPORT).status_code == 200


def test_each_figure_leads_to_as_many_rows(client, town):
    rule(town, norm("接待", number=9), norm("视察", subject="station", number=9, counts=["inspection"]))
    did(town.deputy), did(town.deputy)
    enter_many([EntryDraft(deputy, "inspection", date(2026, 5, 10), "视察灌渠") for deputy in town.deputies], town.office)
    client.force_login(town.office)
    links = re.findall(r'href="(/reports/[^"]+)">(\d+)</a>', client.get(URL).content.decode())
    assert sorted(number for _, number in links) == ["1", "2"]
    for url, number in links:
        assert client.get(html.unescape(url)).context["page"].total == int(number)


def test_the_page_asks_as_often_for_three_as_for_one(client, town, django_assert_num_queries):
    rule(town, norm("接待"))
    client.force_login(town.office)
    client.get(URL)
    with django_assert_num_queries(18):
        client.get(URL)
    for _ in range(2):
        MandateFactory(term=town.term, starts_on=town.term.starts_on)
    with django_assert_num_queries(18):
        client.get(URL)


@pytest.mark.parametrize("who", ["deputy_user", "office"])
def test_a_long_duty_page_takes_twelve_queries_at_most(client, town, monkeypatch, django_assert_max_num_queries, who):
    rule(town, norm("接待", number=99), norm("月", period="month"), norm("届", period="term", number=999))
    monkeypatch.setitem(published._kept, town.congress.regulations.get(number=99).pk, published.Rules(town.congress.regulations.get(number=99).body))
    record = did(town.deputy)
    DutyRecordFactory.create_batch(60, deputy=town.deputy, kind="reception", on=date(2026, 4, 1), source="reception")
    object_to(record, "那天没有到", town.deputy_user, uuid4())
    enter_duty(EntryDraft(town.deputy, "research", date(2026, 5, 1), "参加调研"), town.deputy_user, uuid4())
    url = reverse("deputies:duty") if who == "deputy_user" else town.deputy.get_absolute_url()
    client.force_login(getattr(town, who))
    client.get(url)
    for page in (1, 2):
        with django_assert_max_num_queries(12):
            answer = client.get(url, {"page": page})
        assert answer.context["page"].total == 61
        assert "参加调研" in answer.content.decode()


def test_the_deputy_sees_what_is_still_to_do(client, town):
    rule(town, norm("接待"))
    did(town.deputy)
    assert [(row.norm.name, row.missing) for row in still_to_do(town.deputy, 2026)] == [("接待", 1)]
    client.force_login(town.deputy_user)
    page = client.get(reverse("deputies:duty")).content.decode()
    assert "今年还差" in page
    assert "必须" in page
    assert "本届还差" not in page
    did(town.deputy)
    assert "今年还差" not in client.get(reverse("deputies:duty")).content.decode()


def test_the_deputy_sees_what_is_still_to_do_in_the_term_apart(client, town):
    rule(town, norm("报告", period="term", number=1, counts=["report_to_voters"]))
    client.force_login(town.deputy_user)
    page = client.get(reverse("deputies:duty")).content.decode()
    assert "本届还差" in page
    assert "今年还差" not in page


def what_is_missing(page: str) -> dict[str, str]:
    """Name of a norm on the deputy's page → what stands beside it."""
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    return {name: re.sub(r"\s+", " ", re.sub(r"<.*?>", "", words)).strip() for name, words in rows}


def test_what_is_missing_is_told_by_period_with_the_next_day_that_serves_it(client, town):
    months = norm("月进站", period="month", number=1, binding=False)
    quarters = norm("季回家", period="quarter", number=1, counts=["other_meeting", "research"])
    term = norm("报告", period="term", number=1, counts=["report_to_voters"])
    rule(town, months, quarters, term)
    for month in (1, 1, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11):
        did(town.deputy, day=date(2026, month, 5))
    for month in (2, 5, 8):
        did(town.deputy, "research", date(2026, month, 6))
    ReceptionDay.objects.create(station=town.station, date=date(2026, 12, 10))
    ReceptionDay.objects.create(station=town.station, date=date(2026, 11, 30), drop_reason="放假")
    arranged(town.home, town.office, town.deputy, on=date(2026, 12, 3))
    arranged(town.home, town.office, town.deputies[1], on=date(2026, 12, 1))
    client.force_login(town.deputy_user)
    url = reverse("deputies:duty")
    told = what_is_missing(client.get(url).content.decode())
    assert told["月进站"] == "力争每月 1 次，已有 12 次，还差 1 次（2月0/1） 最近的机会：12月10日 星期四 接待日，没有排您，想去先和联络员联系"
    assert told["季回家"] == "必须每季度 1 次，已有 3 次，还差 1 次（第4季度0/1） 最近的机会：12月3日 星期四 代表之家活动日"
    assert told["报告"] == "必须 1 次，已有 0 次，还差 1 次"
    later = ReceptionDay.objects.create(station=town.station, date=date(2026, 12, 20))
    ReceptionDuty.objects.create(day=later, deputy=town.deputy)
    assert "12月20日 星期日 接待日，排了您" in what_is_missing(client.get(url).content.decode())["月进站"]
    ReceptionDay.objects.filter(date__month=12).update(date=F("date") + timedelta(days=31))
    assert "最近的机会" not in what_is_missing(client.get(url).content.decode())["月进站"]  # next year's serves this year no more


def test_the_next_days_take_one_query(client, town, django_assert_max_num_queries):
    rule(town, norm("月进站", period="month"), norm("季回家", period="quarter", counts=["other_meeting"]))
    arranged(town.home, town.office, town.deputy, on=date(2026, 12, 3))
    client.force_login(town.deputy_user)
    client.get(reverse("deputies:duty"))
    with django_assert_max_num_queries(14):  # two read the regulation, which a process keeps
        client.get(reverse("deputies:duty"))


def test_each_congress_counts_by_its_own_table_on_the_phone_as_in_the_office(client, town, monkeypatch, django_assert_max_num_queries):
    """The county counts a kind once a day; the town each act, and its norm is met."""
    reports = norm("报告", counts=["report_to_voters"])
    rule(town, reports)
    once = {**kind("述职", counting="day")["value"], "code": "report_to_voters", "source": "县里规定"}
    kinds = [once if row["code"] == once["code"] else row for row in town.regulation.body["kinds"]]
    body = town.regulation.body | {"norms": [reports | {"code": "n0"}], "kinds": kinds}
    RegulationFactory(congress=town.county, number=99, body=body)
    MandateFactory(deputy=town.deputy, term=TermFactory(congress=town.county, starts_on=date(2025, 1, 1), ends_on=date(2030, 1, 1)))
    did(town.deputy, "report_to_voters", place="一"), did(town.deputy, "report_to_voters", place="二")
    for congress in (town.congress, town.county):  # read anew in a transaction, else kept
        last = congress.regulations.get(number=99)
        monkeypatch.setitem(published._kept, last.pk, published.Rules(last.body))
    office = {congress.path: standings_of(congress, 2026, [town.deputy.pk])[0].standings[0].done for congress in (town.congress, town.county)}
    assert office == {town.congress.path: 2, town.county.path: 1}
    client.force_login(town.deputy_user)
    client.get(reverse("deputies:duty"))
    with django_assert_max_num_queries(12):
        ((_, rows),) = client.get(reverse("deputies:duty")).context["short"]
    assert [(row.tenure.congress_path, row.done) for row, _ in rows] == [(town.county.path, 1)]
    assert [(row.tenure.congress_path, row.done) for row in still_to_do(town.deputy, 2026)] == [(town.county.path, 1)]


def test_a_closed_year_is_counted_by_the_table_that_it_was_closed_with(client, town):
    """Its norms of deputies and of places, the page and the sheet; the open year goes by today's table."""
    rule(town, norm("视察", counts=["inspection"]), norm("站", subject="station", number=1, counts=["inspection"], period="year"))
    for year in (2025, 2026):
        did(town.deputy, "inspection", date(year, 5, 5), source_id=year, station=town.station)
        did(town.deputy, "inspection", date(year, 5, 5), source_id=year + 10, station=town.station)
    close_year(town.congress, 2025, town.office)
    last = town.congress.regulations.get(number=99)
    once = [row | ({"counting": "day"} if row["code"] == "inspection" else {}) for row in last.body["kinds"]]
    RegulationFactory(congress=town.congress, number=100, body=last.body | {"kinds": once})
    for year, done in ((2025, 2), (2026, 1)):
        (figures,) = standings_of(town.congress, year, [town.deputy.pk])
        assert figures.standings[0].done == done
        assert {row.name: row.done for row in places_of(town.congress, year)}[town.station.name] == done
    client.force_login(town.office)
    assert client.get(URL, {"year": 2025}).context["found"][0].met == 1
    assert client.get(URL, {"year": 2026}).context["found"][0].met == 0
