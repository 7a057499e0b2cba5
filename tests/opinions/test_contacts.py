"""民情记录: what stands in it, who reads and inspects it."""

from datetime import date, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from common import clock
from common.clock import SHANGHAI
from constituents.choices import HomeDayMark, LetterOutcome, Outcome
from constituents.models import ContactInspection, HomeDay
from constituents.services.activities import ActivityFacts
from constituents.services.inspections import InspectionFacts, note_inspection
from constituents.services.people import Visitor
from constituents.services.visits import VisitDraft
from deputies.models import Mandate
from notices.models import Notice
from opinions.choices import Channel
from opinions.rules.contacts import ELSEWHERE, record_of
from opinions.services.activities import ActivityDraft, log_activity
from opinions.services.register import Registration, register
from opinions.services.visits import MatterDraft, take_visit, void_visit
from stations.choices import Role
from stations.models import Unit
from tests.factories.boxes import BoxFactory, opened
from tests.factories.home_days import arranged
from tests.factories.households import linked, met
from tests.factories.stations import PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november():
    with clock.at(datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)):
        yield


def received(town, month: int = 2, words: str = "路灯不亮", station: Unit | None = None, **matter):
    at = datetime(2026, month, 10, 9, tzinfo=SHANGHAI)
    matters = (MatterDraft(words, **(matter or {"outcome": Outcome.REFERRED})),)
    return take_visit(VisitDraft(station or town.station, at, matters, (town.deputy,), Visitor("李大海", "13812345678")), town.officer)


def everything(town) -> None:
    """One contact of each kind, of the deputy with a login, in the order of the months."""
    received(town)
    met(linked(town), town.officer, words="渠道漏水")
    log_activity(ActivityDraft(ActivityFacts(town.station, date(2026, 5, 6), "文化广场", "老人看病远", (town.deputy,), people=12)), town.officer)
    box = BoxFactory(station=town.station, keeper=town.deputy)
    opened(box, town.officer, "想多设一趟公交", LetterOutcome.KEPT, town.deputy, on=date(2026, 7, 6), note="供参考")
    day = arranged(town.home, town.office, town.deputy, on=date(2026, 11, 1))
    HomeDay.objects.filter(pk=day.pk).update(minutes="讨论了冬季取暖。")
    day.attendances.update(mark=HomeDayMark.CAME)
    register(Registration(town.station, Channel.SPOKESPERSON, date(2026, 11, 2), "垃圾没人收", deputies=(town.deputy,)), town.officer)


def test_all_contacts_stand_in_time_order_with_what_became_of_them(client, town):
    everything(town)
    received(town, 4, "想打官司", outcome=Outcome.LEGAL_WAY, legal_way="lawsuit", organ="县法院")
    gone = received(town, 3, "记错了的")
    void_visit(gone, 1, "记错了", town.officer)

    record = record_of(town.officer, town.deputy, 2026)

    kinds = [contact.kind.partition("：")[0] for contact in record.contacts]
    assert sorted(kinds) == sorted(["来访", "联系户", "来访", "联系活动", "来信", "代表之家活动日", "选民代言员"])
    assert [contact.at for contact in record.contacts] == sorted(contact.at for contact in record.contacts)
    first = record.contacts[0]
    assert (first.whom, first.heard[0].words, first.heard[0].number != "") == ("李*", "路灯不亮", True)
    client.force_login(town.deputy_user)
    page = client.get(reverse("opinions:contacts", args=[town.deputy.pk])).text
    for said in ("联络站正在审核", "渠道漏水", "群众 12 人", "供参考", "讨论了冬季取暖", "垃圾没人收", "告知法定途径：", "县法院"):
        assert said in page
    assert all(contact.url in page for contact in record.contacts if contact.url)
    assert "李大海" not in page and "王小明" not in page and "记错了的" not in page


def test_it_prints_and_exports_real_dates(client, town):
    everything(town)
    client.force_login(town.officer)
    paper = client.get(reverse("opinions:contacts_paper", args=[town.deputy.pk])).text
    assert "人大代表民情记录" in paper and "第一代表小组" in paper and "王小明" not in paper
    sheet, inspected = load_workbook(BytesIO(client.get(reverse("opinions:contacts_export", args=[town.deputy.pk])).content)).worksheets
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert rows[0][1] == datetime(2026, 2, 10) and rows[0][4:6] == ("李*", "路灯不亮")
    assert inspected.title == "检查情况"


def test_of_contacts_at_another_station_only_the_day_is_told(client, town):
    received(town)
    received(town, 3, "外站的事", town.other_station)
    shown = {user: [heard.words for contact in record_of(user, town.deputy, 2026).contacts for heard in contact.heard] for user in readers(town)}
    assert shown == {town.officer: ["路灯不亮", ELSEWHERE], town.office: ["路灯不亮", "外站的事"], town.deputy_user: ["路灯不亮", "外站的事"]}
    client.force_login(town.officer)
    page = client.get(reverse("opinions:contacts", args=[town.deputy.pk])).text
    assert "其中 1 次登记在别的站" in page and "外站的事" not in page and page.count("李*") == 1


def test_the_village_of_a_household_at_another_station_is_not_told(client, town):
    household = linked(town)
    met(household, town.officer)
    Mandate.objects.filter(deputy=town.deputy).update(station=town.other_station)
    head = PostFactory(unit=town.other_station, role=Role.HEAD).user
    places = {user: record_of(user, town.deputy, 2026).contacts[0].place for user in (head, town.office, town.deputy_user)}
    assert places == {head: "河湾村联络站", town.office: "河湾村", town.deputy_user: "河湾村"}


def readers(town) -> list:
    return [town.officer, town.office, town.deputy_user]


def test_who_inspects_and_the_deputy_is_told(client, town):
    received(town)
    client.force_login(town.head)
    address = reverse("opinions:contacts_inspect", args=[town.deputy.pk])
    typed = {"on": "2026-11-19", "inspector": "冯国栋", "remark": "记录真实完整", "request_key": uuid4()}
    assert "还没有保存" in client.post(address, typed | {"on": "2026-11-21"}).text
    for _ in range(2):
        page = client.post(address, typed, follow=True).text
    assert "2026年11月19日" in page and "记录真实完整" in page and "当时 1 次" in page
    row = ContactInspection.objects.get()
    assert list(Notice.objects.values_list("recipient__username", "title")) == [("deputy", "您 2026 年的民情记录已检查")]
    client.force_login(town.deputy_user)
    assert "记录真实完整" in client.get(Notice.objects.get().url).text
    withdraw = reverse("opinions:inspection_withdraw", args=[row.pk])
    assert client.post(withdraw).status_code == 403
    client.force_login(town.office)
    assert client.post(withdraw).status_code == 302
    assert not ContactInspection.objects.exists()


def test_nobody_inspects_the_own_record(client, town):
    town.deputy.user = town.head
    town.deputy.save()
    client.force_login(town.head)
    assert client.get(reverse("opinions:contacts", args=[town.deputy.pk])).status_code == 200
    assert client.get(reverse("opinions:contacts_inspect", args=[town.deputy.pk])).status_code == 403
    assert client.get(reverse("opinions:contacts_inspect", args=[town.deputies[1].pk])).status_code == 200


def test_another_station_and_another_deputy_read_nothing(client, town):
    other = town.deputies[1]
    other.user = town.clerk_elsewhere
    other.save()
    assert Mandate.objects.filter(deputy=town.deputy).count() == 1
    for user in (town.officer_elsewhere, town.clerk_elsewhere, town.clerk):
        client.force_login(user)
        assert client.get(reverse("opinions:contacts", args=[town.deputy.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, town, count, django_assert_max_num_queries):
    for _ in range(count):
        everything(town) if _ == 0 else received(town, 6)
        log_activity(ActivityDraft(ActivityFacts(town.station, date(2026, 5, 6), "村部", "近来都好", (town.deputy,)), "路灯不亮"), town.officer)
    client.force_login(town.office)
    with django_assert_max_num_queries(40):
        assert client.get(reverse("opinions:contacts", args=[town.deputy.pk])).status_code == 200


def test_the_list_tells_whose_record_was_not_inspected(client, town):
    received(town)
    note_inspection(town.deputies[1], InspectionFacts(2026, date(2026, 11, 19), "罗敏", "已阅", 0), town.office)
    client.force_login(town.office)
    address = reverse("opinions:contact_records")
    whole, waiting = (client.get(address, query).text for query in ({}, {"state": "open"}))
    assert "2月10日" in whole and "2026年11月19日" in whole and "何秀兰" in whole
    assert "何秀兰" not in waiting and "周启明" in waiting


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(client, town, count, django_assert_max_num_queries):
    Mandate.objects.exclude(deputy__in=town.deputies[:count]).delete()
    client.force_login(town.office)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("opinions:contact_records")).status_code == 200


def test_the_list_of_a_year_has_those_who_held_a_seat_in_it(client, town):
    """One left in 2025, one came in 2026, one sat through both; the term ends with 2026."""
    left, came = (one.mandates.get() for one in town.deputies[1:])
    Mandate.objects.filter(pk=left.pk).update(ends_on=date(2025, 6, 30))
    Mandate.objects.filter(pk=came.pk).update(starts_on=date(2026, 3, 1))
    client.force_login(town.office)
    listed = {year: names_of(client, year) for year in (2020, 2025, 2026)}
    assert listed == {2020: [], 2025: ["何秀兰", "周启明"], 2026: ["马文山", "周启明"]}
    with clock.at(datetime(2027, 2, 1, 9, tzinfo=SHANGHAI)):
        assert (names_of(client, 2026), names_of(client, 2027)) == (["马文山", "周启明"], [])


def names_of(client, year: int) -> list[str]:
    return [row.deputy.name for row in client.get(reverse("opinions:contact_records"), {"year": year}).context["page"]]
