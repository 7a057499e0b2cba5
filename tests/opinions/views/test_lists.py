"""The list of opinions, its filters and the search."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from opinions.filters import OpinionFilter
from opinions.models import Opinion
from opinions.services import cases
from opinions.services.cases import Handing, Screening
from tests.factories.constituents import ConstituentFactory
from tests.factories.opinions import CategoryFactory, OpinionFactory, registered

pytestmark = pytest.mark.django_db
URL = "/opinions/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False):
        yield


def made(town, **facts) -> Opinion:
    return OpinionFactory(**({"station": town.station, "registered_by": town.officer} | facts))


def found(user, **query) -> list[str]:
    """The words of the rows, in order."""
    asked = QueryDict(mutable=True)
    asked.update(query)
    return [row.summary for row in OpinionFilter(asked, user).queryset]


def test_each_sees_the_rows_of_the_own_side(client, town):
    made(town, summary="河湾的事")
    made(town, summary="上塘的事", station=town.other_station)
    made(town, summary="白岩的事", station=town.station_elsewhere, registered_by=town.officer_elsewhere)
    assert found(town.officer) == ["河湾的事"]
    assert found(town.office) == ["上塘的事", "河湾的事"]
    assert found(town.county_office) == ["白岩的事", "上塘的事", "河湾的事"]
    assert found(town.clerk) == []


def test_the_columns_of_staff_and_of_a_department_differ(client, town):
    opinion = cases.screen(registered(town), town.officer, 1, Screening("水渠塌方", None))
    opinion = cases.approve(cases.audit(opinion, town.deputy_head, 2), town.head, 3, handing=Handing(town.department))
    client.force_login(town.officer)
    staff = client.get(URL).content.decode()
    client.force_login(town.clerk)
    clerk = client.get(URL).content.decode()
    assert all(words in staff for words in ("本环节期限", "还剩 15 个工作日", "12月14日", "青禾镇农业农村办", "办理中"))
    assert all(words in clerk for words in ("答复期限", "待受理", "主办", "河湾村联络站"))
    assert "本环节期限" not in clerk


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ({"state": "closed"}, ["三"]),
        ({"channel": "letter"}, ["二"]),
        ({"late": "1"}, ["二"]),
        ({"received_from": "2026-11-10", "received_to": "2026-11-20"}, ["二"]),
        ({"returned": "1"}, ["一"]),
        ({"mine": "1"}, ["一"]),
        ({"sort": "due"}, ["二", "一"]),
        ({"sort": "late"}, ["二", "三", "一"]),
        ({"state": "nonsense"}, ["三", "二", "一"]),
        ({"received_from": "2026-13-01"}, ["三", "二", "一"]),
        ({"state": "screening", "channel": "visit"}, ["一"]),
    ],
)
def test_the_filters(town, query, rows):
    made(town, summary="一", returned=True, due_on=date(2026, 11, 24))
    made(town, summary="二", channel="letter", state="auditing", due_on=date(2026, 11, 20), received_on=date(2026, 11, 13))
    made(town, summary="三", state="closed", due_on=None)
    assert found(town.officer, **query) == rows


@pytest.mark.parametrize("words", ["", "水渠"])
def test_late_ones_come_first_through_all_pages(town, words):
    """The most overdue on top, the others behind them as always; no row is lost or shown twice between two pages."""
    for number in range(60):
        late = number % 2 == 0
        made(town, summary=f"水渠{number}", due_on=date(2026, 11, 20) if late else date(2026, 12, 20))
    made(town, summary="水渠办结", state="closed", due_on=date(2026, 11, 1))
    made(town, summary="水渠最久", due_on=date(2026, 11, 2))
    asked = QueryDict(mutable=True)
    asked.update({"sort": "late", "q": words})
    pages = [OpinionFilter(asked, town.officer).page(number) for number in (1, 2, 3)]
    shown = [row["summary"] for page in pages for row in page.rows]
    late = [f"水渠{number}" for number in range(58, -1, -2)]
    others = ["水渠办结", *(f"水渠{number}" for number in range(59, 0, -2))]
    assert shown == ["水渠最久", *late, *others]
    assert [page.has_next for page in pages] == [True, True, False]


def test_a_field_finds_what_is_below_it(town):
    top = CategoryFactory(name="水事")
    below = CategoryFactory(name="水渠", parent=top)
    made(town, summary="渠", category=CategoryFactory(name="渠口", parent=below))
    made(town, summary="灯", category=CategoryFactory(name="水事以外"))
    assert found(town.officer, category=str(top.pk)) == ["渠"]


def test_stations_and_departments_of_others_are_not_offered(town):
    made(town, summary="一")
    assert found(town.office, station=str(town.station_elsewhere.pk)) == ["一"]
    form = OpinionFilter(QueryDict(""), town.office).form
    assert [name for _, name in form.fields["station"].choices] == ["不限", "青禾镇人大代表之家", "河湾村联络站", "上塘村联络站"]
    names = {name for _, name in form.fields["department"].choices}
    assert (town.county_department.name in names, town.department_elsewhere.name in names) == (True, False)


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("水渠", ["东头水渠塌方"]),
        ("水渠 护坡", ["东头水渠塌方"]),
        ("水渠 路灯", []),
        ("灯", ["路灯坏了"]),
        ("wifi", ["WiFi 太慢"]),
        ("100%", ["只完成 100% 的一半"]),
        ("100_", []),
        ("'", ["it's"]),
        ("\\", ["反\\斜线"]),
        ("𠮷", ["𠮷家的路"]),
        ("没有这个词", []),
    ],
)
def test_words_are_found_anywhere_in_summary_or_words(town, typed, rows):
    made(town, summary="东头水渠塌方", words="护坡也裂了。")
    for summary in ("路灯坏了", "WiFi 太慢", "只完成 100% 的一半", "1000 元", "it's", "反\\斜线", "𠮷家的路"):
        made(town, summary=summary, words="略")
    asked = QueryDict(mutable=True)
    asked["q"] = typed
    search = OpinionFilter(asked, town.officer)
    assert [row.summary for row in search.queryset] == rows
    assert [row["summary"] for row in search.page(1).rows] == rows


def test_every_pair_of_letters_of_a_text_is_found(town):
    words = "村口的老桥护栏松了三年，夜里过桥危险。"
    made(town, summary="桥", words=words)
    parts = [words[start : start + size] for size in (1, 2, 3, 5) for start in range(len(words) - size + 1)]
    assert [part for part in parts if found(town.officer, q=part) != ["桥"]] == []


def test_the_index_follows_a_correction(town):
    opinion = registered(town, words="路灯坏了。")
    cases.correct_opinion(opinion, town.officer, 1, cases.Correction("水管漏水", None, "ordinary", words="水管漏水。"))
    assert (found(town.officer, q="路灯"), found(town.officer, q="水管")) == ([], ["水管漏水"])


@pytest.mark.parametrize(
    ("typed", "serials"), [("河湾2026-0002", [2]), ("河湾2026-2", [2]), ("河湾2026-", [3, 2, 1]), ("0003", [3]), ("上塘2026-0001", [])]
)
def test_numbers_are_found_whole_and_by_their_beginning(town, typed, serials):
    for _ in range(3):
        registered(town)
    asked = QueryDict(mutable=True)
    asked["q"] = typed
    assert [row.serial for row in OpinionFilter(asked, town.officer).queryset] == serials


def test_a_common_word_needs_no_index_for_its_first_page(town):
    for _ in range(30):
        made(town, words="水渠塌了。")
    asked = QueryDict(mutable=True)
    asked["q"] = "水渠"
    page = OpinionFilter(asked, town.officer).page(1)
    assert (len(page.rows), page.has_next, page.capped) == (25, True, True)
    assert len(OpinionFilter(asked, town.officer).page("2").rows) == 5


@pytest.mark.parametrize("typed", ["王小明", "13812346215", "138 1234 6215"])
def test_a_person_is_found_by_whole_name_or_phone_without_either_in_the_address(client, town, typed):
    person = ConstituentFactory(station=town.station, name="王小明", phone="13812346215")
    registered(town, constituent=person, summary="王的事")
    registered(town, summary="别人的事")
    client.force_login(town.officer)
    answer = client.post(reverse("opinions:search"), {"q": typed})
    assert (typed in answer.url, "person=" in answer.url) == (False, True)
    page = client.get(answer.url)
    assert [row.summary for row in page.context["rows"]] == ["王的事"]
    assert "清除筛选" in page.content.decode()


def test_nobody_finds_people_of_another_station_and_a_token_is_not_made_by_hand(client, town):
    person = ConstituentFactory(station=town.station, name="王小明", phone="13812346215")
    registered(town, constituent=person)
    client.force_login(town.officer_elsewhere)
    for typed in ("13812346215", "+86 13812346215", "11010519900307123X"):
        assert client.post(reverse("opinions:search"), {"q": typed}).url == f"{URL}?"
    client.force_login(town.officer)
    assert len(client.get(URL, {"person": "made-up"}).context["rows"]) == 1


def test_other_words_go_on_as_they_are(client, town):
    client.force_login(town.officer)
    assert client.post(reverse("opinions:search"), {"q": "水渠"}).url == f"{URL}?q=%E6%B0%B4%E6%B8%A0"


@pytest.mark.parametrize(("who", "verdict"), [("officer", 200), ("office", 200), ("clerk", 200), ("deputy_user", 200), ("administrator", 403)])
def test_who_may_open_the_list(client, town, who, verdict):
    client.force_login(getattr(town, who))
    assert client.get(URL).status_code == verdict


@pytest.mark.parametrize(("who", "may"), [("officer", True), ("office", False)])
def test_only_who_may_log_a_visit_is_asked_to(client, town, who, may):
    client.force_login(getattr(town, who))
    for _ in ("empty", "one row"):
        assert (reverse("opinions:take_visit") in client.get(URL).content.decode()) == may
        registered(town)


def test_an_empty_list_says_what_to_do(client, town):
    client.force_login(town.officer)
    assert "还没有意见" in client.get(URL).content.decode()
    assert "没有符合条件的意见" in client.get(URL, {"state": "closed"}).content.decode()


@pytest.mark.parametrize("who", ["officer", "clerk"])
def test_the_list_takes_the_same_queries_for_1_and_3_rows(client, town, who):
    def referred() -> None:
        opinion = cases.screen(registered(town), town.officer, 1, Screening("水渠塌方", None))
        cases.approve(cases.audit(opinion, town.deputy_head, 2), town.head, 3, handing=Handing(town.department))

    client.force_login(getattr(town, who))
    client.get(URL)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            referred()
        connection.queries_log.clear()
        connection.force_debug_cursor = True
        rows = client.get(URL).context["rows"]
        counts.append((len(rows), len(connection.queries_log)))
        connection.force_debug_cursor = False
    assert [rows for rows, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1] <= 11


def test_filters_go_by_post_and_come_back_as_an_address(client, town):
    """What is typed in the list's own box is looked at before it stands in an address."""
    client.force_login(town.officer, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("opinions:search")

    assert client.post(url, {"q": "水渠", "state": "screening", "late": ""}).url == "/opinions/?state=screening&q=%E6%B0%B4%E6%B8%A0"
    assert "13900000000" not in client.post(url, {"q": "13900000000", "state": "screening"}).url
