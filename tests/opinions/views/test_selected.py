"""What is done with the rows that were ticked in the list: their forms on paper, and a ledger of them alone."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from opinions.filters import picked_ids
from opinions.services import cases
from opinions.services.cases import Handing, Screening
from opinions.views.papers import MOST_FORMS
from reports.resources import OpinionLedger
from tests.factories.constituents import ConstituentFactory
from tests.factories.opinions import OpinionFactory, registered

pytestmark = pytest.mark.django_db
URL = reverse("opinions:forms")
LIST = reverse("opinions:list")


def handled(town, **facts):
    """A case with remarks, a referral and a person."""
    opinion = registered(town, constituent=ConstituentFactory(station=town.station, name="王小明", phone="13812346215"), **facts)
    opinion = cases.screen(opinion, town.officer, opinion.version, Screening(opinion.summary, None, note="情况属实"))
    opinion = cases.audit(opinion, town.deputy_head, opinion.version)
    return cases.approve(opinion, town.head, opinion.version, handing=Handing(town.department))


def queries(*picked) -> str:
    return "&".join(f"picked={pk}" for pk in picked)


def test_each_form_lies_on_a_page_of_its_own_in_the_order_of_the_list(client, town):
    first, second = handled(town, words="桥栏松了"), registered(town, words="路灯不亮")
    client.force_login(town.officer)
    page = client.get(f"{URL}?{queries(second.pk, first.pk)}").content.decode()
    assert page.count('<article class="sheet">') == 2
    assert page.index(second.number) < page.index(first.number)
    assert all(words in page for words in ("情况属实", town.department.name, "桥栏松了", "王*", "138****6215"))
    assert ("王小明" in page, "13812346215" in page) == (False, False)


def test_one_form_alone_says_the_same(client, town):
    opinion = handled(town)
    client.force_login(town.officer)
    one = client.get(reverse("opinions:form", args=[opinion.pk])).content.decode()
    many = client.get(f"{URL}?{queries(opinion.pk)}").content.decode()
    assert one[one.index("<article") : one.index("</article>")] == many[many.index("<article") : many.index("</article>")]


def test_another_s_case_is_silently_not_there(client, town):
    own = registered(town)
    foreign = OpinionFactory(station=town.station_elsewhere, registered_by=town.officer_elsewhere, words="别处的事")
    client.force_login(town.officer)
    page = client.get(f"{URL}?{queries(own.pk, foreign.pk, 10**9)}").content.decode()
    assert (page.count('<article class="sheet">'), "别处的事" in page) == (1, False)
    assert client.get(f"{URL}?{queries(foreign.pk)}").url == LIST


@pytest.mark.parametrize("query", ["", "picked=x", "picked=-1"])
def test_nothing_picked_leads_back_with_a_word(client, town, query):
    client.force_login(town.officer)
    assert "还没有选中意见" in client.get(f"{URL}?{query}", follow=True).content.decode()


def test_too_many_lead_back_with_a_word(client, town):
    client.force_login(town.officer)
    page = client.get(f"{URL}?{queries(*range(1, MOST_FORMS + 2))}", follow=True).content.decode()
    assert f"一次最多打印 {MOST_FORMS} 件，现在选了 {MOST_FORMS + 1} 件" in page


def test_the_forms_take_the_same_queries_for_1_and_3(client, town, django_assert_num_queries, django_assert_max_num_queries):
    made = [handled(town) for _ in range(3)]
    client.force_login(town.officer)
    client.get(URL)
    with django_assert_max_num_queries(14) as one:
        client.get(f"{URL}?{queries(made[0].pk)}")
    with django_assert_num_queries(len(one)):
        client.get(f"{URL}?{queries(*(each.pk for each in made))}")


def test_ids_are_read_once_each_and_garbage_is_left_out():
    assert picked_ids(QueryDict("picked=3&picked=1&picked=3&picked=x&picked=²")) == [3, 1]


def test_the_ledger_of_the_picked_ones_has_them_alone(town):
    first, _, third = (registered(town) for _ in range(3))
    foreign = OpinionFactory(station=town.station_elsewhere, registered_by=town.officer_elsewhere)
    ledger = OpinionLedger(town.officer)
    asked = QueryDict(queries(first.pk, third.pk, foreign.pk))
    assert set(ledger.found(asked)) == {first, third}
    assert [row[0] for row in ledger.rows(ledger.found(asked))] == [first.number, third.number]
    assert not ledger.found(QueryDict("picked=x")).exists()


def test_the_export_page_says_how_many_were_picked(client, town):
    first, _ = registered(town), registered(town)
    client.force_login(town.officer)
    page = client.get(f"{reverse('reports:opinions_export')}?{queries(first.pk)}").content.decode()
    assert "按您在列表里勾选的" in page
    assert '<strong class="num">1</strong>' in page


@pytest.mark.parametrize(("who", "may"), [("officer", True), ("office", True), ("clerk", False)])
def test_who_may_pick_rows(client, town, who, may):
    handled(town)
    client.force_login(getattr(town, who))
    page = client.get(LIST).content.decode()
    assert (('name="picked"' in page), ("打印登记表" in page)) == (may, may)
