"""登记来访 and the page, slip, correction and voiding of one visit."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from common.crypto import query_code
from constituents.models import Constituent, Visit
from opinions.choices import State
from opinions.forms.visits import MINUTE, sealed
from opinions.models import Opinion
from opinions.services.visits import MatterDraft
from tests.factories.constituents import WORDS, ConstituentFactory, visited

NEW = "/opinions/visits/new/"
LOOKUP = "/opinions/visits/lookup/"
PHONE = "13912346215"
PAGES = ("visit", "visit_slip", "visit_correct", "visit_void")


def typed(**more) -> dict:
    at = clock.now().astimezone(SHANGHAI).strftime(MINUTE)
    data = {"request_key": str(uuid4()), "at": at, "way": "walk_in", "then": "page"}
    data |= {"matters-TOTAL_FORMS": 1, "matters-INITIAL_FORMS": 0, "matters-0-words": WORDS, "matters-0-outcome": "referred"}
    return data | more


@pytest.fixture
def officer(client, town):
    client.force_login(town.officer)
    return client


@pytest.fixture
def visit(town):
    return visited(town, deputies=(town.deputy,))


def url(page: str, visit: Visit) -> str:
    return reverse(f"opinions:{page}", args=[visit.pk])


def test_the_empty_page(officer, town):
    page = officer.get(NEW)
    assert page.status_code == 200
    assert 'data-draft="visit"' in page.text
    assert "河湾村联络站" in page.text
    assert "初筛（1 个工作日）" in page.text


def test_a_visit_is_saved_and_leads_to_its_page(officer, town):
    answer = officer.post(NEW, typed(name="王小明", phone=PHONE, deputies=[town.deputy.pk]))
    visit = Visit.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/opinions/visits/{visit.pk}/?saved=1")
    page = officer.get(answer.url)
    assert "登记下一位" in page.text
    assert '<meta name="draft-saved" content="visit">' in page.text
    assert Opinion.objects.get().number in page.text
    assert visit.constituent.phone == PHONE


def test_saving_with_a_slip_leads_to_the_slip(officer):
    answer = officer.post(NEW, typed(then="slip"))
    assert answer.url == f"/opinions/visits/{Visit.objects.get().pk}/slip/?saved=1"


def test_sending_twice_makes_one_visit(officer):
    data = typed()
    first, second = officer.post(NEW, data), officer.post(NEW, data)
    assert first.url == second.url
    assert Visit.objects.count() == 1


def test_errors_stand_on_top_and_what_was_typed_stays(officer):
    page = officer.post(NEW, typed(phone="12345", village="上塘村", **{"matters-0-words": "", "matters-0-category": "没有的"}))
    assert page.status_code == 200
    assert page.text.count("还没有保存，请先改正下面的内容") == 1
    assert "手机应为 11 位数字" in page.text
    assert 'value="12345"' in page.text
    assert 'value="上塘村"' in page.text
    assert 'value="没有的"' in page.text
    assert Visit.objects.count() == 0


def test_three_matters_at_once(officer):
    more = {"matters-TOTAL_FORMS": 3}
    more |= {"matters-1-words": "低保怎么申请？", "matters-1-outcome": "answered", "matters-1-answer": "填表。"}
    more |= {"matters-2-words": "欠钱不还。", "matters-2-outcome": "legal_way", "matters-2-legal_way": "lawsuit"}
    officer.post(NEW, typed(**more))
    assert list(Visit.objects.get().matters.values_list("outcome", flat=True)) == ["referred", "answered", "legal_way"]
    assert Opinion.objects.count() == 1


def test_phones_in_the_words_are_pointed_out(officer):
    page = officer.post(NEW, typed(**{"matters-0-words": f"邻居电话 {PHONE}，请找他。"}), follow=True)
    assert "第 1 件事的原话里好像有电话号码" in page.text


def test_the_chosen_visitor_is_the_same_person(officer, town):
    known = ConstituentFactory(station=town.station)
    officer.post(NEW, typed(name="王*", phone="尾号 6215", person=sealed(town.station, known.pk)))
    assert Visit.objects.get().constituent == known
    assert Constituent.objects.count() == 1


def test_a_head_chooses_the_station(client, town):
    client.force_login(town.head)
    assert "换一个站" in client.get(NEW).text
    client.post(NEW, typed(station=town.other_station.pk))
    assert Visit.objects.get().station == town.other_station


@pytest.mark.parametrize("asked", ["0", "x", "²"])
def test_no_such_station(officer, asked):
    assert officer.get(NEW, {"station": asked}).status_code == 404


def test_another_towns_station(officer, town):
    assert officer.get(NEW, {"station": town.station_elsewhere.pk}).status_code == 404
    assert officer.post(LOOKUP + f"?station={town.station_elsewhere.pk}", {"q": "王"}).status_code == 404


@pytest.mark.parametrize("who", ["office", "clerk", "deputy_user", "administrator", "county_office"])
def test_only_the_stations_staff_logs_visits(client, town, who):
    client.force_login(getattr(town, who))
    assert client.get(NEW).status_code == 403
    assert client.post(LOOKUP, {"q": "王"}).status_code == 403


def test_suggestions_are_masked(officer, town):
    ConstituentFactory(station=town.station)
    page = officer.post(LOOKUP + "?by=name", {"q": "王小"})
    assert "王* · 尾号 6215 · 河湾村" in page.text
    assert 'data-label="王*"' in page.text
    assert "王小明" not in page.text
    assert PHONE not in page.text
    assert 'data-label="尾号 6215"' in officer.post(LOOKUP + "?by=phone", {"q": "6215"}).text
    assert officer.get(LOOKUP).status_code == 405


def test_suggestions_cost_the_same_for_one_and_for_three(officer, town, django_assert_num_queries, django_assert_max_num_queries):
    ConstituentFactory(station=town.station)
    officer.post(LOOKUP, {"q": "王"})  # the session is saved with the first page
    with django_assert_max_num_queries(10) as one:
        officer.post(LOOKUP, {"q": "王"})
    ConstituentFactory.create_batch(2, station=town.station)
    with django_assert_num_queries(len(one)):
        officer.post(LOOKUP, {"q": "王"})


def test_the_page_shows_the_person_masked_and_links_the_opinion(officer, visit):
    page = officer.get(url("visit", visit))
    assert "王*" in page.text
    assert "139****6215" in page.text
    assert WORDS in page.text
    assert "周启明" in page.text
    assert "draft-saved" not in page.text


def test_the_slip_has_the_code_but_its_address_and_picture_have_not(officer, visit):
    page = officer.get(url("visit_slip", visit))
    code = query_code(visit.uuid, 1)
    assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in page.text
    assert visit.number in page.text
    assert "http://testserver/public/query/" in page.text
    assert page.context["address"] == "http://testserver/public/query/"
    assert page.context["picture"].startswith("data:image/svg+xml")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_holds_the_whole_name_phone_or_address(officer, town, page):
    visit = visited(town)
    Constituent.objects.get().address = "三组 5 号"
    answer = officer.get(url(page, visit))
    assert answer.status_code == 200
    for secret in (PHONE, "王小明", "三组 5 号"):
        assert secret not in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_doors(client, town, visit, page):
    address = url(page, visit)
    assert client.get(address).url == f"/accounts/login/?next={address}"
    client.force_login(town.officer)
    assert client.get(address).status_code == 200
    assert client.get(address.replace(str(visit.pk), "999999")).status_code == 404
    client.force_login(town.officer_elsewhere)
    assert client.get(address).status_code == 404
    client.force_login(town.clerk)
    assert client.get(address).status_code == 404
    for reader in (town.office, town.deputy_user):
        client.force_login(reader)
        assert client.get(address).status_code == (200 if page == "visit" else 403)


def test_correcting(officer, town, visit):
    at = (visit.at - timedelta(hours=2)).astimezone(SHANGHAI)
    data = {"version": 1, "at": at.strftime(MINUTE), "way": "phone", "deputies": [town.deputies[1].pk], "name": "汪小明"}
    answer = officer.post(url("visit_correct", visit), data)
    assert answer.url == url("visit", visit)
    visit.refresh_from_db()
    assert (visit.way, visit.constituent.name, visit.constituent.phone) == ("phone", "汪小明", PHONE)
    page = officer.get(answer.url)
    assert "改了时间、方式、来访人、姓名、电话、接待代表" in page.text


def test_correcting_an_answer(officer, town):
    visit = visited(town, matters=(MatterDraft(words="低保？", outcome="answered", answer="不知道。"),))
    blank = officer.get(url("visit_correct", visit)).context["form"]
    data = {"version": 1, "at": blank.initial["at"].strftime(MINUTE), "way": "walk_in"}
    bad = officer.post(url("visit_correct", visit), data | {"matter-1-words": "低保？", "matter-1-answer": ""})
    assert bad.status_code == 200
    officer.post(url("visit_correct", visit), data | {"matter-1-words": "低保？", "matter-1-answer": "填表。"})
    assert visit.matters.get().answer == "填表。"


def test_the_slower_of_two_keeps_the_text_and_may_save_after_all(officer, visit):
    data = {"version": 1, "at": visit.at.astimezone(SHANGHAI).strftime(MINUTE), "way": "phone", "village": "上塘村"}
    Visit.objects.update(version=5)
    page = officer.post(url("visit_correct", visit), data)
    assert page.text.count("还没有保存，请先改正下面的内容") == 1
    assert "已有他人先行处理" in page.text
    assert 'value="上塘村"' in page.text
    assert 'name="version" value="5"' in page.text


def test_voiding_asks_for_a_reason(officer, visit):
    assert officer.post(url("visit_void", visit), {"version": 1, "reason": ""}).status_code == 200
    assert Visit.objects.valid().count() == 1
    answer = officer.post(url("visit_void", visit), {"version": 1, "reason": "重复登记"})
    assert answer.url == url("visit", visit)
    page = officer.get(answer.url)
    assert "编号保留。原因：重复登记" in page.text
    assert "更正</a>" not in page.text


def test_a_referred_matter_forbids_voiding_in_words(officer, visit):
    Opinion.objects.update(state=State.HANDLING)
    page = officer.post(url("visit_void", visit), {"version": 1, "reason": "重复登记"})
    assert "已经交办，来访不能作废" in page.text
    assert 'value="重复登记"' in page.text


def test_a_voided_visit_has_no_slip(officer, visit):
    officer.post(url("visit_void", visit), {"version": 1, "reason": "重复登记"})
    assert officer.get(url("visit_slip", visit)).url == url("visit", visit)


def test_pages_of_a_visit_cost_the_same_for_one_and_for_three_matters(officer, town, django_assert_num_queries, django_assert_max_num_queries):
    one = visited(town, deputies=(town.deputy,))
    three = visited(town, deputies=tuple(town.deputies), matters=tuple(MatterDraft(words=WORDS) for _ in range(3)))
    for page in ("visit", "visit_slip"):
        officer.get(url(page, one))  # the session is saved with the first page
        with django_assert_max_num_queries(14) as queries:
            officer.get(url(page, one))
        with django_assert_num_queries(len(queries)):
            officer.get(url(page, three))
