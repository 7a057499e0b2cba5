"""The list, finding a person, the station log, a reception day."""

from datetime import datetime, timedelta

import pytest

from common import clock
from common.clock import SHANGHAI
from constituents.models import Visit
from opinions.services.visits import MatterDraft, void_visit
from tests.factories.constituents import WORDS, visited

LIST, FIND, LOG = "/visits/", "/visits/find/", "/visits/log/"
PHONE = "13912346215"


@pytest.fixture
def officer(client, town):
    client.force_login(town.officer)
    return client


def shown(answer) -> list[Visit]:
    return answer.context["page"].rows


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_an_empty_list_says_what_to_do(officer):
    page = officer.get(LIST)
    assert "还没有来访" in page.text
    assert "登记来访" in page.text


def test_a_list_without_hits_offers_to_clear_the_filters(officer, town):
    visited(town)
    assert "没有符合条件的来访" in officer.get(LIST, {"way": "phone"}).text


def test_rows_are_masked_and_of_my_stations(officer, town):
    own = visited(town)
    visited(town, station=town.station_elsewhere)
    page = officer.get(LIST)
    assert shown(page) == [own]
    assert "王*" in page.text
    assert "王小明" not in page.text
    assert PHONE not in page.text


def test_each_filter_narrows(officer, town):
    old = visited(town, at=at("2026-03-01T23:59"), way="phone", matters=(MatterDraft(words="低保？", outcome="answered", answer="填表。"),))
    new = visited(town, at=at("2026-03-02T00:00"), deputies=(town.deputy,))
    cases = {
        "since": ("2026-03-02", [new]),
        "until": ("2026-03-01", [old]),
        "way": ("phone", [old]),
        "outcome": ("answered", [old]),
        "deputy": (town.deputy.pk, [new]),
        "q": (new.number[-4:], [new]),
        "state": ("voided", []),
        "people": (f"{new.constituent_id},x", [new, old]),
    }
    for name, (value, found) in cases.items():
        assert shown(officer.get(LIST, {name: value})) == found, name


def test_an_unreadable_filter_says_so_and_filters_nothing(officer, town):
    visit = visited(town)
    page = officer.get(LIST, {"since": "2026-02-30", "deputy": "x"})
    assert shown(page) == [visit]
    assert set(page.context["form"].errors) == {"since", "deputy"}


@pytest.mark.parametrize("asked", [{"since": "0001-01-01"}, {"until": "9999-12-31"}, {"people": "9" * 30}])
def test_numbers_beyond_every_bound_are_no_error(officer, town, asked):
    visit = visited(town)
    assert shown(officer.get(LIST, asked)) == [visit][: 0 if "people" in asked else 1]


def test_voided_visits_are_apart(officer, town):
    visit = visited(town)
    void_visit(visit, 1, "重复登记", town.officer)
    assert shown(officer.get(LIST)) == []
    assert shown(officer.get(LIST, {"state": "all"})) == [visit]
    assert "已作废" in officer.get(LIST, {"state": "voided"}).text


def test_an_office_filters_by_station_and_logs_nothing(client, town):
    client.force_login(town.office)
    here, _ = visited(town), visited(town, station=town.other_station)
    page = client.get(LIST, {"station": town.station.pk})
    assert shown(page) == [here]
    assert "登记来访</a>" not in page.text


def test_a_person_is_found_by_whole_name_or_phone_and_never_by_address(officer, town):
    visit = visited(town)
    other = visited(town, name="李秀英", phone="13912340000")
    for who in ("王小明", "139-1234-6215"):
        answer = officer.post(FIND, {"who": who})
        assert answer.url == f"/visits/?people={visit.constituent_id}"
    page = officer.get(answer.url)
    assert shown(page) == [visit]
    assert other.number not in page.text


def test_the_export_takes_the_same_filters(officer, town):
    visited(town, way="phone")
    assert 'href="/reports/visits/?way=phone"' in officer.get(LIST, {"way": "phone", "page": "1"}).text


def test_nobody_found(officer, town):
    visited(town, station=town.station_elsewhere)
    page = officer.post(FIND, {"who": "王小明"}, follow=True)
    assert "没有找到这位来访人" in page.text


@pytest.mark.parametrize("who", ["clerk", "deputy_user", "administrator"])
def test_doors(client, town, who):
    assert client.get(LIST).url == "/accounts/login/?next=/visits/"
    client.force_login(getattr(town, who))
    assert client.get(LIST).status_code == 403
    assert client.get(LOG).status_code == 403
    assert client.post(FIND, {"who": "王小明"}).status_code == 403


def rows_cost(officer, town, address, assert_max, assert_num) -> None:
    visited(town, deputies=(town.deputy,))
    assert officer.get(address).status_code == 200  # the session is saved with the first page
    with assert_max(14) as one:
        officer.get(address)
    for _ in range(2):
        visited(town, deputies=tuple(town.deputies), matters=(MatterDraft(words=WORDS), MatterDraft(words=WORDS)))
    with assert_num(len(one)):
        officer.get(address)


@pytest.mark.parametrize("address", [LIST, LOG])
def test_one_and_three_rows_cost_the_same(officer, town, address, django_assert_max_num_queries, django_assert_num_queries):
    rows_cost(officer, town, address, django_assert_max_num_queries, django_assert_num_queries)


def test_the_log_prints_day_month_and_year(officer, town):
    visit = visited(town, at=at("2026-03-01T10:00"), deputies=(town.deputy,))
    for period, found in {"2026-03-01": [visit], "2026-03": [visit], "2026": [visit], "2026-04": [], "2026-03-02": []}.items():
        page = officer.get(LOG, {"period": period})
        assert page.context["visits"] == found, period
        assert page.context["period"] == period
    assert "现场解答 / 交办单位" in page.text


def test_the_log_has_masked_names_and_what_became_of_it(officer, town):
    visited(town, deputies=(town.deputy,))
    page = officer.get(LOG)
    assert "待交办（" in page.text
    assert "待初筛" in page.text
    assert "王小明" not in page.text


@pytest.mark.parametrize("period", ["", "nonsense", "2026-13", "2026-02-30", "0001", "9999-12-31"])
def test_a_period_that_cannot_be_read_is_this_month(officer, period):
    assert officer.get(LOG, {"period": period}).context["period"] == f"{clock.today():%Y-%m}"


def test_the_log_of_another_town(officer, town):
    assert officer.get(LOG, {"station": town.station_elsewhere.pk}).status_code == 404
    assert officer.get(LOG, {"station": "x"}).status_code == 404


def test_a_long_log_says_that_it_is_cut(officer, town, monkeypatch):
    monkeypatch.setattr("constituents.views.log.MOST", 1)
    visited(town)
    visited(town)
    assert "请按月打印" in officer.get(LOG).text


def test_a_reception_day_for_its_station_and_its_deputy(client, town):
    mine = visited(town, deputies=(town.deputy,), at=clock.now() - timedelta(minutes=5))
    visited(town, deputies=(town.deputies[1],), at=clock.now() - timedelta(minutes=4))
    address = f"/visits/receptions/{mine.day_id}/"
    for who, numbers in ((town.officer, 2), (town.deputy_user, 1)):
        client.force_login(who)
        page = client.get(address)
        assert len(page.context["visits"]) == numbers
        assert "已到站" in page.text
    client.force_login(town.officer_elsewhere)
    assert client.get(address).status_code == 404


def test_a_reception_days_rows_cost_the_same(officer, town, django_assert_max_num_queries, django_assert_num_queries):
    day = visited(town, deputies=(town.deputy,)).day_id
    address = f"/visits/receptions/{day}/"
    officer.get(address)  # the session is saved with the first page
    with django_assert_max_num_queries(20) as one:
        officer.get(address)
    for _ in range(2):
        visited(town, deputies=tuple(town.deputies))
    with django_assert_num_queries(len(one)):
        officer.get(address)


@pytest.mark.parametrize(
    ("period", "jumps"),
    [
        ("2026-03-01", ["2026-02-28", "2026-03-02"]),
        ("2026-01", ["2025-12", "2026-02"]),
        ("2026", ["2025", "2027"]),
    ],
)
def test_the_log_steps_by_day_month_and_year(officer, period, jumps):
    assert [each for _, each in officer.get(LOG, {"period": period}).context["jumps"]][:2] == jumps
