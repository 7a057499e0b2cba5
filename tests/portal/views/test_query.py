import pytest
from django.urls import reverse

from common.crypto import query_code
from opinions.services.visits import MatterDraft
from portal.services import PER_ADDRESS
from portal.views import NOT_FOUND, TOO_MANY
from tests.factories.constituents import WORDS, visited

URL = "/public/query/"
PHONE = "13912346215"


@pytest.fixture
def visit(town):
    return visited(town)


def ask(client, number, code):
    return client.post(URL, {"number": number, "code": code})


def test_the_page_is_open_to_all(client, db):
    answer = client.get(URL)
    assert reverse("portal:query") == URL
    assert answer.status_code == 200
    assert "回执丢了怎么办" in answer.text
    assert "no-store" in answer["Cache-Control"]


def test_number_and_code_show_the_steps_and_nothing_personal(client, visit):
    answer = ask(client, visit.number, query_code(visit.uuid, 1))
    assert "联络站已登记" in answer.text
    assert "no-store" in answer["Cache-Control"]
    for secret in (PHONE, "6215", "王小明", WORDS):
        assert secret not in answer.text


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(client, visit):
    wrong_code = ask(client, visit.number, "ABCDEFGHJKMN")
    wrong_number = ask(client, visit.number + "9", query_code(visit.uuid, 1))
    assert wrong_code.context["form"].non_field_errors() == wrong_number.context["form"].non_field_errors() == [NOT_FOUND]
    assert wrong_code.status_code == wrong_number.status_code == 200


def test_the_address_alone_opens_nothing(client, visit):
    answer = client.get(URL, {"number": visit.number, "code": query_code(visit.uuid, 1)})
    assert "联络站已登记" not in answer.text


def test_what_was_typed_stays(client, visit):
    answer = ask(client, visit.number, "ABCDEFGHJKMN")
    assert f'value="{visit.number}"' in answer.text


@pytest.mark.parametrize("missing", ["number", "code"])
def test_both_are_needed(client, db, missing):
    answer = client.post(URL, {"number": "河湾访2026-0001", "code": "ABC", missing: ""})
    assert list(answer.context["form"].errors) == [missing]


def test_guessing_is_stopped(client, visit):
    for _ in range(PER_ADDRESS):
        ask(client, visit.number, "X")
    answer = ask(client, visit.number, query_code(visit.uuid, 1))
    assert answer.status_code == 429
    assert TOO_MANY in answer.text


def test_three_opinions_cost_no_more_than_their_events(client, town, django_assert_max_num_queries):
    visit = visited(town, matters=tuple(MatterDraft(words=WORDS) for _ in range(3)))
    with django_assert_max_num_queries(16):
        ask(client, visit.number, query_code(visit.uuid, 1))
