"""The administrator's list of accounts and the slip."""

import pytest
from django.urls import reverse

from accounts.services.passwords import ask_for_slip
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

USERS = "/accounts/users/"


@pytest.fixture
def administrator(client):
    user = UserFactory(is_superuser=True, name="管理员")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def names(response):
    return [user.name for user in response.context["page"].rows]


def test_others_are_refused(client):
    user = UserFactory()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(USERS).status_code == 403
    assert client.post(reverse("accounts:slip", args=[user.pk])).status_code == 403
    assert client.post(reverse("accounts:activity", args=[user.pk])).status_code == 403


def test_whoever_forgot_the_password_stands_first(client, administrator):
    UserFactory(username="aaa", name="甲")
    UserFactory(username="zzz", name="乙")
    ask_for_slip("zzz")

    assert names(client.get(USERS))[0] == "乙"
    assert names(client.get(USERS, {"asked": "on"})) == ["乙"]


def test_search_by_name_or_username(client, administrator):
    UserFactory(username="aaa", name="林溪")

    assert names(client.get(USERS, {"q": "林"})) == ["林溪"]
    assert names(client.get(USERS, {"q": "AA"})) == ["林溪"]
    assert "没有符合条件的账号" in client.get(USERS, {"q": "没有这个人"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(client, administrator, rows, django_assert_max_num_queries):
    UserFactory.create_batch(rows)
    client.get(USERS)  # the first request of a minute writes the session
    with django_assert_max_num_queries(6):
        client.get(USERS)


def test_slip_shows_the_password_once(client, administrator):
    user = UserFactory()
    page = client.post(reverse("accounts:slip", args=[user.pk])).content.decode()
    user.refresh_from_db()

    assert user.username in page
    assert user.must_change_password
    assert client.post(reverse("accounts:slip", args=[10**9])).status_code == 404


def test_stop_and_restore(client, administrator):
    user = UserFactory()
    client.post(reverse("accounts:activity", args=[user.pk]), {"active": "0"})
    user.refresh_from_db()
    assert not user.is_active

    client.post(reverse("accounts:activity", args=[user.pk]), {"active": "1"})
    user.refresh_from_db()
    assert user.is_active


def test_nobody_stops_himself(client, administrator):
    response = client.post(reverse("accounts:activity", args=[administrator.pk]), {"active": "0"}, follow=True)
    administrator.refresh_from_db()

    assert administrator.is_active
    assert "不能停用自己的账号" in response.content.decode()
