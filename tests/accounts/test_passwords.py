"""Slips, password changes, and the rules they follow."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.middleware import password_due
from accounts.models import AuditEntry, PasswordRequest
from accounts.services.passwords import ask_for_slip, change_password, issue_slip, new_password, set_active
from common import clock
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_asking_twice_makes_one_request():
    user = UserFactory()
    ask_for_slip(user.username)
    ask_for_slip(user.username)

    assert PasswordRequest.objects.filter(user=user).count() == 1


def test_unknown_or_stopped_user_leaves_no_trace():
    UserFactory(username="gone", is_active=False)
    ask_for_slip("gone")
    ask_for_slip("nobody")

    assert PasswordRequest.objects.count() == 0


def test_slip_sets_a_password_that_must_be_changed():
    user, administrator = UserFactory(), UserFactory(is_superuser=True)
    ask_for_slip(user.username)
    password = issue_slip(user, administrator)
    user.refresh_from_db()

    assert user.check_password(password)
    assert password_due(user)
    assert PasswordRequest.objects.get().answered_by == administrator
    assert AuditEntry.objects.get().action == "account.slip"
    assert password not in AuditEntry.objects.get().body


def test_change_ends_the_duty():
    user = UserFactory(must_change_password=True, slip_expires_at=clock.now())
    change_password(user, "Qingshan-2030")
    user.refresh_from_db()

    assert user.check_password("Qingshan-2030")
    assert not password_due(user)


def test_old_password_is_due(settings):
    settings.PASSWORD_MAX_AGE_DAYS = 90
    fresh = UserFactory(password_changed_at=clock.now() - timedelta(days=89))
    old = UserFactory(password_changed_at=clock.now() - timedelta(days=91))

    assert (password_due(fresh), password_due(old)) == (False, True)


def test_slip_password_passes_the_rules():
    for _ in range(50):
        validate_password(new_password())


@pytest.mark.parametrize("password", ["short-A1", "alllowercase", "lowercaseand1", "1234567890", "password12"])
def test_weak_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


def test_stopping_twice_is_one_entry():
    user, administrator = UserFactory(), UserFactory(is_superuser=True)
    set_active(user, False, administrator)
    set_active(user, False, administrator)

    assert [entry.action for entry in AuditEntry.objects.all()] == ["account.stop"]
