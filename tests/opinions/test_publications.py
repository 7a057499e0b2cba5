"""Publishing what became of a case (YH 四(三) 五(六), TZ; 个人信息保护法 art. 25)."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opinions.models import Opinion, Publication
from opinions.rules.publications import marks_of
from opinions.services.publications import Text, review_publication, withdraw_publication, write_publication
from reports.resources.visits import VisitLedger
from tests.factories.constituents import ConstituentFactory, visited
from tests.factories.doors import opinion as brought
from tests.factories.doors import place_of
from tests.factories.opinions import registered
from tests.factories.stations import RegulationFactory

pytestmark = pytest.mark.django_db
CLEAN = ("路灯修好了", "村口路灯不亮，晚上不好走。", "已换两盏灯。")


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False):
        yield


def closed(town) -> Opinion:
    return brought(place_of(town), "closed")  # 王小明, 13912346215, 河湾村


def ruled(town, **publication) -> None:
    body = town.regulation.body | {"publication": {"scope": "congress", "days": 30, "reviewed": True} | publication}
    RegulationFactory(congress=town.congress, number=9, body=body)


def written(town, opinion: Opinion, text: tuple = CLEAN, *, submit: bool = True) -> Publication:
    row = Publication.objects.filter(opinion=opinion).first()
    return write_publication(opinion, Text(*text, row.version if row else 0), town.officer, submit=submit)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("王小明说路灯不亮", [("姓名", True)]),
        ("电话139 1234 6215", [("电话", True)]),
        ("证号110101199003078515", [("身份证号", True)]),
        ("住在河湾村3组12号", [("住址", False)]),
        ("张大妈住在河湾村3组12号", [("称呼", False), ("住址", False)]),
        ("幸福小区5栋2单元301室", [("住址", False)]),
        ("账号6222020200112233", [("号码", False)]),
        ("张大妈和老李说的", [("称呼", False), ("称呼", False)]),
        ("村口路灯不亮，换了 2 盏", []),
    ],
)
def test_what_looks_personal_is_marked(town, text, marks):
    opinion = registered(town, constituent=ConstituentFactory(station=town.station, name="王小明", phone="13912346215"))
    assert [(mark.kind, mark.must_go) for mark in marks_of(opinion, text)] == marks


def test_somebody_else_reviews_and_then_it_is_public_for_the_regulations_days(town):
    ruled(town)
    row = written(town, closed(town))
    assert (row.state, Publication.objects.public_on(date(2026, 11, 23)).count()) == ("review", 0)
    with pytest.raises(ValidationError, match="拟稿人不能审查"):
        review_publication(row, row.version, town.officer)
    row = review_publication(row, row.version, town.deputy_head)
    assert (row.state, row.scope, row.reviewed_by, row.public_until) == ("public", "congress", town.deputy_head, date(2026, 12, 23))
    public = [Publication.objects.public_on(day).count() for day in (date(2026, 11, 22), date(2026, 12, 23), date(2026, 12, 24))]
    assert public == [0, 1, 0]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_nothing_goes_out_with_the_persons_name_in_it(town, place):
    ruled(town, reviewed=False)
    opinion = closed(town)
    text = tuple(f"{words}王小明" if number == place else words for number, words in enumerate(CLEAN))
    with pytest.raises(ValidationError, match="请先去掉姓名「王小明」"):
        written(town, opinion, text)
    assert written(town, opinion, text, submit=False).state == "draft"
    assert written(town, opinion).state == "public"  # the regulation asks for no review


def test_a_review_may_send_it_back_and_a_leader_may_withdraw_it(town):
    ruled(town)
    opinion = closed(town)
    row = written(town, opinion)
    row = review_publication(row, row.version, town.head, "写明哪一段路")
    assert (row.state, row.note) == ("draft", "写明哪一段路")
    row = written(town, opinion)
    row = review_publication(row, row.version, town.head)
    with pytest.raises(ValidationError, match="先行处理"):
        withdraw_publication(row, row.version - 1, town.head, "写错了")
    row = withdraw_publication(row, row.version, town.head, "写错了")
    assert (row.state, Publication.objects.public_on(date(2026, 11, 23)).count()) == ("withdrawn", 0)
    assert written(town, opinion).state == "review"


@pytest.mark.parametrize("scope", ["none"])
def test_a_congress_that_publishes_nothing(town, scope):
    ruled(town, scope=scope)
    with pytest.raises(ValidationError, match="不公布"):
        written(town, closed(town))


def test_open_cases_and_voices_are_not_published(town):
    with pytest.raises(ValidationError, match="办结以后"):
        written(town, registered(town))


def test_the_pages_from_text_to_publication(client, town):
    ruled(town)
    opinion = closed(town)
    url = reverse("opinions:publication", args=[opinion.pk])
    client.force_login(town.officer)
    assert "公布结果" in client.get(opinion.get_absolute_url()).content.decode()
    fields = dict(zip(("title", "matter", "result"), CLEAN, strict=True)) | {"version": 0}
    refused = client.post(url, fields | {"matter": "王小明说路灯不亮", "submit": "1"}).content.decode()
    assert all(words in refused for words in ("请先去掉姓名「王小明」", "王小明说路灯不亮</textarea>"))
    assert client.post(url, fields | {"submit": "1"}).status_code == 302
    client.force_login(town.head)
    assert "公布稿待审查" in client.get("/").content.decode()
    assert "待审查" in client.get(reverse("opinions:publications")).content.decode()
    review = reverse("opinions:publication_review", args=[opinion.pk])
    assert "请逐项看过并勾选两项" in client.post(review, {"version": 1, "publish": "1"}).content.decode()
    answer = client.post(review, {"version": 1, "publish": "1", "secrecy": "on", "privacy": "on"})
    assert (answer.status_code, Publication.objects.get().state) == (302, "public")


def test_the_station_log_says_where_a_result_is_public(client, town):
    visit = visited(town)
    Opinion.objects.update(state="closed")
    facts = {"opinion": Opinion.objects.get(), "title": "路灯", "matter": "不亮", "result": "修好", "state": "public", "scope": "station"}
    Publication.objects.create(**facts, written_by=town.officer, public_from=date(2026, 11, 23))
    client.force_login(town.officer)
    assert "在联络站公布" in client.get("/visits/log/").content.decode()
    ledger = VisitLedger(town.office)
    assert "在联络站公布" in str(list(ledger.rows(visit.matters.all())))


def test_the_list_takes_the_same_queries_for_one_and_three(client, town):
    ruled(town)
    client.force_login(town.officer)
    client.get(reverse("opinions:publications"))
    counts = []
    for _ in range(3):
        written(town, closed(town))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("opinions:publications"), {"state": "review"}).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[2]
