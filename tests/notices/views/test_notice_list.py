"""One's own messages."""

import pytest
from django.urls import reverse

from notices.models import Notice
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

LIST = "/notices/"


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def notice(user, **more):
    return Notice.objects.create(recipient=user, title="交办超期", **more)


def test_only_one_s_own(client, user):
    mine, other = notice(user), notice(UserFactory())

    assert client.get(LIST).context["page"].rows == [mine]
    assert client.post(reverse("notices:read", args=[other.pk])).status_code == 404


def test_reading_marks_and_goes_there(client, user):
    here = notice(user, url="/opinions/1/")
    outside = notice(user, url="https://example.com/")

    assert client.post(reverse("notices:read", args=[here.pk])).url == "/opinions/1/"
    assert client.post(reverse("notices:read", args=[outside.pk])).url == LIST
    assert Notice.objects.unread().count() == 0


def test_read_all(client, user):
    notice(user), notice(user), notice(UserFactory())
    client.post(reverse("notices:read_all"))

    assert Notice.objects.unread().count() == 1


def test_unread_only(client, user):
    notice(user)
    client.post(reverse("notices:read_all"))

    assert "没有消息" in client.get(LIST, {"unread": "1"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(client, user, rows, django_assert_max_num_queries):
    for _ in range(rows):
        notice(user)
    client.get(LIST)  # the first request of a minute writes the session
    with django_assert_max_num_queries(6):
        client.get(LIST)
