"""代办: typed with the visit, on the case and on the visit later; open ones are listed until one click says they are done."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from common import clock
from constituents.choices import LegalWay, Outcome
from constituents.models import Matter, Visit
from opinions.services.visits import MatterDraft, void_visit
from tests.factories.constituents import visited

pytestmark = pytest.mark.django_db
LIST = reverse("constituents:errands")


def errand(town, by="林小禾", what="代交医保", **facts) -> Matter:
    return visited(town, matters=(MatterDraft("医保怎么交", Outcome.ANSWERED, "已代办", errand=what, errand_by=by),), **facts).matters.get()


def done(matter: Matter) -> str:
    return reverse("constituents:errand_done", args=[matter.pk])


def test_it_is_typed_with_the_visit_and_waits_on_the_desk(client, town):
    client.force_login(town.officer)
    rows = {"matters-TOTAL_FORMS": 1, "matters-INITIAL_FORMS": 0, "matters-0-words": "老人不会 交医保", "matters-0-outcome": "referred"}
    typed = rows | {"at": clock.now().strftime("%Y-%m-%dT%H:%M"), "way": "walk_in", "request_key": uuid4(), "matters-0-errand_by": "林小禾"}
    assert "请写谁代办。" in client.post(reverse("opinions:take_visit"), typed | {"matters-0-errand_by": "", "matters-0-errand": "代交"}).text
    page = client.post(reverse("opinions:take_visit"), typed, follow=True).text
    matter = Matter.objects.get()
    assert (matter.errand_by, matter.errand) == ("林小禾", "老人不会 交医保")  # nothing typed twice
    assert "林小禾：老人不会 交医保（还没有办完）" in page
    assert "林小禾：老人不会 交医保" in client.get(matter.opinion.get_absolute_url()).text
    desk = client.get(reverse("desk:home")).text
    assert "代办没有办完" in desk and f"最早：{matter.visit.number}，林小禾" in desk and LIST in desk


def test_one_click_says_that_it_is_done_and_another_takes_it_back(client, town):
    matter = errand(town)
    client.force_login(town.officer)
    assert "代交医保" in client.get(LIST).text and "王*" in client.get(LIST).text and "王小明" not in client.get(LIST).text
    for _ in range(2):
        page = client.post(done(matter), {"done": "1", "then": "list"}, follow=True).text
    assert "已记下" in page and "代交医保" not in page.split("<main")[1].split("year-nav")[1]
    assert Matter.objects.get().errand_done_on == clock.today()
    assert "代交医保" in client.get(LIST, {"state": "done"}).text and "代办没有办完" not in client.get(reverse("desk:home")).text
    client.post(done(matter), {"done": "0"})
    assert Matter.objects.get().errand_done_on is None
    assert list(AuditEntry.objects.filter(action__startswith="visit.errand").order_by("pk").values_list("action", flat=True)) == [
        "visit.errand_done",
        "visit.errand_reopen",
    ]
    assert "代办没有办完" in client.get(matter.visit.get_absolute_url()).text  # in the visit's history


def test_it_is_noted_later_from_the_case_and_taken_away(client, town):
    matter = visited(town).matters.get()
    address = reverse("constituents:errand", args=[matter.pk])
    client.force_login(town.officer)
    assert address in client.get(matter.opinion.get_absolute_url()).text
    client.post(address, {"errand_by": "沈雨", "errand": "代送材料"})
    assert list(Matter.objects.errands().values_list("errand_by", "errand")) == [("沈雨", "代送材料")]
    client.post(address, {"errand_by": "", "errand": ""})
    assert not Matter.objects.errands().exists()


def test_nothing_is_done_for_what_is_not_for_the_station_or_void(client, town):
    legal = MatterDraft("他收了钱", Outcome.LEGAL_WAY, legal_way=LegalWay.ACCUSATION, errand="他收了钱", errand_by="林小禾")
    matter = visited(town, matters=(legal,)).matters.get()
    assert (matter.errand, matter.errand_by) == ("", "")
    voided = errand(town)
    void_visit(Visit.objects.get(pk=voided.visit_id), 1, "登记错了", town.officer)
    client.force_login(town.officer)
    for each in (matter, voided):
        assert client.post(done(each), {"done": "1"}).status_code == 404
    assert "代交医保" not in client.get(LIST).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(client, town, count, django_assert_max_num_queries):
    for number in range(count):
        errand(town, name=f"王{number}", phone="")
    client.force_login(town.office)
    with django_assert_max_num_queries(9):
        assert client.get(LIST).text.count("（还没有办完）") == count
