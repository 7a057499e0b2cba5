"""Pages of a list: two queries at most, a count that stops at the cap."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common.pages import ListPage, page_of
from tests.factories.accounts import UserFactory


@pytest.fixture
def users(db):
    User.objects.all().delete()
    UserFactory.create_batch(5)
    return User.objects.order_by("pk")


def summary(page: ListPage) -> tuple:
    return len(page.rows), page.number, page.has_previous, page.has_next, page.total_text


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        (1, (2, 1, False, True, "共 5 条")),
        ("2", (2, 2, True, True, "共 5 条")),
        ("3", (1, 3, True, False, "共 5 条")),
        ("4", (1, 3, True, False, "共 5 条")),
        ("999999", (1, 3, True, False, "共 5 条")),
        ("9999999", (2, 1, False, True, "共 5 条")),
        ("0", (2, 1, False, True, "共 5 条")),
        ("-1", (2, 1, False, True, "共 5 条")),
        ("²", (2, 1, False, True, "共 5 条")),
        ("1e9", (2, 1, False, True, "共 5 条")),
        ("' OR 1=1", (2, 1, False, True, "共 5 条")),
        ("", (2, 1, False, True, "共 5 条")),
        (None, (2, 1, False, True, "共 5 条")),
    ],
)
def test_pages(users, asked, seen):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert summary(page_of(users, asked, per_page=2)) == seen
    assert len(queries) == 2


def test_pages_hold_their_own_rows(users):
    numbers = [user.pk for user in users]
    assert [[user.pk for user in page_of(users, page, per_page=2).rows] for page in (1, 2, 3)] == [numbers[:2], numbers[2:4], numbers[4:]]


@pytest.mark.parametrize(("page", "queries"), [(1, 2), (2, 3), (3, 3)])
def test_what_rows_show_is_added_to_the_page_alone(users, page, queries):
    newest = users.order_by("-pk")
    names = [user.name for user in newest]
    with CaptureQueriesContext(connection) as asked:
        found = page_of(newest, page, per_page=2, shape=lambda rows: rows.values("name"))
    assert [row["name"] for row in found.rows] == names[2 * page - 2 : 2 * page]
    assert (len(asked), sum('"name"' in query["sql"] for query in asked)) == (queries, 1)


def test_a_short_list_takes_one_query(users):
    with CaptureQueriesContext(connection) as queries:
        assert summary(page_of(users, None)) == (5, 1, False, False, "共 5 条")
    assert len(queries) == 1


@pytest.mark.parametrize(("asked", "seen"), [(1, (0, 1, False, False, "共 0 条")), (7, (0, 1, False, False, "共 0 条"))])
def test_an_empty_list(users, asked, seen):
    assert summary(page_of(users.none(), asked)) == seen


@pytest.mark.parametrize(
    ("asked", "seen"),
    [(1, (2, 1, False, True, "共 3 多条")), (3, (1, 3, True, False, "共 3 多条")), (9, (0, 9, True, False, "共 3 多条"))],
)
def test_the_count_stops_at_the_cap(users, asked, seen):
    with CaptureQueriesContext(connection) as queries:
        assert summary(page_of(users, asked, per_page=2, cap=4)) == seen
    assert len(queries) == 2
    assert "LIMIT 4" in "".join(query["sql"] for query in queries)
