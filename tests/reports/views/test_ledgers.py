import uuid

import pytest
from django.urls import reverse

from jobs.models import Job
from tests.factories.constituents import visited

URLS = [reverse("reports:opinions_export"), reverse("reports:visits_export")]


@pytest.mark.parametrize("url", [*URLS, reverse("reports:list")])
def test_doors(client, town, url):
    found = {}
    for who in ("office", "officer", "head", "county_office", "clerk", "deputy_user", "administrator"):
        client.force_login(getattr(town, who))
        found[who] = client.get(url).status_code
    assert found == {"office": 200, "officer": 200, "head": 200, "county_office": 200, "clerk": 403, "deputy_user": 403, "administrator": 403}


@pytest.mark.parametrize("url", URLS)
def test_it_says_how_many_rows_and_two_clicks_make_one_job(client, town, url):
    client.force_login(town.officer)
    visited(town)
    assert '<strong class="num">1</strong>' in client.get(url).content.decode()
    key = uuid.uuid4()
    for _ in range(2):
        response = client.post(f"{url}?station=&page=3&channel=visit&way=walk_in", {"request_key": key})
    job = Job.objects.get()
    assert (response["Location"], job.params) == (job.get_absolute_url(), {"query": "channel=visit&way=walk_in"})


@pytest.mark.parametrize("url", URLS)
def test_nothing_to_export_says_so(client, town, url):
    client.force_login(town.officer)
    assert "没有可以导出的行" in client.get(url).content.decode()


def test_a_broken_key_starts_nothing(client, town):
    client.force_login(town.officer)
    assert (client.post(URLS[0], {"request_key": "x"}).status_code, Job.objects.count()) == (200, 0)


@pytest.mark.parametrize("url", [*URLS, reverse("reports:list")])
def test_the_same_queries_for_1_and_3_rows(client, town, url, django_assert_max_num_queries):
    client.force_login(town.office)
    client.get(url)  # what the frame keeps in the cache is read once
    taken = []
    for count in (1, 3):
        for _ in range(count):
            visited(town)
            client.post(URLS[0], {"request_key": uuid.uuid4()})
        with django_assert_max_num_queries(18) as queries:
            client.get(url)
        taken.append(len(queries))
    assert taken[0] == taken[1]
