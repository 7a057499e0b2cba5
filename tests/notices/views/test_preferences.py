"""One's own ways: chosen, checked, not there; what is due from then on."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from common import clock
from notices.models import Preference
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

FORM = {"mail": "", "mobile": "", "quiet_from": "21:00", "quiet_to": "08:00", "digest_at": "08:30"}


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


@pytest.fixture
def sms(settings):
    settings.SMS_GATEWAY = "http://127.0.0.1:9"


def save(client, **more):
    return client.post(reverse("notices:preferences"), FORM | more)


def test_chosen_from_now_on(client, user, sms):
    before = clock.now()
    assert save(client, mobile="139 0000 1234", by_sms="on").status_code == 302

    own = Preference.objects.get(user=user)
    assert (own.mobile, own.by_sms, own.by_mail) == ("13900001234", True, False)
    assert own.since >= before


def test_saving_the_same_again_moves_nothing(client, user, sms):
    save(client, mobile="13900001234", by_sms="on")
    since = Preference.objects.get().since
    save(client, mobile="13900001234", by_sms="on")

    assert Preference.objects.get().since == since
    assert AuditEntry.objects.filter(action="preference.save").count() == 1


def test_the_trail_names_fields_and_not_what_is_in_them(client, user, sms):
    save(client, mobile="13900001234", by_sms="on")

    assert AuditEntry.objects.get(action="preference.save").body == '{"fields": ["by_sms", "mobile"]}'


def test_a_way_that_is_not_set_up_cannot_be_chosen(client, user):
    save(client, mobile="13900001234", by_sms="on")

    assert Preference.objects.get().by_sms is False
    assert "本系统还没有接通这种方式" in client.get(reverse("notices:preferences")).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"mobile": "", "by_sms": "on"}, "请填写手机号，或者不勾选「发短信」。"),
        ({"mobile": "0871-6512345"}, "短信只能发到手机号，请填 11 位手机号。"),
        ({"mail": "lin@"}, "邮箱地址不对，应像 name@example.com。"),
    ],
)
def test_what_is_wrong_is_said_and_stays(client, user, sms, typed, words):
    page = save(client, **typed)

    assert words in page.content.decode()
    assert all(value in page.content.decode() for value in typed.values())
    assert not Preference.objects.exists()
