"""Django's admin, for the administrator only: what is done there is in the trail."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "Kite-spool-4738"


@pytest.fixture
def administrator(client):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user)
    return user


def entries() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("id").values_list("action", "subject"))


def test_changing_an_account_leaves_a_trail(client, administrator):
    user = UserFactory(username="zhou")
    url = reverse("admin:accounts_user_change", args=[user.pk])
    assert client.post(url, {"username": "zhou", "name": "周启明", "is_active": "on", "is_superuser": "on"}).status_code == 302
    assert entries() == [("account.change", f"accounts.User:{user.pk}")]
    entry = AuditEntry.objects.get()
    assert entry.actor == administrator
    assert "周启明" not in entry.body


def test_setting_a_password_leaves_a_trail_without_it(client, administrator):
    user = UserFactory()
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    assert client.post(url, {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert entries() == [("account.change", f"accounts.User:{user.pk}")]
    assert PASSWORD not in AuditEntry.objects.get().body
