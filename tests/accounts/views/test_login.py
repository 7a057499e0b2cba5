"""Login, lock-out, log-out, password pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, PasswordRequest
from accounts.services.passwords import issue_slip
from common import clock
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


def log_in(client, username, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": username, "password": password}, **more)


def test_page_is_chinese(client):
    page = client.get(LOGIN).content.decode()

    assert "<h1>登录</h1>" in page
    assert "忘记密码" in page


def test_login_goes_to_the_desk_and_is_recorded(client):
    user = UserFactory()
    response = log_in(client, user.username)

    assert (response.status_code, response.url) == (302, "/")
    assert [(entry.action, entry.actor) for entry in AuditEntry.objects.all()] == [("account.login", user)]


def test_next_stays_on_this_site(client):
    user = UserFactory()
    inside = client.post(f"{LOGIN}?next=/notices/", {"username": user.username, "password": PASSWORD})
    client.logout()
    outside = client.post(f"{LOGIN}?next=https://example.com/", {"username": user.username, "password": PASSWORD})

    assert (inside.url, outside.url) == ("/notices/", "/")


def test_wrong_password_says_so_and_keeps_the_name(client):
    user = UserFactory()
    page = log_in(client, user.username, "wrong").content.decode()

    assert "用户名或密码不对" in page
    assert user.username in page


def test_five_wrong_tries_lock_this_name_from_this_address(client):
    user, other = UserFactory(), UserFactory()
    for _ in range(5):
        last = log_in(client, user.username, "wrong")

    assert last.status_code == 429
    assert log_in(client, user.username).status_code == 429
    assert log_in(client, other.username).status_code == 302  # colleagues behind the same address still get in
    assert log_in(client, user.username, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_slip_login_leads_to_the_password_page_and_nowhere_else(client):
    user = UserFactory()
    password = issue_slip(user, None)
    log_in(client, user.username, password)

    assert client.get("/notices/").url == reverse("accounts:password_change")
    new = "Qingshan-2030"
    response = client.post(reverse("accounts:password_change"), {"old_password": password, "new_password1": new, "new_password2": new})
    assert response.url == "/"
    assert client.get("/notices/").status_code == 200


def test_expired_slip_is_refused(client):
    user = UserFactory()
    password = issue_slip(user, None)
    user.slip_expires_at = clock.now() - timedelta(minutes=1)
    user.save()

    assert "密码条已过期" in log_in(client, user.username, password).content.decode()


def test_new_password_must_differ(client):
    user = UserFactory()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    data = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}

    assert "新密码不能和原密码一样" in client.post(reverse("accounts:password_change"), data).content.decode()


def test_forgotten_answers_the_same_for_known_and_unknown(client):
    user = UserFactory()
    known = client.post(reverse("accounts:password_forgotten"), {"username": user.username})
    unknown = client.post(reverse("accounts:password_forgotten"), {"username": "nobody"})

    assert known.content == unknown.content
    assert PasswordRequest.objects.get().user == user


def test_logout_is_a_post(client):
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(reverse("accounts:logout")).status_code == 405
    assert "已退出登录" in client.post(reverse("accounts:logout")).content.decode()
    assert client.get("/notices/").status_code == 302


def test_pages_after_login_are_not_cached(client):
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/notices/").headers["Cache-Control"] == "no-store"


def test_session_is_written_once_a_minute(client):
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    client.get("/accounts/me/")
    seen = client.session["seen"]
    client.get("/accounts/me/")
    assert client.session["seen"] == seen

    session = client.session
    session["seen"] = seen - 61
    session.save()
    client.get("/accounts/me/")
    assert client.session["seen"] >= seen
