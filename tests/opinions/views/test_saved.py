"""Filters kept under a name."""

from uuid import uuid4

import pytest
from django.urls import reverse

from opinions.models import SavedFilter
from opinions.services.saved import MOST, save_filter
from tests.factories.opinions import registered

pytestmark = pytest.mark.django_db
URL, LIST = reverse("opinions:saved"), reverse("opinions:list")


def keep(client, query, name="超期的", key=None):
    return client.post(URL, {"name": name, "query": query, "request_key": str(key or uuid4())})


def test_the_present_filter_is_kept_shown_and_opened(client, town):
    registered(town)
    client.force_login(town.officer)
    assert client.get(LIST, {"state": "screening", "q": "水渠"}).context["keepable"] == "state=screening"
    key = uuid4()
    for _ in range(2):
        assert keep(client, "state=screening&sort=late", key=key).url == f"{LIST}?state=screening&sort=late"
    row = SavedFilter.objects.get()
    assert f'<a href="{LIST}?state=screening&amp;sort=late">{row.name}</a>' in client.get(LIST).content.decode()
    client.force_login(town.head)
    assert client.get(LIST).context["saved"] == []


@pytest.mark.parametrize("query", ["q=王小明", "person=abc", "state=nonsense", "nonsense=1", ""])
def test_words_people_and_garbage_are_never_kept(client, town, query):
    client.force_login(town.officer)
    page = keep(client, query).content.decode()
    assert ("还没有可以存的筛选条件" in page, SavedFilter.objects.count()) == (True, 0)
    keep(client, f"{query}&late=1")
    assert SavedFilter.objects.get().query == "late=1"


def test_a_name_twice_a_phone_number_and_too_many_are_refused(client, town):
    client.force_login(town.officer)
    keep(client, "late=1")
    page = keep(client, "mine=1").content.decode()
    assert ("已有叫「超期的」的常用筛选" in page, 'value="超期的"' in page, 'value="mine=1"' in page) == (True, True, True)
    assert keep(client, "mine=1", "13812346215").status_code == 200
    assert SavedFilter.objects.count() == 1
    for number in range(MOST - 1):
        save_filter(str(number), "late=1", town.officer, uuid4())
    assert f"最多存 {MOST} 个" in keep(client, "mine=1", "再一个").content.decode()


def test_rename_and_delete_one_s_own_alone(client, town):
    row = save_filter("旧名", "late=1", town.officer, uuid4())
    save_filter("别的", "mine=1", town.officer, uuid4())
    url = reverse("opinions:saved_filter", args=[row.pk])
    client.force_login(town.head)
    assert client.post(url, {"delete": "1"}).status_code == 404
    client.force_login(town.officer)
    client.post(url, {"name": "新名"})
    assert "已有叫「别的」" in client.post(url, {"name": "别的"}, follow=True).content.decode()
    assert list(SavedFilter.objects.values_list("name", flat=True)) == ["新名", "别的"]
    client.post(url, {"delete": "1"})
    assert list(SavedFilter.objects.values_list("name", flat=True)) == ["别的"]
